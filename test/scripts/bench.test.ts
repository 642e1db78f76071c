import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goalText, holds, ofRounds } from '../../scripts/bench/figure.ts'
import { FRAME, frames, SIZE } from '../../scripts/bench/frames.ts'
import { MEASUREMENTS } from '../../scripts/bench/measurements.ts'
import { figureOf, tableOf } from '../../scripts/bench/report.ts'
import { quantile } from '../../scripts/bench/statistics.ts'

describe('quantile', () => {
  it('is the value below which a share lies', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
    expect(quantile([10, 20], 1)).toBe(20)
    expect(quantile([], 0.5)).toBeNaN()
  })
})

describe('frames', () => {
  it('are unmasked text frames that number their messages', () => {
    const bytes = frames(98, 3)
    expect(bytes.length).toBe(3 * FRAME)
    const texts = [0, 1, 2].map((at) => bytes.subarray(at * FRAME + 4, (at + 1) * FRAME).toString())
    expect(texts.map((text) => JSON.parse(text).n)).toEqual([100_000_098, 100_000_099, 100_000_100])
    expect([...bytes.subarray(FRAME, FRAME + 4)]).toEqual([0x81, 126, 0, SIZE])
  })
})

describe('figures', () => {
  const kinds = MEASUREMENTS.flatMap(({ figures }) => figures)
  const kind = { name: 'speed', unit: 'm/s', about: 'How fast.', goal: { atLeast: 5 } }

  it('hold or miss their goals', () => {
    expect(holds({ atLeast: 5 }, 5)).toBe(true)
    expect(holds({ atMost: 5 }, 5.1)).toBe(false)
    expect(holds({ below: 1 }, 1)).toBe(false)
    expect(goalText({ below: 1 })).toBe('< 1')
  })
  it('are shown with their spread, and judged by their own goal where they have one', () => {
    const measured = ofRounds('speed', [1, 2, 3], { value: 4, unit: 'm/s' })
    expect(figureOf(kind, 'firefox', measured)).toMatchObject({
      value: 2,
      low: 1.5,
      high: 2.5,
      native: 4,
      holds: false,
    })
    expect(figureOf(kind, 'firefox', { ...measured, goal: { atMost: 2 } })).toMatchObject({ goal: '≤ 2', holds: true })
    expect(tableOf([figureOf(kind, 'firefox', measured)])).toContain(
      'speed   firefox  2 m/s  1.5–2.5      4 m/s   ≥ 5   missed',
    )
  })
  it('have names of their own, and each its place in the README', () => {
    const names = kinds.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const readme = readFileSync(join(import.meta.dirname, '../../bench/README.md'), 'utf8')
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })
})

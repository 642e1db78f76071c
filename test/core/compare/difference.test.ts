import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference } from '../../../src/core/compare/difference.ts'
import { byteLines, valueLines } from '../../../src/core/compare/value-lines.ts'
import { treeOf } from '../../../src/core/decoders/tree.ts'

const shown = (first: unknown, second: unknown): string[] =>
  difference(valueLines(treeOf(first)), valueLines(treeOf(second)))?.lines.map((line) =>
    line.sign === '…' ? `… ${line.count}` : `${line.sign} ${line.text}`,
  ) ?? ['too different']

describe('a difference', () => {
  it('is of values, not of the order in which an object has its names', () => {
    expect(shown({ b: 1, a: [1, 2, 3] }, { a: [1, 3, 4], b: 1, c: null })).toEqual([
      '  {',
      '    a: [',
      '      1',
      '-     2',
      '      3',
      '+     4',
      '    ]',
      '    b: 1',
      '+   c: null',
      '  }',
    ])
  })

  it('leaves out what is equal, but for three lines around', () => {
    const values = Array.from({ length: 40 }, (_, index) => index)
    expect(shown(values, values.with(20, 99))).toEqual([
      '… 18',
      '    17',
      '    18',
      '    19',
      '-   20',
      '+   99',
      '    21',
      '    22',
      '    23',
      '… 17',
    ])
  })

  it('is of bytes by rows of sixteen', () => {
    const [first, second] = [new Uint8Array(40), new Uint8Array(40)]
    second[17] = 0x41
    const { added, removed, lines } = difference(byteLines(first), byteLines(second)) ?? {}
    expect([added, removed]).toEqual([1, 1])
    expect(lines).toContainEqual({ sign: '+', text: `00 41${' 00'.repeat(14)}  .A..............` })
  })

  it('of a value with itself is none, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { added, removed } = difference(valueLines(treeOf(value)), valueLines(treeOf(value))) ?? {}
        expect([added, removed]).toEqual([0, 0])
      }),
      { numRuns: 100 },
    )
  })

  it('gives up on what is too different, and on depth it does not recurse', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(valueLines(treeOf(deep)).length).toBe(20_000)
    const numbers = (from: number) => Array.from({ length: 15_000 }, (_, index) => index * 2 + from)
    expect(shown(numbers(0), numbers(1))).toEqual(['too different'])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonReader, type JsonReading, readJson } from '../../../src/core/decoders/read-json.ts'

/** Reads so many values at a time; answers also how often that was asked for. */
function inSteps(text: string, values: number): { reading: JsonReading; steps: number } {
  const reader = new JsonReader(text)
  for (let steps = 1; ; steps++) {
    const reading = reader.advance(values)
    if (reading) return { reading, steps }
    expect(reader.share).toBeGreaterThanOrEqual(0)
    expect(reader.share).toBeLessThanOrEqual(1)
  }
}

describe('reading JSON a few values at a time', () => {
  it('gives the same as reading it at once, wherever it pauses', () => {
    const json = fc.json().map((text) => (text.length % 3 === 0 ? JSON.stringify({ text, again: [text] }) : text))
    const broken = fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)))
    fc.assert(
      fc.property(fc.oneof(json, broken), fc.integer({ min: 1, max: 5 }), (text, values) => {
        expect(inSteps(text, values).reading).toEqual(readJson(text))
      }),
    )
  })

  it('pauses after so many values, within JSON in strings too', () => {
    const inside = JSON.stringify(Array.from({ length: 100 }, (_, at) => at))
    const text = JSON.stringify(Array.from({ length: 10 }, () => inside))
    const { reading, steps } = inSteps(text, 10)
    expect(reading).toEqual(readJson(text))
    expect(steps).toBeGreaterThan(100)
  })

  it('says how far it is', () => {
    const reader = new JsonReader(JSON.stringify(Array.from({ length: 1000 }, () => 1)))
    expect(reader.advance(501)).toBe(null)
    expect(reader.share).toBeCloseTo(0.5)
  })
})

import { describe, expect, it } from 'vitest'
import { Measurement, percentile, probeText } from '../../src/core/measure.ts'

describe('a probe', () => {
  it.each([8, 9, 18, 1000])('of %i bytes is so long, and says its number', (size) => {
    expect(probeText(42, size)).toHaveLength(size)
    expect(probeText(42, size).slice(0, 8)).toBe('00000042')
  })
})

it('percentiles are the nearest rank', () => {
  const values = Float64Array.from({ length: 100 }, (_, at) => at + 1)
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100])
  expect(percentile(Float64Array.of(7), 0.99)).toBe(7)
})

describe('a measurement', () => {
  const summaryOf = (
    tell: (sent: (at: number) => void, received: (at: number, time: number) => void, one: Measurement) => void,
  ) => {
    const one = new Measurement(10, 20)
    tell(
      (at) => one.sent(probeText(at, 20), 1000 + at),
      (at, time) => one.received(probeText(at, 20), time),
      one,
    )
    return one.summary()
  }
  it('has round trips, rate and their bars', () => {
    const summary = summaryOf((sent, received) => {
      for (const at of [0, 1, 2, 3]) sent(at)
      received(0, 1001)
      received(1, 1004)
      received(2, 1005)
      received(3, 2000)
    })
    expect(summary).toMatchObject({ sent: 4, echoed: 4, missing: 0, late: 0, doubled: 0, altered: 0 })
    expect(summary.times).toEqual({ p50: 3, p95: 997, p99: 997, most: 997 })
    expect(summary.rate).toEqual({ messages: 4, bytes: 80 })
    expect(summary.bars.reduce((sum, { count }) => sum + count, 0)).toBe(4)
    expect(summary.bars.at(-1)).toEqual({ from: 512, to: 1024, count: 1 })
  })
  it('counts what is missing, late, doubled and altered', () => {
    const summary = summaryOf((sent, received, one) => {
      for (const at of [0, 1, 2, 3]) sent(at)
      received(1, 1010)
      received(0, 1011)
      received(0, 1012)
      one.received('something else', 1013)
      one.received(probeText(9, 20), 1014)
    })
    expect(summary).toMatchObject({ sent: 4, echoed: 2, missing: 2, late: 1, doubled: 1, altered: 2 })
  })
  it('begins anew', () => {
    const one = new Measurement(10, 20)
    one.sent(probeText(0, 20), 1)
    one.received(probeText(0, 20), 2)
    one.reset()
    expect(one.summary()).toEqual(new Measurement(10, 20).summary())
  })
  it('says nothing before the first echo', () => {
    expect(summaryOf((sent) => sent(0))).toMatchObject({ times: null, rate: null, bars: [] })
  })
})

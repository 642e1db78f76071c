import { describe, expect, it } from 'vitest'
import { type PaceFacts, pause } from '../../src/devtools/har-pace.ts'

const at = (facts: Partial<PaceFacts>) => pause({ reason: 'live', shown: true, cost: 2, idle: 0, ...facts })

describe('the pace of the network log', () => {
  it('is quick where a fetch is cheap and a socket is open', () => {
    expect(at({})).toBe(500)
  })
  it('slows down while nothing comes, within bounds', () => {
    expect([0, 1, 2, 3, 100].map((idle) => at({ idle }))).toEqual([500, 1000, 2000, 2000, 2000])
  })
  it('takes 4 % of the time, and more only where nothing would be seen for long', () => {
    expect(at({ cost: 100 })).toBe(2500)
    expect(at({ cost: 500 })).toBe(12_500)
    expect(at({ cost: 1000 })).toBe(15_000)
  })
  it('is slower for a mere suspicion, and slower still for none', () => {
    expect(at({ reason: 'suspected', cost: 100 })).toBe(5000)
    expect(at({ reason: 'quiet', cost: 100 })).toBe(20_000)
  })
  it('stops where nobody looks and nothing is known', () => {
    expect(at({ reason: 'quiet', shown: false })).toBeNull()
    expect(at({ reason: 'live', shown: false })).toBe(5000)
  })
})

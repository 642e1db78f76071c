import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type DepartureStorage, followDepartures } from '../../src/devtools/departures.ts'
import { LEFT, type Left } from '../../src/wire.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('tells what documents said of their rows when last words must have come, and removes it', () => {
  let change: Parameters<DepartureStorage['onChanged']['addListener']>[0] = () => {}
  const removed: string[] = []
  const area = (name: string) => ({ remove: async (key: string) => void removed.push(`${name}: ${key}`) })
  const left: [string, Left][] = []
  const had = (next: number): Left => ({ next, steps: [] })
  followDepartures(
    { local: area('local'), session: area('session'), onChanged: { addListener: (listener) => (change = listener) } },
    (nonce, had) => left.push([nonce, had]),
  )
  change({ [`${LEFT}a`]: { newValue: JSON.stringify(had(7)) }, [`${LEFT}b`]: {}, theme: { newValue: 3 } }, 'session')
  change({ [`${LEFT}c`]: { newValue: JSON.stringify(had(8)) } }, 'local')
  vi.advanceTimersByTime(4900)
  expect(left).toEqual([])
  vi.advanceTimersByTime(200)
  expect(left).toEqual([
    ['a', had(7)],
    ['c', had(8)],
  ])
  expect(removed).toEqual([`session: ${LEFT}a`, `local: ${LEFT}c`])
})

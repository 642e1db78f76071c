import { describe, expect, it } from 'vitest'
import { Log, type Row } from '../../src/core/log.ts'

const row = (body: string, socket = 0): Row => ({
  time: 1000.5,
  kind: 'received',
  socket,
  state: 1,
  flags: 3,
  size: body.length,
  buffered: 7,
  body,
})

describe('Log', () => {
  it('gives back what was put in', () => {
    const log = new Log()
    const number = log.append(row('hello', 5))
    expect(log.row(number)).toEqual(row('hello', 5))
    expect(log.length).toBe(1)
    expect(log.bytes).toBe(5)
  })

  it('keeps rows apart across chunks', () => {
    const log = new Log()
    for (let i = 0; i < 10_000; i++) log.append(row(String(i)))
    for (const number of [0, 4095, 4096, 8191, 8192, 9999]) expect(log.body(number)).toBe(String(number))
  })

  it('lets the oldest go when it is over its budget of rows, and counts them', () => {
    const log = new Log({ rows: 5000, bytes: Number.POSITIVE_INFINITY })
    for (let i = 0; i < 20_000; i++) log.append(row(String(i)))
    expect(log.length).toBeLessThanOrEqual(5000)
    expect(log.dropped + log.length).toBe(20_000)
    expect(log.body(log.first)).toBe(String(log.first))
    expect(() => log.body(log.first - 1)).toThrow(RangeError)
  })

  it('lets the oldest go when it is over its budget of bytes', () => {
    const log = new Log({ rows: 1e9, bytes: 100_000 })
    for (let i = 0; i < 20_000; i++) log.append(row('0123456789'))
    expect(log.bytes).toBeLessThanOrEqual(100_000)
    expect(log.bytes).toBe(log.length * 10)
  })

  it('never keeps less than the newest chunk, however large its rows', () => {
    const log = new Log({ rows: 10, bytes: 10 })
    log.append(row('a row larger than the budget'))
    expect(log.length).toBe(1)
  })

  it('goes on counting after it was cleared, so that old numbers stay unknown', () => {
    const log = new Log()
    const before = log.append(row('old'))
    log.clear()
    const after = log.append(row('new'))
    expect(after).toBeGreaterThan(before)
    expect(log.has(before)).toBe(false)
    expect(log.body(after)).toBe('new')
    expect(log.bytes).toBe(3)
  })

  it('retains the rows of some sockets in their order', () => {
    const log = new Log()
    for (let i = 0; i < 6; i++) log.append(row(String(i), i % 2))
    log.retain((socket) => socket === 1)
    expect(Array.from({ length: log.length }, (_, i) => log.body(log.first + i))).toEqual(['1', '3', '5'])
  })
})

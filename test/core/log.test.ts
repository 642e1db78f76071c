import { describe, expect, it } from 'vitest'
import { Log, type Row } from '../../src/core/log.ts'
import { NO_SOCKET } from '../../src/core/row.ts'

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

  describe('when a row comes late', () => {
    const at = (time: number, body: string, socket = 0): Row => ({ ...row(body, socket), time })
    const bodies = (log: Log) => Array.from({ length: log.length }, (_, index) => log.body(log.first + index))

    it('puts it where its time belongs', () => {
      const log = new Log()
      for (const time of [1, 2, 5, 6]) log.append(at(time, String(time)))
      expect(log.append(at(3, '3'))).toBe(2)
      expect(log.append(at(4, '4'))).toBe(3)
      expect(bodies(log)).toEqual(['1', '2', '3', '4', '5', '6'])
      expect(log.insertions).toBe(2)
      expect(log.lowestInsertion(0)).toBe(2)
      expect(log.lowestInsertion(1)).toBe(3)
      expect(log.lowestInsertion(2)).toBe(Number.POSITIVE_INFINITY)
    })

    it('keeps rows of the same time in the order of their arrival', () => {
      const log = new Log()
      for (const body of ['a', 'b', 'c']) log.append(at(1, body))
      expect(bodies(log)).toEqual(['a', 'b', 'c'])
      expect(log.insertions).toBe(0)
    })

    it('does so across chunks, and knows the bytes of each', () => {
      const log = new Log({ rows: 1e9, bytes: 1e9 })
      for (let time = 0; time < 5000; time++) log.append(at(time * 2, 'xx'))
      log.append(at(8001, 'late'))
      expect(log.body(4001)).toBe('late')
      expect(log.time(4096)).toBe(8190)
      expect(log.bytes).toBe(5000 * 2 + 4)
    })

    it('leaves one that is far too late where it came', () => {
      const log = new Log()
      for (let time = 1; time <= 10_000; time++) log.append(at(time, 'x'))
      log.append(at(1, 'late'))
      expect(log.body(log.end - 1)).toBe('late')
    })

    it('brings no row across one that is about no socket', () => {
      const log = new Log()
      log.append(at(5, 'before'))
      log.append({ ...at(6, 'boundary'), socket: NO_SOCKET })
      log.append(at(1, 'old'))
      expect(bodies(log)).toEqual(['before', 'boundary', 'old'])
    })
  })

  it('keeps a call stack with its row: where others are put before it, and until it leaves', () => {
    const log = new Log({ rows: 4096, bytes: 1e9 })
    const at = (time: number, stack?: string): Row => ({ ...row(String(time)), time, stack })
    log.append(at(1, 'one'))
    log.append(at(5, 'five'))
    log.append(at(3))
    expect([0, 1, 2].map((number) => log.stack(number))).toEqual(['one', undefined, 'five'])
    expect(log.row(2).stack).toBe('five')
    log.retain(() => true)
    expect([3, 4, 5].map((number) => log.stack(number))).toEqual(['one', undefined, 'five'])
    for (let time = 10; time < 10_000; time++) log.append(at(time))
    expect(log.has(5)).toBe(false)
    expect(log.stack(log.end - 1)).toBeUndefined()
  })

  it('knows who heard a message, and which nobody heard', () => {
    const log = new Log()
    log.append({ ...row('heard'), time: 1, heard: { listeners: 2, ran: 1.5 } })
    log.append({ ...row('not counted'), time: 5 })
    log.append({ ...row('unheard'), time: 3, heard: { listeners: 0, ran: null } })
    expect([0, 1, 2].map((number) => log.heard(number)?.listeners)).toEqual([2, 0, undefined])
    expect([0, 1, 2].map((number) => log.isUnheard(number))).toEqual([false, true, false])
  })

  it('puts rows of a file at the end, whatever their times', () => {
    const log = new Log()
    log.append({ ...row('live'), time: 5000 })
    log.push({ ...row('from a file'), time: 1000 })
    expect([log.body(0), log.body(1)]).toEqual(['live', 'from a file'])
    expect(log.bytes).toBe('live'.length + 'from a file'.length)
  })

  it('has snapshots that stay as they are while rows come, come late, and leave', () => {
    const log = new Log({ rows: 20_000, bytes: Number.POSITIVE_INFINITY })
    for (let i = 0; i < 10_000; i++) log.append({ ...row(String(i)), time: i })
    const still = log.snapshot()
    log.append({ ...row('late'), time: 9000 })
    for (let i = 10_000; i < 40_000; i++) log.append({ ...row(String(i)), time: i })
    log.clear()
    expect([still.first, still.end, still.bytes]).toEqual([0, 10_000, 38_890])
    for (let i = 0; i < 10_000; i++) expect(still.body(i)).toBe(String(i))
  })

  it('says how much more there is room for', () => {
    const log = new Log({ rows: 10, bytes: 100 })
    log.append(row('12345'))
    expect(log.room).toEqual({ rows: 9, bytes: 95 })
  })
})

import { describe, expect, it } from 'vitest'
import { Log, type Row } from '../../src/core/log.ts'
import { compareReplies, planReplay } from '../../src/core/replay.ts'
import { FLAG } from '../../src/core/row.ts'

function logOf(...rows: readonly Partial<Row>[]): Log {
  const log = new Log()
  rows.forEach(
    (row, at) =>
      void log.append({
        time: at * 10,
        kind: 'sent',
        socket: 0,
        state: 1,
        flags: 0,
        size: 1,
        buffered: 0,
        body: '',
        ...row,
      }),
  )
  return log
}
const sent = (body: string, more: Partial<Row> = {}): Partial<Row> => ({ kind: 'sent', body, ...more })
const received = (body: string, socket = 0): Partial<Row> => ({ kind: 'received', body, socket })
const all = (log: Log) => Array.from({ length: log.end - log.first }, (_, at) => log.first + at)

describe('a plan', () => {
  it('has what was sent, when, and what came back', () => {
    const log = logOf(received('hi'), sent('a'), received('A'), received('A2'), sent('b'), received('B'))
    expect(planReplay(log, all(log))).toEqual({
      steps: [
        { payload: 'a', at: 0, replies: 2 },
        { payload: 'b', at: 30, replies: 1 },
      ],
      replies: ['A', 'A2', 'B'],
      cut: 0,
    })
  })
  it('leaves out other sockets and the replies to what is not chosen', () => {
    const log = logOf(sent('a'), received('x', 1), received('A'), sent('b'), received('B'))
    expect(planReplay(log, [0])).toEqual({ steps: [{ payload: 'a', at: 0, replies: 1 }], replies: ['A'], cut: 0 })
  })
  it('counts what was cut, and begins at the first that is whole', () => {
    const log = logOf(sent('a', { flags: FLAG.truncated }), sent('b'))
    expect(planReplay(log, all(log))).toEqual({ steps: [{ payload: 'b', at: 0, replies: 0 }], replies: [], cut: 1 })
  })
  it('is empty where nothing was sent', () => {
    const log = logOf(received('a'))
    expect(planReplay(log, all(log))).toEqual({ steps: [], replies: [], cut: 0 })
  })
})

describe('a comparison', () => {
  const bytes = (...values: readonly number[]) => Uint8Array.from(values).buffer
  it('compares texts and bytes by place', () => {
    expect(compareReplies(['a', bytes(1, 2), 'c'], ['a', bytes(1, 2), 'c'])).toEqual({
      before: 3,
      now: 3,
      equal: 3,
      differences: [],
    })
  })
  it('lists what differs, and what is missing on either side', () => {
    expect(compareReplies(['a', bytes(1)], ['b', bytes(1, 2), 'c'])).toEqual({
      before: 2,
      now: 3,
      equal: 0,
      differences: [
        { place: 1, before: 'a', now: 'b' },
        { place: 2, before: bytes(1), now: bytes(1, 2) },
        { place: 3, before: null, now: 'c' },
      ],
    })
  })
  it('tells bytes from a text of the same look', () => {
    expect(compareReplies(['\u0001'], [bytes(1)]).equal).toBe(0)
  })
})

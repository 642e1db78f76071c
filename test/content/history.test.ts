import { describe, expect, it, vi } from 'vitest'
import { History, KIND, type SocketRecord } from '../../src/content/history.ts'
import { FLAG } from '../../src/core/row.ts'

// Node 20 has all that the hook takes from a page's realm but this one, which the history doesn't use.
vi.hoisted(() => {
  globalThis.CloseEvent ??= class extends Event {} as never
})

function record(history: History, number = 1): SocketRecord {
  const made: SocketRecord = {
    number,
    url: 'ws://a/',
    stream: null,
    made: false,
    protocols: [],
    constructed: 0,
    stack: null,
    traced: false,
    audience: null,
    act: null,
    opened: null,
    protocol: '',
    extensions: '',
    state: 1,
    last: 0,
    lostSent: { messages: 0, size: 0 },
    lostReceived: { messages: 0, size: 0 },
    socket: () => undefined,
    previous: null,
    next: null,
  }
  history.remember(made)
  return made
}
function receive(history: History, socket: SocketRecord, count: number, text = 'message'): void {
  for (let i = 0; i < count; i++) history.add(i, KIND.received, socket, 0, text.length, 0, text)
}
function takeAll(history: History): number[] {
  const rows: number[] = []
  for (let batches = history.take(); batches; batches = history.take()) {
    for (const { first, body } of Array.from(batches)) for (let at = 0; at < body.length; at++) rows.push(first + at)
  }
  return rows
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('History', () => {
  it('gives every row once and in order', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    receive(history, socket, 1000)
    history.rewind(0)
    expect(takeAll(history)).toEqual(range(0, 1000))
    receive(history, socket, 300)
    history.seal()
    expect(takeAll(history)).toEqual(range(1000, 1300))
  })

  it('makes columns as long as they have rows', () => {
    const history = new History()
    const socket = record(history)
    receive(history, socket, 3)
    history.rewind(0)
    const [batch] = Array.from(history.take() ?? [])
    expect([batch?.time.length, batch?.kind.length, batch?.body.length]).toEqual([3, 3, 3])
    expect(Array.from(batch?.body ?? [])).toEqual(['message', 'message', 'message'])
  })

  it('keeps the last 2,000 rows while nobody watches, and counts what it let go of', () => {
    const history = new History()
    const socket = record(history)
    receive(history, socket, 10_000)
    const kept = history.next - history.first
    expect(kept).toBeGreaterThanOrEqual(2000)
    expect(kept).toBeLessThan(2000 + 2 * 256)
    expect(socket.lostReceived).toEqual({ messages: history.first, size: history.first * 7 })
  })

  it('forgets sockets with their last row: 100,000 that came and went leave no more than the rows that are kept', () => {
    const history = new History()
    for (let number = 1; number <= 100_000; number++) {
      const socket = record(history, number)
      history.add(number, KIND.constructed, socket, 0, 0, 0, { url: socket.url, protocols: [] })
      socket.state = 3
      if (number % 2) history.add(number, KIND.closed, socket, 0, 0, 0, { code: 1000, reason: '', wasClean: true })
      // As where a policy forbids it: nothing comes after.
      else history.add(number, KIND.error, socket, 0, 0, 0, null)
    }
    expect(history.snapshot().length).toBeLessThanOrEqual((2000 + 2 * 256) / 2)
    expect(history.record(1)).toBeUndefined()
    expect(history.record(100_000)).toBeDefined()
  })

  it('keeps at most 2 MiB while nobody watches', () => {
    const history = new History()
    const socket = record(history)
    receive(history, socket, 1000, 'x'.repeat(100_000))
    expect((history.next - history.first) * 100_000).toBeLessThan(2.5 * 1024 * 1024)
  })

  it('keeps all that is not acknowledged while somebody watches', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    history.rewind(0)
    receive(history, socket, 100_000)
    expect(history.first).toBe(0)
    history.seal()
    takeAll(history)
    history.acknowledge(100_000)
    expect(history.inFlight).toBe(0)
    expect(history.next - history.first).toBeLessThan(3000)
  })

  it('keeps a burst that comes before it is known whether somebody watches', () => {
    const history = new History()
    const socket = record(history)
    history.expecting = true
    receive(history, socket, 10_000)
    expect(history.first).toBe(0)
    history.release()
    expect(history.next - history.first).toBeLessThan(3000)
    expect(socket.lostReceived.messages).toBe(history.first)
  })

  it('is bounded even when nothing is acknowledged', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    receive(history, socket, 300_000)
    expect(history.next - history.first).toBeLessThanOrEqual(256 * 1024 + 512)
    expect(socket.lostReceived.messages).toBe(history.first)
  })

  it('tells what rests, and all that is not acknowledged again and again', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    const rows = (again: boolean): readonly number[] =>
      Array.from(history.takeRest(again)).flatMap(({ first, body }) => range(first, first + body.length))
    receive(history, socket, 600)
    expect(takeAll(history)).toEqual(range(0, 512))
    history.acknowledge(256)
    expect(rows(false)).toEqual(range(512, 600))
    receive(history, socket, 1)
    expect(rows(false)).toEqual([600])
    expect(rows(true)).toEqual(range(256, 601))
    history.rewind(256)
    expect(takeAll(history)).toEqual(range(256, 601))
  })

  it('begins again where it is told to', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    receive(history, socket, 1000)
    history.rewind(0)
    takeAll(history)
    history.rewind(600)
    const rows = takeAll(history)
    expect(rows[0]).toBeLessThanOrEqual(600)
    expect(rows.at(-1)).toBe(999)
    expect(rows).toEqual(range(rows[0] as number, 1000))
  })

  it('counts batches in flight until they are acknowledged', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    history.rewind(0)
    receive(history, socket, 256 * 3)
    history.take()
    expect(history.inFlight).toBe(3)
    history.acknowledge(256)
    expect(history.inFlight).toBe(2)
  })

  it('has two posts on their way at the most, and gathers for the next what comes meanwhile', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    history.rewind(0)
    const take = () => Array.from(history.take() ?? []).map(({ first }) => first)
    receive(history, socket, 256)
    expect(history.mayPost).toBe(true)
    expect(take()).toEqual([0])
    receive(history, socket, 256)
    expect(history.mayPost).toBe(true)
    expect(take()).toEqual([256])
    receive(history, socket, 256 * 2)
    expect(history.mayPost).toBe(false)
    history.acknowledge(256)
    expect(history.mayPost).toBe(true)
    expect(take()).toEqual([512, 768])
    expect(history.mayPost).toBe(false)
    history.acknowledge(1024)
    expect([history.mayPost, history.inFlight, history.take()]).toEqual([true, 0, null])
  })

  it('posts a few batches at once, and more of them where many wait', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    receive(history, socket, 256 * 300)
    history.rewind(0)
    expect(Array.from(history.take() ?? []).length).toBe(128)
    expect(Array.from(history.take() ?? []).length).toBe(8)
  })

  it('posts no more because what is on its way had to be let go of: nothing else would bound it', () => {
    const history = new History()
    const socket = record(history)
    history.watched = true
    history.rewind(0)
    receive(history, socket, 256)
    history.take()
    receive(history, socket, 256)
    history.take()
    receive(history, socket, 256 * 2000)
    expect(history.first).toBeGreaterThan(512)
    expect(history.mayPost).toBe(false)
    history.acknowledge(256)
    expect(history.mayPost).toBe(true)
    expect(Array.from(history.take() ?? [])[0]?.first).toBe(history.first)
  })

  it('forgets a socket when the row of its end is let go of', () => {
    const history = new History()
    const ended = record(history, 1)
    const living = record(history, 2)
    ended.state = 3
    history.add(0, KIND.closed, ended, 0, 0, 0, { code: 1000, reason: '', wasClean: true })
    receive(history, living, 5000)
    expect(history.record(1)).toBeUndefined()
    expect(Array.from(history.snapshot()).map(({ socket }) => socket)).toEqual([2])
  })

  it('keeps a stack with its row, counts its weight, and has no column where no row has one', () => {
    const history = new History()
    const socket = record(history)
    receive(history, socket, 1)
    history.addStack('at a')
    receive(history, socket, 2)
    history.seal()
    receive(history, socket, 1)
    history.rewind(0)
    const [first, second] = Array.from(history.take() ?? [])
    expect(Array.from(first?.stack ?? [])).toEqual([null, 'at a', null])
    expect(second?.stack).toBeNull()
    for (let at = 0; at < 256; at++) {
      history.addStack('x'.repeat(16 * 1024))
      receive(history, socket, 1)
    }
    expect(history.next - history.first).toBeLessThan(256)
  })

  it('ends tracing when nobody watches any more', () => {
    const history = new History()
    const socket = record(history)
    socket.traced = true
    history.release()
    expect(socket.traced).toBe(false)
  })

  it('keeps as much as it is told, from then on, and counts what it lets go', () => {
    const history = new History()
    const socket = record(history)
    receive(history, socket, 1900)
    expect(history.first).toBe(0)
    history.limit({ rows: 300, bytes: 1e6 })
    // Whole batches go, and the one that is being filled isn't counted.
    expect(history.next - history.first).toBeGreaterThanOrEqual(300)
    expect(history.next - history.first).toBeLessThan(300 + 2 * 256)
    expect(socket.lostReceived.messages).toBe(history.first)
    history.limit({ rows: 0, bytes: 0 })
    history.seal()
    expect(history.first).toBe(1900)
    expect(socket.lostReceived.messages).toBe(1900)
  })

  it('says who hears a row, in the words of the one who counts until the batch is taken', () => {
    const history = new History()
    const socket = record(history)
    const heard = { listeners: 2, ran: null as number | null }
    receive(history, socket, 1)
    history.addHeard(heard)
    receive(history, socket, 1)
    history.seal()
    heard.ran = 1.5
    history.rewind(0)
    const [batch] = Array.from(history.take() ?? [])
    expect(Array.from(batch?.heard ?? [])).toEqual([null, { listeners: 2, ran: 1.5 }])
  })

  it('keeps the row of a message that is longer than all that may be kept: only its head weighs', () => {
    const history = new History()
    history.watched = true
    const socket = record(history)
    receive(history, socket, 1)
    history.add(2, KIND.received, socket, FLAG.truncated, 1e9, 0, 'head')
    history.seal()
    expect(takeAll(history)).toEqual([0, 1])
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Body, KINDS, type Kind } from '../../src/core/row.ts'
import type { RowOf } from '../../src/devtools/adopted.ts'
import { Session } from '../../src/devtools/session.ts'
import { type Link, pair } from '../../src/link.ts'
import {
  type Batch,
  type Batches,
  type Command,
  type Delivery,
  type Hello,
  type Order,
  type Report,
  VERSION,
} from '../../src/wire.ts'

const settle = () => vi.advanceTimersByTimeAsync(0)

type Fixture = readonly [Kind, Body, number?]

/** Rows as a person would write them: kind, body, socket (1 unless given). */
function columns(first: number, rows: readonly Fixture[], time = 5000): Batch {
  return {
    first,
    time: new Float64Array(rows.length).fill(time),
    kind: Uint8Array.from(rows, ([kind]) => KINDS.indexOf(kind)),
    socket: Uint32Array.from(rows, ([, , socket]) => socket ?? 1),
    state: Uint8Array.from(rows, ([kind]) => (kind === 'constructed' ? 0 : kind === 'closed' ? 3 : 1)),
    flags: new Uint8Array(rows.length),
    size: Float64Array.from(rows, ([, body]) => (typeof body === 'string' ? body.length : 0)),
    buffered: new Float64Array(rows.length),
    body: rows.map(([, body]) => body),
  }
}
const batch = (first: number, rows: readonly Fixture[], time?: number): Batches => ({
  type: 'batches',
  batches: [columns(first, rows, time)],
})
const greeting: Hello = {
  type: 'hello',
  version: VERSION,
  nonce: 'n',
  url: 'https://a/',
  worker: null,
  tampered: false,
}
const constructed: Fixture = ['constructed', { url: 'ws://a/chat', protocols: ['chat'] }]

function setUp() {
  const connections: { url: string; tell: (row: RowOf) => void }[] = []
  const session = new Session({
    now: () => 1000,
    connect: (url, _, tell) => {
      connections.push({ url, tell })
      return { send: () => null, close: () => null }
    },
  })
  let background: Link<Delivery, Order>
  const orders: Order[] = []
  const attach = () => {
    const [mine, theirs] = pair<Order, Delivery>()
    background = theirs
    background.listen((order) => orders.push(order))
    session.attach(mine, 7)
    return theirs
  }
  const report = async (report: Report, document = 'doc', frame = 0) => {
    background.send({ type: 'report', source: { document, frame, origin: 'https://a' }, report })
    await settle()
  }
  const hello = (document = 'doc', frame = 0) => report(greeting, document, frame)
  const worker = (document: string) =>
    report(
      {
        type: 'hello',
        version: VERSION,
        nonce: '',
        url: 'https://a/w.js',
        worker: { kind: 'dedicated', name: '' },
        tampered: false,
      },
      document,
    )
  const gone = async (document: string) => {
    background.send({ type: 'gone', document })
    await settle()
  }
  const commands = (): Command[] => orders.flatMap((order) => (order.type === 'command' ? [order.command] : []))
  attach()
  const texts = () =>
    Array.from({ length: session.log.length }, (_, at) => {
      const { kind, body } = session.log.row(session.log.first + at)
      return typeof body === 'string' ? body : kind
    })
  return { session, connections, attach, report, hello, worker, gone, commands, orders, texts, link: () => background }
}

describe('Session', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('asks a document that greets for all that it knows', async () => {
    const { hello, commands, orders } = setUp()
    await hello()
    expect(orders[0]).toEqual({ type: 'watch', tab: 7 })
    expect(commands()).toEqual([{ type: 'start', from: 0 }])
  })

  it('puts a batch into the log, counts it and acknowledges it', async () => {
    const { session, hello, report, commands } = setUp()
    await hello()
    await report(
      batch(0, [constructed, ['open', { protocol: 'chat', extensions: '' }], ['sent', 'grüße'], ['received', 'b']]),
    )
    expect(session.sockets[0]).toMatchObject({
      url: 'ws://a/chat',
      protocol: 'chat',
      state: 1,
      sent: { messages: 1, bytes: 7 },
      received: { messages: 1, bytes: 1 },
    })
    expect(session.log.length).toBe(4)
    expect(commands().at(-1)).toEqual({ type: 'ack', next: 4 })
  })

  it('acknowledges once a frame at the most, so that a busy page sends few large batches', async () => {
    const { hello, report, commands } = setUp()
    await hello()
    await report(batch(0, [constructed]))
    for (let row = 1; row < 10; row++) await report(batch(row, [['sent', 'a']]))
    const acknowledged = () => commands().flatMap((command) => (command.type === 'ack' ? [command.next] : []))
    expect(acknowledged()).toEqual([1])
    await vi.advanceTimersByTimeAsync(20)
    expect(acknowledged()).toEqual([1, 10])
  })

  it('passes over rows that come twice', async () => {
    const { hello, report, texts } = setUp()
    await hello()
    await report(batch(0, [constructed, ['sent', 'a']]))
    await report(batch(0, [constructed, ['sent', 'a'], ['sent', 'b']]))
    expect(texts()).toEqual(['constructed', 'a', 'b'])
  })

  it('says where rows are missing, how many and why', async () => {
    const { session, hello, report } = setUp()
    await hello()
    await report(batch(10, [['sent', 'a']]))
    await report(batch(20, [['sent', 'b']]))
    expect(session.log.body(0)).toEqual({ count: 10, cause: 'history' })
    expect(session.log.body(2)).toEqual({ count: 9, cause: 'overflow' })
  })

  it('takes up last words, passes over what had come before, and counts what never will', async () => {
    const { session, hello, report, texts } = setUp()
    await hello()
    await report(batch(0, [constructed, ['sent', 'a']]))
    const last = columns(1, [
      ['sent', 'a'],
      ['sent', 'b'],
    ])
    await report({ type: 'farewell', hello: greeting, started: true, batches: [last], next: 7 })
    expect(texts()).toEqual(['constructed', 'a', 'b', 'lost'])
    expect(session.log.body(3)).toEqual({ count: 4, cause: 'left' })
    // Told once more past the background.
    session.left('n', { next: 7, steps: [] })
    session.left('of another tab', { next: 9, steps: [] })
    expect(session.log.length).toBe(4)
    // Steps of a socket's life are no messages.
    session.left('n', { next: 12, steps: [1, 9, 11] })
    expect(session.log.body(4)).toEqual({ count: 3, cause: 'left' })
    session.left('n', { next: 13, steps: [12] })
    expect(session.log.length).toBe(5)
  })

  it('hears the only words of a document that went at once, and none of one that it has let go of', async () => {
    const { report, texts } = setUp()
    const farewell = {
      type: 'farewell',
      hello: greeting,
      batches: [columns(0, [constructed, ['sent', 'a']])],
      next: 2,
    } as const
    await report({ ...farewell, started: true })
    expect(texts()).toEqual([])
    await report({ ...farewell, started: false })
    expect(texts()).toEqual(['constructed', 'a'])
  })

  it('marks what happened before DevTools was open', async () => {
    const { session, hello, report } = setUp()
    await hello()
    await report(batch(0, [constructed], 999))
    await report(batch(1, [['sent', 'a']], 1001))
    expect([session.log.flags(0), session.log.flags(1)]).toEqual([8, 0])
  })

  it('goes on where it was after the background was ended', async () => {
    const { session, hello, report, commands, attach, link, texts } = setUp()
    await hello()
    await report(batch(0, [constructed, ['sent', 'a']]))
    link().end()
    await settle()
    expect(session.connected).toBe(false)
    attach()
    await hello()
    expect(commands().at(-1)).toEqual({ type: 'start', from: 2 })
    await report(batch(2, [['sent', 'b']]))
    expect(texts()).toEqual(['constructed', 'a', 'b'])
    expect(session.sockets).toHaveLength(1)
  })

  it('gives up on a document that does not greet again', async () => {
    const { session, hello, report, attach, link } = setUp()
    await hello()
    await report(batch(0, [constructed]))
    session.setPreserve(true)
    link().end()
    await settle()
    attach()
    await vi.advanceTimersByTimeAsync(6000)
    expect(session.sockets[0]?.gone).toBe(true)
  })

  it('sends on a page socket and says why not when refused', async () => {
    const { session, hello, report, commands } = setUp()
    await hello()
    await report(batch(0, [constructed]))
    const sent = session.send(0, 'x')
    await settle()
    expect(commands().at(-1)).toEqual({ type: 'send', request: 1, socket: 1, data: 'x' })
    await report({ type: 'reply', request: 1, refusal: { why: 'state', state: 3 } })
    expect(await sent).toEqual({ why: 'state', state: 3 })
  })

  it('refuses to act on what is gone, and settles what was asked before', async () => {
    const { session, hello, report, gone } = setUp()
    session.setPreserve(true)
    await hello()
    await report(batch(0, [constructed]))
    const waiting = session.send(0, 'x')
    await settle()
    await gone('doc')
    expect(await waiting).toEqual({ why: 'gone' })
    expect(await session.send(0, 'y')).toEqual({ why: 'gone' })
  })

  it('settles what was asked when the background ends under it', async () => {
    const { session, hello, report, link } = setUp()
    await hello()
    await report(batch(0, [constructed]))
    const waiting = session.send(0, 'x')
    await settle()
    link().end()
    await settle()
    expect(await waiting).toEqual({ why: 'interrupted' })
  })

  it('counts while paused and says afterwards what it did not record', async () => {
    const { session, hello, report, texts } = setUp()
    await hello()
    await report(batch(0, [constructed]))
    session.pause(true)
    await report(
      batch(1, [
        ['sent', 'a'],
        ['received', 'b'],
        ['open', { protocol: '', extensions: '' }],
      ]),
    )
    session.pause(false)
    expect(texts()).toEqual(['constructed', 'open', 'lost'])
    expect(session.log.body(2)).toEqual({ count: 2, cause: 'paused' })
    expect(session.sockets[0]?.sent.messages).toBe(1)
  })

  it('clears, keeps the sockets that are still alive, and has the page forget what it holds for the log', async () => {
    const { session, hello, report, commands } = setUp()
    await hello()
    await report(batch(0, [constructed, ['constructed', { url: 'ws://b/', protocols: [] }, 2], ['closed', null, 1]]))
    session.clear()
    await settle()
    expect(session.log.length).toBe(0)
    expect(session.shown().map(({ url }) => url)).toEqual(['ws://b/'])
    expect(commands().at(-1)).toEqual({ type: 'clear' })
  })

  it('asks workers whether they still run, and documents never', async () => {
    const { hello, worker, gone, commands } = setUp()
    const probes = () => commands().filter(({ type }) => type === 'probe').length
    await hello()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(probes()).toBe(0)
    await worker('doc.1')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(probes()).toBe(30)
    await gone('doc.1')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(probes()).toBe(30)
  })

  describe('when the tab navigates', () => {
    it('does not take a worker of the top document for another page', async () => {
      const { session, hello, worker, report, texts } = setUp()
      await hello()
      await report(batch(0, [constructed, ['sent', 'page']]))
      await worker('doc.1')
      await report(batch(0, [constructed, ['sent', 'worker']]), 'doc.1')
      expect(texts()).toEqual(['constructed', 'page', 'constructed', 'worker'])
      expect(session.documents.get('doc')?.gone).toBe(false)
    })

    it('forgets the old document and keeps the test connections', async () => {
      const { session, connections, hello, report, gone, texts } = setUp()
      session.connect('ws://localhost:9998/echo', [])
      connections[0]?.tell({ time: 0, kind: 'sent', state: 1, flags: 0, buffered: 0, body: 'mine' })
      await hello()
      await report(batch(0, [constructed, ['sent', 'old']]))
      await gone('doc')
      await hello('next')
      await report(batch(0, [constructed, ['sent', 'new']]), 'next')
      expect(texts()).toEqual(['mine', 'constructed', 'new'])
      expect(session.shown()).toHaveLength(2)
    })

    it('keeps rows behind a boundary when they are preserved', async () => {
      const { session, hello, report, gone, texts } = setUp()
      session.setPreserve(true)
      await hello()
      await report(batch(0, [constructed]))
      await gone('doc')
      session.navigated('https://a/next')
      await hello('next')
      await report(batch(0, [constructed]), 'next')
      expect(texts()).toEqual(['constructed', 'navigated', 'constructed'])
    })

    it('does not lose what the new document said before Firefox tells of the navigation', async () => {
      const { session, hello, report, texts } = setUp()
      await hello()
      await report(batch(0, [constructed, ['sent', 'old']]))
      await hello('next')
      await report(batch(0, [constructed, ['sent', 'new']]), 'next')
      session.navigated('https://a/next')
      expect(texts()).toEqual(['constructed', 'new'])
    })

    it('forgets frames of the old page whenever they go, and no frame of the new one', async () => {
      const { session, hello, report, gone } = setUp()
      await hello()
      await hello('frame', 5)
      await report(batch(0, [constructed]), 'frame', 5)
      await gone('doc')
      await hello('next')
      await hello('new frame', 6)
      await report(batch(0, [constructed]), 'new frame', 6)
      await gone('frame')
      expect(session.shown().map(({ document }) => document)).toEqual(['new frame'])
    })
  })

  it('lets go of a listener that throws, as one of a panel page that is gone does in Firefox', async () => {
    const { session, hello } = setUp()
    let calls = 0
    session.listen(() => {
      calls++
      throw new TypeError("can't access dead object")
    })
    await hello()
    session.clear()
    expect(calls).toBe(1)
  })

  it('shows a test connection that fails in its constructor to nobody', () => {
    const session = new Session({
      connect: () => {
        throw new SyntaxError('bad')
      },
    })
    expect(() => session.connect('nonsense', [])).toThrow('bad')
    expect(session.shown()).toEqual([])
  })

  it('knows where a socket was constructed, from its row or from what is left of it', async () => {
    const { session, hello, report } = setUp()
    await hello()
    await report({
      type: 'batches',
      batches: [{ ...columns(0, [constructed, ['sent', 'a']]), stack: ['at page', null] }],
    })
    expect(session.sockets[0]?.stack).toBe('at page')
    expect([0, 1].map((row) => session.log.stack(row))).toEqual(['at page', undefined])
  })

  it('has the sends of a socket traced, and says so again after an interruption', async () => {
    const { session, hello, report, commands } = setUp()
    await hello()
    await report(batch(0, [constructed, ['constructed', { url: 'ws://b/', protocols: [] }, 2]]))
    session.trace(1, true)
    await settle()
    expect(commands().at(-1)).toEqual({ type: 'trace', socket: 2, on: true })
    await hello()
    expect(commands().slice(-2)).toEqual([
      { type: 'start', from: 2 },
      { type: 'trace', socket: 2, on: true },
    ])
    session.trace(1, false)
    await hello()
    expect(commands().at(-1)).toEqual({ type: 'start', from: 2 })
  })
})

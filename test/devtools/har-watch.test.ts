import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Handshake } from '../../src/core/handshake.ts'
import type { HarMessage } from '../../src/core/har-entry.ts'
import type { Socket } from '../../src/core/socket.ts'
import { HarWatch } from '../../src/devtools/har-watch.ts'
import { Session } from '../../src/devtools/session.ts'
import { failedEntry, socketEntry } from '../core/har-fixtures.ts'

const HOOK = 'chrome-extension://sockeye/hook.js'
const WORKER_HOOK = HOOK.replace('hook.js', 'worker-hook.js')
const message = (data: string, time = 1795387628.5): HarMessage => ({ type: 'receive', time, opcode: 1, data })
const script = (url: string, headers: object[] = []) => ({
  _resourceType: 'script',
  _initiator: { type: 'other' },
  request: { url, headers },
})
const SERVICE = { name: 'Service-Worker', value: 'script' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const session = new Session({ connect: () => ({ send: () => null, close: () => null }), now: () => 9000 })
  const clock = { now: 9000 }
  const told: [Handshake, number | null][] = []
  const log: { entries: object[]; reads: number } = { entries: [], reads: 0 }
  const watch = new HarWatch({
    // Entries of one moment, as they are copied across.
    read: async () => {
      log.reads++
      return structuredClone({ entries: log.entries })
    },
    hook: HOOK,
    workerHook: WORKER_HOOK,
    adopt: (watched) => session.watch(watched),
    handshake: (handshake, socket) => told.push([handshake, socket]),
    now: () => clock.now,
  })
  /** Lets fetches happen. */
  const wait = (time = 60_000) => vi.advanceTimersByTimeAsync(time)
  const rows = (socket?: Socket) => {
    const texts: string[] = []
    for (let row = session.log.first; row < session.log.end; row++) {
      if (socket && session.log.socket(row) !== socket.number) continue
      const { kind, body } = session.log.row(row)
      texts.push(typeof body === 'string' ? `${kind} ${body}` : kind)
    }
    return texts
  }
  const only = (): Socket => {
    expect(session.shown()).toHaveLength(1)
    return session.shown()[0] as Socket
  }
  return { session, watch, log, told, wait, rows, only, clock }
}

describe('the watch of the network log', () => {
  it('takes up a socket that no hook constructed, and tells each message once', async () => {
    const { watch, log, wait, rows, only } = setUp()
    watch.show(true)
    log.entries = [socketEntry({ messages: [message('one')] })]
    await wait()
    log.entries = [socketEntry({ messages: [message('one'), message('two')] })]
    await wait()
    expect(rows()).toEqual(['constructed', 'open', 'received one', 'received two'])
    expect(only()).toMatchObject({ origin: 'network', url: 'ws://a/echo', protocol: 'p1', state: 1 })
    expect(only().received.messages).toBe(2)
  })

  it('leaves those that the hook constructed to the hook, however equal', async () => {
    const { watch, log, told, wait, session } = setUp()
    watch.show(true)
    const theirs = Array.from({ length: 30 }, (_, at) =>
      socketEntry({ key: `page ${at}`, scripts: [HOOK, 'http://a/'] }),
    )
    const workers = Array.from({ length: 30 }, (_, at) => socketEntry({ key: `worker ${at}`, scripts: ['http://a/'] }))
    log.entries = theirs.flatMap((entry, at) => [entry, workers[at] as object])
    await wait()
    expect(session.shown()).toHaveLength(30)
    expect(session.shown().every(({ received }) => received.messages === 1)).toBe(true)
    // The handshakes of all are told, once.
    expect(told).toHaveLength(60)
    expect(told.filter(([, socket]) => socket === null)).toHaveLength(30)
  })

  it('is told by DevTools what a socket said until it closed, without a fetch', async () => {
    const { watch, log, rows, only } = setUp()
    watch.finished(socketEntry({ messages: [message('one')] }))
    expect(rows()).toEqual(['constructed', 'open', 'received one', 'closed'])
    expect(only()).toMatchObject({ state: 3, closed: null })
    expect(only().ended).not.toBeNull()
    expect(log.reads).toBe(0)
  })

  it('does not believe a fetch that is older than the close', async () => {
    const { watch, log, wait, rows } = setUp()
    watch.show(true)
    log.entries = [socketEntry({ messages: [message('one')] })]
    await wait()
    watch.finished(socketEntry({ messages: [message('one'), message('two')] }))
    await wait()
    expect(rows()).toEqual(['constructed', 'open', 'received one', 'received two', 'closed'])
  })

  it('tells why a socket failed', () => {
    const { watch, rows, session, only } = setUp()
    const failure = 'Error in connection establishment: net::ERR_NAME_NOT_RESOLVED'
    watch.finished(failedEntry(failure))
    expect(rows()).toEqual(['constructed', 'error', 'closed'])
    expect(session.log.row(session.log.first + 1).body).toEqual({ failure })
    expect(only().constructed).toBe(9000)
  })

  it('looks for a reason that comes late, and knows when its socket ended', async () => {
    const { watch, log, told, wait, clock } = setUp()
    watch.show(true)
    const url = 'ws://nope.invalid/'
    // No request went out, so that there is nothing but its address.
    watch.finished(socketEntry({ url, waiting: true, scripts: [HOOK] }))
    expect(told).toEqual([])
    const bare = socketEntry({ url, waiting: true, scripts: [HOOK] })
    log.entries = [bare]
    await wait(1000)
    expect(told).toEqual([])
    clock.now += 700
    log.entries = [{ ...failedEntry('net::ERR_NAME_NOT_RESOLVED'), _initiator: Reflect.get(bare, '_initiator') }]
    await wait(3000)
    expect(told.map(([{ error, times }]) => [error, times.ended])).toEqual([['net::ERR_NAME_NOT_RESOLVED', 9000]])
  })

  it('knows what a script belongs to', () => {
    const { watch, session } = setUp()
    watch.finished(script('http://a/w.js'))
    watch.finished(script('http://a/sw.js', [SERVICE]))
    const kinds = [['http://a/w.js'], ['http://a/library.js', 'http://a/sw.js'], ['http://a/else.js']]
    for (const [at, scripts] of kinds.entries()) watch.finished(socketEntry({ key: `${at}`, scripts }))
    watch.finished(socketEntry({ key: 'page', scripts: ['http://a/'], pageref: 'page_1' }))
    expect(session.shown().map(({ watched }) => watched?.asker)).toEqual([
      'worker',
      'serviceWorker',
      'unknown',
      'document',
    ])
  })
})

describe('a navigation', () => {
  it('takes workers with it, and their rows', async () => {
    const { watch, log, wait, session, rows } = setUp()
    watch.show(true)
    log.entries = [socketEntry()]
    await wait()
    session.navigated('http://a/next')
    log.entries = []
    watch.navigated()
    await wait()
    expect(session.shown()).toEqual([])
    expect(rows()).toEqual([])
  })

  it('leaves them in a log that is preserved', async () => {
    const { watch, log, wait, session } = setUp()
    session.setPreserve(true)
    watch.show(true)
    log.entries = [socketEntry()]
    await wait()
    session.navigated('http://a/next')
    watch.navigated()
    await wait()
    expect(session.shown().map(({ gone, url }) => [gone, url])).toEqual([[true, 'ws://a/echo']])
  })

  it('does not end a service worker’s, which is told in full when it closes', async () => {
    const { watch, log, wait, session, rows, only } = setUp()
    watch.show(true)
    watch.finished(script('http://a/sw.js', [SERVICE]))
    const entry = (...texts: string[]) =>
      socketEntry({ scripts: ['http://a/sw.js'], messages: texts.map((text) => message(text)) })
    log.entries = [entry('one')]
    await wait()
    log.entries = []
    session.navigated('http://a/next')
    watch.navigated()
    await wait()
    expect(only()).toMatchObject({ gone: false, state: 1, watched: { unheard: true } })
    watch.finished(entry('one', 'two'))
    expect(only()).toMatchObject({ state: 3, watched: { unheard: false } })
    expect(rows()).toEqual(['constructed', 'open', 'received one', 'received two', 'closed'])
  })

  it('makes worthless what was asked before it', async () => {
    const { watch, session, log, wait } = setUp()
    log.entries = [socketEntry()]
    watch.hint()
    watch.show(true)
    vi.advanceTimersToNextTimer()
    // The fetch is under way.
    expect(log.reads).toBe(1)
    watch.navigated()
    log.entries = []
    await wait()
    expect(session.shown()).toEqual([])
  })
})

describe('fetches', () => {
  it('are none while nobody looks and nothing is known', async () => {
    const { watch, log, wait } = setUp()
    watch.navigated()
    await wait()
    expect(log.reads).toBe(0)
  })

  it('begin when somebody looks, and become rare', async () => {
    const { watch, log, wait } = setUp()
    watch.show(true)
    await wait(0)
    expect(log.reads).toBe(1)
    await wait(600_000)
    expect(log.reads).toBeLessThan(60)
    watch.show(false)
    const { reads } = log
    await wait(600_000)
    expect(log.reads).toBe(reads)
  })

  it('begin anew with a worker’s script, and hints never put them off', async () => {
    const { watch, log, wait } = setUp()
    watch.show(true)
    await wait(600_000)
    const { reads } = log
    for (let at = 0; at < 20; at++) {
      watch.finished(script('http://a/w.js'))
      await wait(100)
    }
    expect(log.reads - reads).toBeGreaterThanOrEqual(3)
    expect(log.reads - reads).toBeLessThanOrEqual(5)
  })
})

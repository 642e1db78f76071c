import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectionKey, NEW_CONNECTION, type SavedConnection } from '../../src/core/connections/saved.ts'
import { Log } from '../../src/core/log.ts'
import type { RowOf } from '../../src/devtools/adopted.ts'
import { Dialer } from '../../src/devtools/dialer.ts'
import { Session } from '../../src/devtools/session.ts'

/** A network on which each connection does as it is told. */
interface Fake {
  readonly url: string
  readonly sent: string[]
  open(): void
  close(code: number): void
}

let made: Fake[]
let session: Session
let dialer: Dialer

const source = { now: () => 0, random: () => 0, uuid: () => 'u', counter: () => 1, variables: [] }
const saved = (part: Partial<SavedConnection> = {}): SavedConnection => ({
  ...{ ...NEW_CONNECTION, name: 'one', url: 'ws://localhost/echo', wait: '100', jitter: '0', attempts: '2' },
  ...part,
})
const key = connectionKey(saved())
const call = () => dialer.call(key)
const last = () => made.at(-1) as Fake

beforeEach(() => {
  vi.useFakeTimers()
  made = []
  session = new Session({
    log: new Log(),
    connect(url, _, tell) {
      const sent: string[] = []
      const row = (kind: RowOf['kind'], state: 0 | 1 | 2 | 3, body: RowOf['body']): void =>
        tell({ time: Date.now(), kind, state, flags: 0, buffered: 0, body })
      row('constructed', 0, { url, protocols: [] })
      made.push({
        ...{ url, sent },
        open: () => row('open', 1, { protocol: '', extensions: '' }),
        close: (code) => row('closed', 3, { code, reason: '', wasClean: code !== 1006 }),
      })
      return {
        send(data) {
          sent.push(String(data))
          return null
        },
        close(code, reason) {
          row('close', 2, { code, reason })
          return null
        },
      }
    },
  })
  dialer = new Dialer({ session, changed: () => {}, random: () => 0 })
})
afterEach(() => void vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('a saved connection', () => {
  it('sends what was saved for it each time it opens, and nothing else', async () => {
    dialer.dial(saved({ greeting: 'hello\n{{counter}}' }), source)
    expect(call()?.state).toBe('connecting')
    last().open()
    await settle()
    expect(call()?.state).toBe('open')
    expect(last().sent).toEqual(['hello', '1'])
    await session.send(call()?.socket as number, 'by hand')
    last().close(1006)
    await vi.advanceTimersByTimeAsync(100)
    expect(made).toHaveLength(2)
    last().open()
    await settle()
    expect(last().sent).toEqual(['hello', '1'])
  })

  it('waits longer and longer, and gives up', async () => {
    dialer.dial(saved(), source)
    last().close(1006)
    await settle()
    expect(call()).toMatchObject({ state: 'waiting', attempt: 1, attempts: 2 })
    await vi.advanceTimersByTimeAsync(99)
    expect(made).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(made).toHaveLength(2)
    last().close(1006)
    await vi.advanceTimersByTimeAsync(199)
    expect(made).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    last().close(1006)
    await settle()
    expect(call()).toMatchObject({ state: 'ended', problem: 'Given up after 2 more attempts.' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(made).toHaveLength(3)
  })

  it('counts anew once it was open for a while, and not where a server takes and closes each', async () => {
    dialer.dial(saved({ attempts: '1' }), source)
    for (let at = 0; at < 4; at++) {
      last().open()
      await vi.advanceTimersByTimeAsync(5000)
      last().close(1011)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(made).toHaveLength(5)
    // This was an attempt, and it was open for a moment only.
    last().open()
    await settle()
    last().close(1011)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(made).toHaveLength(5)
    expect(call()?.state).toBe('ended')
  })

  it('ends when a person closes it, whoever of the panel’s forms does it', async () => {
    dialer.dial(saved(), source)
    last().open()
    await settle()
    await session.close(call()?.socket as number, 4000, 'enough')
    last().close(4000)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(call()).toMatchObject({ state: 'ended', problem: null })
    expect(made).toHaveLength(1)
  })

  it('can be tried at once, and given up while it waits', async () => {
    dialer.dial(saved(), source)
    last().close(1006)
    await settle()
    dialer.now(key)
    expect(made).toHaveLength(2)
    last().close(1006)
    await settle()
    dialer.hangUp(key)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(made).toHaveLength(2)
    expect(call()?.state).toBe('ended')
    // And asked for again.
    expect(dialer.dial(saved(), source)).toBeNull()
    expect(made).toHaveLength(3)
  })

  it('is there once, and not at all with a mistake', () => {
    dialer.dial(saved(), source)
    dialer.dial(saved(), source)
    expect(made).toHaveLength(1)
    expect(dialer.dial(saved({ name: 'two', url: 'nowhere' }), source)).toMatch(/\.$/)
    expect(made).toHaveLength(1)
  })
})

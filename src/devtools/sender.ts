import type { Step } from '../core/checks/read-steps.ts'
import type { SavedConnection } from '../core/connections/saved.ts'
import { makeDraft, type Recipe } from '../core/draft.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import { Measurement, probeText } from '../core/measure.ts'
import { compareReplies, planReplay } from '../core/replay.ts'
import { FLAG } from '../core/row.ts'
import type { Source, Variable } from '../core/template.ts'
import type { Test } from '../core/view.ts'
import type { Undo } from '../link.ts'
import type { Refusal } from '../wire.ts'
import { CheckRun } from './check-run.ts'
import { Dialer } from './dialer.ts'
import { ours } from './ours.ts'
import { type Due, type Item, Run } from './run.ts'
import type { Session } from './session.ts'
import type { Sieve } from './sieve.ts'
import { tellAll } from './tell-all.ts'

/** What came of sending once: `size` in bytes. */
export type Sending =
  | { readonly type: 'sent'; readonly size: number }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'problem'; readonly message: string }

export interface RepeatOptions {
  /** null: until it is stopped. */
  readonly times: number | null
  /** ms from one message to the next. */
  readonly every: number
  /** A filter; empty: none. */
  readonly until: string
}

export type Pace =
  /** As it was, in a time so many times as short. */
  | { readonly type: 'timed'; readonly speed: number }
  | { readonly type: 'fast' }
  /** Each message once as many replies have come as did before. */
  | { readonly type: 'replies' }

/** How long a reply is waited for that came the last time, ms. */
const REPLY_PATIENCE = 5000
/** Runs that are remembered after they ended. */
const REMEMBERED = 5

/** Sends what is composed, once or again and again, and what was sent before. Lives in the devtools page, so that no run
 *  ends with a panel. A run goes to the socket that it was begun with, and to no other. */
export class Sender {
  /** The newest last. */
  runs: readonly Run[] = []
  /** The last checks; null: there were none. */
  checks: CheckRun | null = null
  /** Saved connections that were asked for. */
  readonly dialer: Dialer
  readonly #session: Session
  readonly #sieve: Sieve
  readonly #listeners = new Set<() => void>()
  #counter = 0
  #last = 0

  constructor(session: Session, sieve: Sieve) {
    this.#session = session
    this.#sieve = sieve
    this.dialer = new Dialer({ session, changed: () => this.#changed() })
  }

  /** How often `{{counter}}` was filled in so far. */
  get counted(): number {
    return this.#counter
  }

  /** Called whenever a run has got on. */
  listen(listener: () => void): Undo {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    tellAll(this.#listeners)
  }

  /** What templates are filled from. `peek`: the counter stays as it is, for showing what would be sent. */
  source(variables: readonly Variable[], peek: boolean): Source {
    let next = this.#counter
    return {
      now: Date.now,
      random: Math.random,
      uuid: () => crypto.randomUUID(),
      counter: () => {
        next = peek ? next + 1 : ++this.#counter
        return next
      },
      variables,
    }
  }

  async send(socket: SocketNumber, recipe: Recipe, variables: readonly Variable[]): Promise<Sending> {
    const draft = makeDraft(recipe, this.source(variables, false))
    if (!draft.ok) return { type: 'problem', message: draft.message }
    const refusal = await this.#session.send(socket, draft.payload)
    return refusal ? { type: 'refused', refusal } : { type: 'sent', size: draft.size }
  }

  /** Lets the page receive what was composed as if the server had sent it. */
  async inject(number: SocketNumber, recipe: Recipe, variables: readonly Variable[]): Promise<Sending> {
    const { acting, sockets } = this.#session
    const socket = sockets[number]
    if (!socket || !acting.canPlay(socket)) {
      const message =
        'only an open WebSocket of the page, outside workers, can receive a message from here. Choose another socket, or send to the server.'
      return { type: 'problem', message }
    }
    const draft = makeDraft(recipe, this.source(variables, false))
    if (!draft.ok) return { type: 'problem', message: draft.message }
    const refusal = await acting.inject(socket, draft.payload)
    return refusal ? { type: 'refused', refusal } : { type: 'sent', size: draft.size }
  }

  /** Sends again and again, each time with fresh values. Its `until` must be a filter that can be read. */
  async repeat(
    socket: SocketNumber,
    recipe: Recipe,
    variables: readonly Variable[],
    options: RepeatOptions,
  ): Promise<void> {
    const { times, every, until } = ours(options)
    const kept = ours(recipe)
    const source = this.source(ours(variables), false)
    const make: Item['make'] = () => {
      const draft = makeDraft(kept, source)
      return draft.ok ? draft : { problem: draft.message }
    }
    function* items(): Iterable<Item> {
      for (let at = 0; times === null || at < times; at++) yield { due: { type: 'at', time: at * every }, make }
    }
    const test = until.trim() === '' ? null : await this.#test(until)
    this.#begin({
      kind: 'repeat',
      socket,
      total: times,
      items: items(),
      until: test,
      tail: null,
      measurement: null,
      compare: null,
    })
  }

  /**
   * Sends again what was sent in these rows, and compares the replies with those that came then. Answers how many messages
   * that are, and how many can't be sent since only their beginning was kept; begins nothing where there are none.
   */
  replay(socket: SocketNumber, rows: readonly RowNumber[], pace: Pace): { messages: number; cut: number } {
    const { steps, replies, cut } = planReplay(this.#session.log, ours(rows))
    if (steps.length === 0) return { messages: 0, cut }
    const kept = ours(pace)
    function* items(): Iterable<Item> {
      let expected = 0
      for (const { payload, at, replies } of steps) {
        const due: Due =
          kept.type === 'timed'
            ? { type: 'at', time: at / kept.speed }
            : kept.type === 'replies'
              ? { type: 'replies', count: expected, patience: REPLY_PATIENCE }
              : { type: 'now' }
        yield { due, make: () => ({ payload }) }
        expected += replies
      }
    }
    this.#begin({
      kind: 'replay',
      socket,
      total: steps.length,
      items: items(),
      until: null,
      tail: { replies: replies.length, patience: REPLY_PATIENCE },
      measurement: null,
      compare: (now) => compareReplies(replies, now),
    })
    return { messages: steps.length, cut }
  }

  /** Sends numbered messages of `size` bytes to a server that echoes: `rate` messages a second, or the next after each echo. */
  measure(socket: SocketNumber, messages: number, size: number, rate: number | 'ping-pong'): void {
    function* items(): Iterable<Item> {
      for (let at = 0; at < messages; at++) {
        const due: Due =
          rate === 'ping-pong'
            ? { type: 'replies', count: at, patience: REPLY_PATIENCE }
            : { type: 'at', time: (at * 1000) / rate }
        yield { due, make: () => ({ payload: probeText(at, size) }) }
      }
    }
    this.#begin({
      kind: 'measure',
      socket,
      total: messages,
      items: items(),
      until: null,
      tail: { replies: messages, patience: REPLY_PATIENCE },
      measurement: new Measurement(messages, size),
      compare: null,
    })
  }

  /** Opens a saved connection. Answers what is wrong with it in words, or null. */
  dial(connection: SavedConnection, variables: readonly Variable[]): string | null {
    return this.dialer.dial(connection, this.source(ours(variables), false))
  }

  /** Goes through steps on a socket, in place of the last ones. */
  check(socket: SocketNumber, steps: readonly Step[], variables: readonly Variable[]): void {
    this.checks?.stop()
    this.checks = new CheckRun({
      session: this.#session,
      sieve: this.#sieve,
      socket,
      steps: ours(steps),
      source: this.source(ours(variables), false),
      changed: () => this.#changed(),
    })
    this.#changed()
  }

  /** What was sent on a socket; null: on all. Of a page's sockets without what Sockeye sent there. */
  sentRows(socket: SocketNumber | null): readonly RowNumber[] {
    const { log, sockets } = this.#session
    const rows: RowNumber[] = []
    for (let row = log.first; row < log.end; row++) {
      if (log.kind(row) !== 'sent') continue
      const number = log.socket(row)
      if (socket !== null && number !== socket) continue
      const of = sockets[number]
      if ((log.flags(row) & FLAG.synthetic) === 0 || of?.made || of?.origin === 'test') rows.push(row)
    }
    return rows
  }

  #begin(options: Omit<ConstructorParameters<typeof Run>[1], 'id'>): void {
    const run = new Run(this.#session, { ...options, id: ++this.#last }, () => this.#changed())
    const ended = this.runs.filter(({ ending }) => ending).slice(0, -REMEMBERED)
    this.runs = [...this.runs.filter((one) => !ended.includes(one)), run]
    this.#changed()
  }

  stop(id: number): void {
    this.runs.find((run) => run.id === id)?.stop()
  }

  forget(id: number): void {
    this.stop(id)
    this.runs = this.runs.filter((run) => run.id !== id)
    this.#changed()
  }

  /** Reads a filter, once what it needs is loaded; one that can't be read lets nothing pass. */
  #test(text: string): Promise<Test> {
    return new Promise((resolve) => {
      let undo: Undo = () => {}
      const read = (): void => {
        const meaning = this.#sieve.filter(text)
        if (meaning.type === 'loading') return
        undo()
        resolve(meaning.type === 'ready' ? meaning.value : () => false)
      }
      undo = this.#sieve.listen(read)
      read()
    })
  }
}

import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { Measured, Measurement } from '../core/measure.ts'
import type { Comparison } from '../core/replay.ts'
import type { Payload } from '../core/row.ts'
import type { Test } from '../core/view.ts'
import type { Refusal } from '../wire.ts'
import { breather } from './breath.ts'
import { Replies } from './replies.ts'
import type { Session } from './session.ts'

/** When the next message is due, once all before it were sent. */
export type Due =
  /** ms after the first one. */
  | { readonly type: 'at'; readonly time: number }
  /** As soon as so many messages were received since the beginning, or after `patience` ms. */
  | { readonly type: 'replies'; readonly count: number; readonly patience: number }
  | { readonly type: 'now' }

/** One message that is to be sent. Made when it is due; a text says in words why it can't be made. */
export interface Item {
  readonly due: Due
  make(): { readonly payload: Payload } | { readonly problem: string }
}

export interface RunOptions {
  readonly id: number
  readonly kind: 'repeat' | 'replay' | 'measure'
  readonly socket: SocketNumber
  /** null: until it is stopped. */
  readonly total: number | null
  readonly items: Iterable<Item>
  /** It ends when a message passes this. */
  readonly until: Test | null
  /** Replies to wait for after the last message, and for how long at the most, ms. */
  readonly tail: { readonly replies: number; readonly patience: number } | null
  /** Followed as messages come, for `measure`. */
  readonly measurement: Measurement | null
  readonly compare: ((replies: readonly Payload[]) => Comparison) | null
}

export type Ending =
  | { readonly why: 'done' | 'stopped' }
  | { readonly why: 'matched'; readonly row: RowNumber }
  | { readonly why: 'refused'; readonly refusal: Refusal }
  | { readonly why: 'problem'; readonly problem: string }

/** Messages that were sent and not answered for by the page yet. */
const IN_FLIGHT = 64
/** While more than this waits in the socket, messages go one by one with a pause before each, bytes. */
const BUFFER_LIMIT = 1_000_000
const BUFFER_PAUSE = 20

/** Sends one message after the other on a socket, until it ends or is stopped. It begins when it is made. */
export class Run {
  readonly id: number
  readonly kind: RunOptions['kind']
  readonly socket: SocketNumber
  readonly total: number | null
  sent = 0
  /** Messages that were received on the socket meanwhile. */
  received = 0
  /** null: it goes on. */
  ending: Ending | null = null
  comparison: Comparison | null = null
  readonly #session: Session
  readonly #replies: Replies
  readonly #measurement: Measurement | null
  #measured: { readonly value: Measured; readonly received: number; readonly ended: boolean } | null = null
  readonly #changed: () => void
  #wake: () => void = () => {}
  /** Whether all is read that will be. */
  #settled = false

  constructor(session: Session, options: RunOptions, changed: () => void) {
    this.id = options.id
    this.kind = options.kind
    this.socket = options.socket
    this.total = options.total
    this.#session = session
    this.#changed = changed
    const { measurement } = options
    this.#measurement = measurement
    this.#replies = new Replies(session.log, options.socket, options.until, measurement)
    const unlisten = session.listen(() => this.#read())
    void this.#go(options).finally(() => {
      unlisten()
      this.#read()
      this.#settled = true
      if (options.compare) this.comparison = options.compare(this.#replies.payloads)
      changed()
    })
  }

  /** What was measured so far; null for other kinds. Sorting is dear, so it is made anew when 1 % more has come. */
  get measured(): Measured | null {
    if (!this.#measurement) return null
    const ended = this.ending !== null
    const last = this.#measured
    if (last && last.ended === ended && (ended || this.received < last.received * 1.01 + 1)) return last.value
    const value = this.#measurement.summary()
    // What is under way when a run ends may still come: the last word is the one after the last row was read.
    this.#measured = { value, received: this.received, ended: ended && this.#settled }
    return value
  }

  stop(): void {
    this.#end({ why: 'stopped' })
  }

  #end(ending: Ending): void {
    this.ending ??= ending
    this.#wake()
    this.#changed()
  }

  #read(): void {
    this.#replies.read()
    this.received = this.#replies.count
    if (this.#replies.match !== null) this.#end({ why: 'matched', row: this.#replies.match })
    this.#wake()
  }

  /** Resolves when `isTrue` is, after so many ms, or when the run has ended. */
  async #until(isTrue: () => boolean, patience: number): Promise<void> {
    const end = performance.now() + patience
    for (let left = patience; left > 0 && !this.ending && !isTrue(); left = end - performance.now()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 2 ** 31 - 1))
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  async #go({ items, tail }: RunOptions): Promise<void> {
    const flying = new Set<Promise<void>>()
    const begin = performance.now()
    // A test connection answers at once: without a breath nothing else would get its turn.
    const breathe = breather()
    for (const item of items) {
      await this.#due(item.due, begin)
      await breathe()
      if (this.#replies.buffered > BUFFER_LIMIT) await this.#until(() => false, BUFFER_PAUSE)
      while (flying.size >= (this.#replies.buffered > BUFFER_LIMIT ? 1 : IN_FLIGHT)) await Promise.race(flying)
      if (this.ending) break
      const made = item.make()
      if ('problem' in made) {
        this.#end({ why: 'problem', problem: made.problem })
        break
      }
      const send = this.#send(made.payload).finally(() => flying.delete(send))
      flying.add(send)
    }
    await Promise.all(flying)
    if (tail) await this.#until(() => this.#replies.count >= tail.replies, tail.patience)
    this.#end({ why: 'done' })
  }

  async #due(due: Due, begin: number): Promise<void> {
    switch (due.type) {
      case 'at':
        await this.#until(() => false, begin + due.time - performance.now())
        break
      case 'replies':
        await this.#until(() => this.#replies.count >= due.count, due.patience)
        break
      case 'now':
        break
      default:
        due satisfies never
    }
  }

  async #send(payload: Payload): Promise<void> {
    const refusal = await this.#session.send(this.socket, payload)
    if (refusal) this.#end({ why: 'refused', refusal })
    else this.sent++
    this.#changed()
  }
}

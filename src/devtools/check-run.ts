import type { Step } from '../core/checks/read-steps.ts'
import { makeDraft, type Recipe } from '../core/draft.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import { previewBytes, previewText } from '../core/preview.ts'
import { isBytes } from '../core/row.ts'
import type { Source } from '../core/template.ts'
import type { Test, View } from '../core/view.ts'
import type { Refusal } from '../wire.ts'
import type { Session } from './session.ts'
import type { Meaning, Sieve } from './sieve.ts'

/** How far a step is. `took` in ms. */
export type StepState =
  | { readonly type: 'waiting' | 'running' | 'skipped' }
  /** `row`: what was expected. */
  | { readonly type: 'passed'; readonly took: number; readonly row: RowNumber | null }
  | { readonly type: 'failed'; readonly why: Why; readonly row: RowNumber | null }

/** Why a step failed: in words, or by a refusal. */
export type Why = string | { readonly action: 'send' | 'close'; readonly refusal: Refusal }

const WAITING: StepState = { type: 'waiting' }
/** ms between two looks at what came while nobody says that something has: what a message means may be known later. */
const LOOK = 50
/** ms that a connection has to open. */
const OPENING = 10_000
/** Rows that are tested at once. */
const ROWS = 256
/** What came instead is shown up to so many messages, each up to so many UTF-16 units. */
const SHOWN = 3
const UNITS = 80

interface CheckOptions {
  readonly session: Session
  readonly sieve: Sieve
  readonly socket: SocketNumber
  readonly steps: readonly Step[]
  readonly source: Source
  readonly changed: () => void
}

/** Goes through steps on a socket, one after the other, until one fails. It begins when it is made. */
export class CheckRun {
  readonly socket: SocketNumber
  readonly steps: readonly Step[]
  /** Of each step. */
  states: readonly StepState[]
  isOver = false
  readonly #options: CheckOptions
  /** What came before this row has been looked at. */
  #cursor: RowNumber
  #stopped = false
  #wake: () => void = () => {}

  constructor(options: CheckOptions) {
    const { session, socket, steps } = options
    this.#options = options
    this.socket = socket
    this.steps = steps
    this.states = steps.map(() => WAITING)
    this.#cursor = session.log.end
    void this.#go()
  }

  /** null: it is not over yet. */
  get passed(): boolean | null {
    return this.isOver ? this.states.every(({ type }) => type === 'passed') : null
  }

  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  async #go(): Promise<void> {
    const { session } = this.#options
    const unlisten = session.listen(() => this.#wake())
    // A connection that was just begun may open.
    await this.#until(() => session.sockets[this.socket]?.state !== 0, OPENING)
    for (const [at, step] of this.steps.entries()) {
      this.#put(at, { type: 'running' })
      const begin = performance.now()
      const done = await this.#do(step)
      if (typeof done === 'number' || done === null) {
        this.#put(at, { type: 'passed', took: performance.now() - begin, row: done })
        continue
      }
      this.#put(at, { type: 'failed', ...done })
      break
    }
    unlisten()
    this.states = this.states.map((state) => (state.type === 'waiting' ? { type: 'skipped' } : state))
    this.isOver = true
    this.#options.changed()
  }

  #put(at: number, state: StepState): void {
    this.states = this.states.with(at, state)
    this.#options.changed()
  }

  /** The row that a step found, null where it looks for none, or why it failed. */
  async #do(step: Step): Promise<RowNumber | null | { readonly why: Why; readonly row: RowNumber | null }> {
    const failed = (why: Why, row: RowNumber | null = null) => ({ why, row })
    const { session, socket } = this.#options
    switch (step.type) {
      case 'send':
      case 'send hex': {
        const writing = step.type === 'send' ? 'text' : 'hex'
        const recipe: Recipe = { writing, text: step.text, bytes: null, fill: true }
        const draft = makeDraft(recipe, this.#options.source)
        if (!draft.ok) return failed(draft.message)
        const refusal = await session.send(socket, draft.payload)
        return refusal ? failed({ action: 'send', refusal }) : null
      }
      case 'close': {
        const refusal = await session.close(socket, step.code, step.reason)
        return refusal ? failed({ action: 'close', refusal }) : null
      }
      case 'wait':
        await this.#until(() => false, step.time)
        return this.#stopped ? failed('Stopped.') : null
      case 'expect': {
        const from = this.#cursor
        const found = await this.#find(step.filter, step.within)
        if (typeof found === 'number') return found
        return failed(this.#stopped ? 'Stopped.' : (found ?? this.#instead(from, step.within)))
      }
      case 'expect none': {
        const found = await this.#find(step.filter, step.within)
        if (this.#stopped) return failed('Stopped.')
        if (typeof found === 'string') return failed(found)
        return found === null ? null : failed('This came.', found)
      }
      default:
        return step satisfies never
    }
  }

  /** The first row from the cursor on that the filter lets pass, null where none does in time, or why the filter can't be read. */
  async #find(filter: string, within: number): Promise<RowNumber | string | null> {
    const { session, sieve } = this.#options
    const read = (): Meaning<Test> => sieve.filter(filter)
    await this.#until(() => read().type !== 'loading', 10_000)
    const meaning = read()
    if (meaning.type === 'problem') return meaning.problem.message
    if (meaning.type === 'loading') return 'A part of Sockeye that this filter needs could not be loaded.'
    const view = sieve.view({ tests: [meaning.value], socket: this.socket, search: null, anchor: this.#cursor })
    let found: RowNumber | null = null
    await this.#until(() => {
      found ??= this.#firstOf(view)
      return found !== null
    }, within)
    // What came in time may not have been read yet.
    const row = found ?? this.#firstOf(view)
    this.#cursor = row === null ? session.log.end : row + 1
    return row
  }

  #firstOf(view: View): RowNumber | null {
    const { log } = this.#options.session
    // Half of what is tested at once is later, and only that is asked for here.
    for (let left = log.end - this.#cursor; left > 0 && !view.advance(ROWS); left -= ROWS / 2);
    for (let place = view.indexOf(this.#cursor); place < view.length; place++) {
      const row = view.at(place) as RowNumber
      const kind = log.kind(row)
      if (kind === 'received' || kind === 'closed' || kind === 'error') return row
    }
    return null
  }

  /** What came instead, in words. */
  #instead(from: RowNumber, within: number): string {
    const { log } = this.#options.session
    const came: string[] = []
    for (let row = Math.max(from, log.first); row < log.end; row++) {
      if (log.socket(row) !== this.socket) continue
      const body = log.body(row)
      const kind = log.kind(row)
      if (kind === 'closed')
        came.push(`the end, ${body && typeof body === 'object' && 'code' in body ? body.code : ''}`)
      if (kind !== 'received' || body === null) continue
      if (typeof body === 'string') came.push(previewText(body, UNITS))
      else if (isBytes(body)) came.push(previewBytes(new Uint8Array(body)))
    }
    const time = within.toLocaleString('en')
    if (came.length === 0) return `Nothing came within ${time} ms.`
    const more = came.length > SHOWN ? ', …' : ''
    const others = came.length === 1 ? 'another message' : `${came.length} other messages`
    return `Within ${time} ms came ${others}: ${came.slice(0, SHOWN).join(', ')}${more}`
  }

  /** Resolves when `isTrue` is, after so many ms, or when it was stopped. */
  async #until(isTrue: () => boolean, patience: number): Promise<void> {
    const end = performance.now() + patience
    for (let left = patience; left > 0 && !this.#stopped && !isTrue(); left = end - performance.now()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, LOOK))
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}

import { type Retry, waitBefore } from '../core/connections/retry.ts'
import { checkConnection, connectionKey, type SavedConnection } from '../core/connections/saved.ts'
import type { SocketNumber } from '../core/log.ts'
import { fillTemplate, type Source } from '../core/template.ts'
import type { Undo } from '../link.ts'
import type { Refusal } from '../wire.ts'
import { ours } from './ours.ts'
import type { Session } from './session.ts'

/** A saved connection that somebody asked for. */
export interface Call {
  readonly key: string
  readonly name: string
  /** The last socket; null: there is none yet. */
  readonly socket: SocketNumber | null
  readonly state: 'connecting' | 'open' | 'waiting' | 'ended'
  /** Attempts since it was open for a while, and how many there may be. */
  readonly attempt: number
  readonly attempts: number
  /** When the next attempt is due, ms since the epoch; null: none is. */
  readonly next: number | null
  /** Why it ended, where that was no person's wish. */
  readonly problem: string | Refusal | null
}

interface Line {
  call: Call
  readonly plan: Extract<ReturnType<typeof checkConnection>, { ok: true }>
  readonly from: SavedConnection['from']
  readonly source: Source
  /** ms since the epoch. */
  opened: number
  timer: ReturnType<typeof setTimeout> | undefined
  unlisten: Undo
}

interface DialerOptions {
  readonly session: Session
  readonly changed: () => void
  readonly random?: () => number
}

/** ms for which a connection must have been open for its attempts to be counted anew: a server may take each one and close it. */
const STEADY = 5000
/** ms between two looks at how long is still to be waited. */
const TICK = 1000
/** Rows before a socket's end in which it is looked for who closed it. */
const BEFORE_END = 1000

/**
 * Opens saved connections and, as each one's policy says, opens them again. What is sent again is what was saved to be sent on
 * opening, and nothing else. It lives as long as the session.
 */
export class Dialer {
  readonly #lines = new Map<string, Line>()
  readonly #session: Session
  readonly #changed: () => void
  readonly #random: () => number
  #clock: ReturnType<typeof setInterval> | undefined

  constructor({ session, changed, random = Math.random }: DialerOptions) {
    this.#session = session
    this.#changed = changed
    this.#random = random
  }

  /** What became of a saved connection; null: nobody asked for it. */
  call(key: string): Call | null {
    return this.#lines.get(key)?.call ?? null
  }

  /** Opens a connection, unless it is open or being opened. Answers what is wrong with it in words, or null. */
  dial(given: SavedConnection, source: Source): string | null {
    const saved = ours(given)
    const key = connectionKey(saved)
    const known = this.#lines.get(key)
    if (known && known.call.state !== 'ended') return null
    const plan = checkConnection(saved, source)
    if (!plan.ok) return Object.values(plan.problems)[0] ?? null
    const { attempts } = plan.retry
    const call: Call = {
      ...{ key, name: saved.name, socket: null, state: 'connecting', attempt: 0, attempts },
      ...{ next: null, problem: null },
    }
    const line: Line = { call, plan, from: saved.from, source, opened: 0, timer: undefined, unlisten: () => {} }
    this.#lines.set(key, line)
    void this.#connect(line)
    return null
  }

  /** Closes a connection, or gives up opening it. */
  hangUp(key: string): void {
    const line = this.#lines.get(key)
    if (!line) return
    const { socket, state } = line.call
    this.#end(line, null)
    if (socket !== null && state !== 'waiting') void this.#session.close(socket, null, null)
  }

  /** Does not wait any longer. */
  now(key: string): void {
    const line = this.#lines.get(key)
    if (line?.call.state !== 'waiting') return
    clearTimeout(line.timer)
    void this.#connect(line)
  }

  async #connect(line: Line): Promise<void> {
    this.#put(line, { state: 'connecting', next: null })
    const { plan } = line
    let socket: SocketNumber
    try {
      if (line.from === 'panel') socket = this.#session.connect(plan.url, plan.protocols)
      else {
        const outcome = await this.#session.inPage.open(null, plan.url, plan.protocols)
        if ('refusal' in outcome) return this.#end(line, outcome.refusal)
        socket = outcome.socket
      }
    } catch (error) {
      return this.#end(line, `The browser refused: ${error instanceof Error ? error.message : String(error)}`)
    }
    // Somebody hung up meanwhile.
    if (line.call.state === 'ended') return void this.#session.close(socket, null, null)
    this.#put(line, { socket })
    line.unlisten = this.#session.listen(() => this.#follow(line, socket))
    this.#follow(line, socket)
  }

  /** Sees what became of the socket. */
  #follow(line: Line, number: SocketNumber): void {
    const socket = this.#session.sockets[number]
    if (!socket || line.call.state === 'ended') return
    if (socket.state === 1 && line.call.state === 'connecting') {
      this.#put(line, { state: 'open' })
      line.opened = Date.now()
      void this.#greet(line, number)
    }
    if (socket.state !== 3 && !socket.gone) return
    line.unlisten()
    if (line.call.state === 'open' && Date.now() - line.opened >= STEADY) this.#put(line, { attempt: 0 })
    const { attempt, attempts } = line.call
    // A person, or the page that is gone, has the last word.
    if (socket.gone || this.#wasClosedHere(number)) this.#end(line, null)
    else if (attempt >= attempts) this.#end(line, attempts === 0 ? null : givenUp(attempts))
    else this.#wait(line, line.plan.retry)
  }

  async #greet({ plan, source }: Line, socket: SocketNumber): Promise<void> {
    for (const greeting of plan.greetings) {
      const filled = fillTemplate(greeting, source)
      if (!filled.ok) return
      if (await this.#session.send(socket, filled.text)) return
    }
  }

  #wait(line: Line, retry: Retry): void {
    const attempt = line.call.attempt + 1
    const wait = waitBefore(attempt, retry, this.#random())
    this.#put(line, { state: 'waiting', attempt, next: Date.now() + wait })
    line.timer = setTimeout(() => void this.#connect(line), wait)
  }

  /** Whether a row says that somebody called close() on it from here. */
  #wasClosedHere(socket: SocketNumber): boolean {
    const { log } = this.#session
    for (let row = log.end - 1; row >= Math.max(log.first, log.end - BEFORE_END); row--) {
      if (log.socket(row) === socket && log.kind(row) === 'close') return true
    }
    return false
  }

  #end(line: Line, problem: Call['problem']): void {
    clearTimeout(line.timer)
    line.unlisten()
    this.#put(line, { state: 'ended', next: null, problem })
  }

  #put(line: Line, part: Partial<Call>): void {
    line.call = { ...line.call, ...part }
    const isWaiting = [...this.#lines.values()].some(({ call }) => call.state === 'waiting')
    if (isWaiting) this.#clock ??= setInterval(() => this.#changed(), TICK)
    else {
      clearInterval(this.#clock)
      this.#clock = undefined
    }
    this.#changed()
  }
}

const givenUp = (attempts: number): string =>
  `Given up after ${attempts} more ${attempts === 1 ? 'attempt' : 'attempts'}.`

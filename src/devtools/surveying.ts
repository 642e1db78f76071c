import type { SocketFacts } from '../core/decoders/decoder.ts'
import { NO_PREFERENCES, type Preferences } from '../core/decoders/preferences.ts'
import type { Log, RowNumber, SocketNumber } from '../core/log.ts'
import { FLAG, isPayload, NO_SOCKET } from '../core/row.ts'
import { readPlace } from '../core/survey/place.ts'
import type { SurveyReport, SurveyWishes } from '../core/survey/survey.ts'
import type { Undo } from '../link.ts'
import type { SurveyAnswer, SurveyOrder } from './survey-job.ts'
import { tellAll } from './tell-all.ts'

/** A worker that follows orders in turn. */
export interface SurveyWorker {
  post(order: SurveyOrder): void
  /** `died`: it could not be loaded, or an error in it was caught by nobody. */
  listen(listener: (answer: SurveyAnswer) => void, died: () => void): void
  end(): void
}

interface SurveyingOptions {
  readonly log: Log
  readonly facts: (socket: SocketNumber) => SocketFacts | undefined
  readonly pinned: (socket: SocketNumber) => string | null
  readonly start: () => SurveyWorker
  /** ms since the epoch */
  readonly now: () => number
}

/** How far a survey is. */
export interface SurveyProgress {
  /** Rows looked at, and rows that there are. */
  readonly read: number
  readonly rows: number
  /** Messages that were left out: bodies on disk alone, or what took the decoders too long. */
  readonly skipped: number
  /** Workers don't start here. */
  readonly failed: boolean
}

/** Messages, and bytes, that are handed in together, and rows that are looked at for them in one go. */
const BATCH = 512
const BATCH_SIZE = 2 ** 20
const LOOK = 20_000
/** Rows of other documents may still come before those that are younger than this, ms. */
const SETTLED = 300
/** ms that a batch may take before the worker is ended over it. */
const DEADLINE = 5000
/** ms between two reports, and between two looks for more. */
const PACE = 250
/** Times that a worker may die before it is ready. */
const MOST_FAILURES = 2

/**
 * What messages say they are, and who was answered when, over a whole socket or tab: read row by row in a worker of its
 * own while somebody looks. It begins anew where the log has changed behind it.
 */
export class Surveying {
  readonly #log: Log
  readonly #options: SurveyingOptions
  readonly #listeners = new Set<() => void>()
  /** The socket that is looked at, null for all; and what the user named. */
  #socket: SocketNumber | null = null
  #wishes: SurveyWishes = { kind: null, id: null }
  #preferences: Preferences = NO_PREFERENCES
  #watchers = 0
  #worker: SurveyWorker | null = null
  #isReady = false
  #failures = 0
  #next: RowNumber = 0
  #named = new Set<SocketNumber>()
  /** Rows that are being read; null: none are. */
  #underway: readonly RowNumber[] | null = null
  /** Rows that took too long, by their times, and up to which row messages are handed in one by one to find such. */
  readonly #bad = new Set<number>()
  #careful: RowNumber = 0
  #deadline: ReturnType<typeof setTimeout> | undefined
  #pause: ReturnType<typeof setTimeout> | undefined
  #reported = 0
  #detail: string | null = null
  #report: SurveyReport | null = null
  #skipped = 0
  #insertions = 0
  #life = 0

  constructor(options: SurveyingOptions) {
    this.#log = options.log
    this.#options = options
  }

  /** The last report; null before the first. */
  get report(): SurveyReport | null {
    return this.#report
  }

  get progress(): SurveyProgress {
    const { first, length } = this.#log
    const failed = this.#failures >= MOST_FAILURES
    return { read: Math.max(0, this.#next - first), rows: length, skipped: this.#skipped, failed }
  }

  listen(listener: () => void): Undo {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Looks at a socket, or at all with null, until the undo. Paths as `readPlace` has them; what can't be read names nothing. */
  watch(socket: SocketNumber | null, kind: string, id: string): Undo {
    const wishes = { kind: placeOf(kind), id: placeOf(id) }
    const isSame = socket === this.#socket && JSON.stringify(wishes) === JSON.stringify(this.#wishes)
    this.#socket = socket
    this.#wishes = wishes
    this.#watchers++
    if (!isSame || !this.#report) this.#restart()
    this.#pump()
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#watchers--
    }
  }

  /** The kind that reports tell in full from now on. */
  want(detail: string | null): void {
    this.#detail = detail
    this.#ask()
  }

  prefer(preferences: Preferences): void {
    if (JSON.stringify(preferences) === JSON.stringify(this.#preferences)) return
    this.#preferences = preferences
    this.#restart()
  }

  #tell(): void {
    tellAll(this.#listeners)
  }

  /** Begins again with the oldest row. */
  #restart(): void {
    this.#next = this.#log.first
    this.#named = new Set()
    this.#report = null
    this.#reported = 0
    this.#skipped = 0
    this.#insertions = this.#log.insertions
    this.#life = this.#log.first - this.#log.dropped
    // What is under way belongs to the survey before. Its answer is waited for, but nothing more.
    if (this.#isReady) this.#begin()
    this.#tell()
  }

  #begin(): void {
    this.#worker?.post({ type: 'begin', wishes: this.#wishes, preferences: this.#preferences })
  }

  #start(): void {
    if (this.#worker || this.#failures >= MOST_FAILURES) return
    const worker = this.#options.start()
    this.#worker = worker
    worker.listen(
      (answer) => {
        if (this.#worker === worker) this.#hear(answer)
      },
      () => {
        if (this.#worker !== worker) return
        if (!this.#isReady) this.#failures++
        this.#end()
        this.#tell()
        this.#pump()
      },
    )
  }

  #end(): void {
    clearTimeout(this.#deadline)
    this.#worker?.end()
    this.#worker = null
    this.#isReady = false
    this.#underway = null
    this.#restart()
  }

  #hear(answer: SurveyAnswer): void {
    switch (answer.type) {
      case 'ready':
        this.#isReady = true
        this.#begin()
        break
      case 'read':
        clearTimeout(this.#deadline)
        this.#underway = null
        if (this.#options.now() - this.#reported >= PACE) this.#ask()
        break
      case 'report':
        this.#report = answer.report
        this.#tell()
        return
      default:
        answer satisfies never
    }
    this.#pump()
  }

  #ask(): void {
    if (!this.#isReady) return
    this.#reported = this.#options.now()
    this.#worker?.post({ type: 'report', detail: this.#detail, now: this.#reported })
  }

  /** Hands in what is next, or looks again in a moment. */
  #pump(): void {
    if (this.#watchers === 0 || this.#underway) return
    this.#start()
    if (!this.#isReady) return
    this.#follow()
    if (this.#hand()) return
    if (this.#pause !== undefined) return
    this.#pause = setTimeout(() => {
      this.#pause = undefined
      if (this.#watchers > 0) this.#ask()
      this.#pump()
    }, PACE)
  }

  /** Begins anew where rows were put before, or taken from, what was read. */
  #follow(): void {
    const log = this.#log
    const isSame = log.first - log.dropped === this.#life
    if (!isSame || log.lowestInsertion(this.#insertions) < this.#next) this.#restart()
    this.#insertions = log.insertions
    if (this.#next < log.first) {
      this.#skipped += log.first - this.#next
      this.#next = log.first
    }
  }

  /** Answers whether a batch is under way now. */
  #hand(): boolean {
    const log = this.#log
    const settled = this.#options.now() - SETTLED
    const sockets = new Set<SocketNumber>()
    const messages = []
    const rows: RowNumber[] = []
    let size = 0
    const most = this.#next < this.#careful ? 1 : BATCH
    const stop = Math.min(log.end, this.#next + LOOK)
    for (; this.#next < stop && rows.length < most && size < BATCH_SIZE; this.#next++) {
      const row = this.#next
      const time = log.time(row)
      if (time > settled) break
      const socket = log.socket(row)
      if (socket === NO_SOCKET || (this.#socket !== null && socket !== this.#socket)) continue
      const kind = log.kind(row)
      if (kind !== 'sent' && kind !== 'received') continue
      const body = log.isHere(row) ? log.body(row) : null
      if (!isPayload(body) || this.#bad.has(time) || (log.flags(row) & FLAG.truncated) !== 0) {
        this.#skipped++
        continue
      }
      if (!this.#named.has(socket)) sockets.add(socket)
      const data = typeof body === 'string' ? body : new Uint8Array(body)
      messages.push({ row, socket, direction: kind, size: log.size(row), time, data })
      rows.push(row)
      size += log.size(row)
    }
    if (rows.length === 0) return this.#next < stop ? false : this.#next < log.end && this.#soon()
    for (const socket of sockets) this.#named.add(socket)
    this.#underway = rows
    this.#worker?.post({
      type: 'read',
      sockets: [...sockets].map((number) => ({
        number,
        facts: this.#options.facts(number) ?? { url: '', subprotocol: '' },
        pinned: this.#options.pinned(number),
      })),
      messages,
    })
    this.#deadline = setTimeout(() => this.#late(), DEADLINE)
    return true
  }

  /** Goes on looking in a task of its own: a socket with few rows among many. */
  #soon(): boolean {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      this.#underway = null
      this.#pump()
    }
    this.#underway = []
    port2.postMessage(null)
    return true
  }

  /** Ends the worker over a batch. Next time its messages go one by one, and the one that takes so long is left out. */
  #late(): void {
    const rows = this.#underway ?? []
    const [only] = rows
    if (only !== undefined && rows.length === 1) this.#bad.add(this.#log.time(only))
    else this.#careful = (rows.at(-1) ?? 0) + 1
    this.#end()
    this.#pump()
  }
}

function placeOf(text: string): SurveyWishes['kind'] {
  const place = readPlace(text)
  return place === null || 'problem' in place ? null : place
}

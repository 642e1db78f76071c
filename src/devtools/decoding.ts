import { Calls } from '../core/calls.ts'
import type { Meaning, Reading, Wishes } from '../core/decoders/choose.ts'
import type { Message, SocketFacts } from '../core/decoders/decoder.ts'
import { NO_PREFERENCES, type Preferences, pinOf } from '../core/decoders/preferences.ts'
import type { Log, RowNumber, SocketNumber } from '../core/log.ts'
import type { JsonTerm } from '../core/query/engines.ts'
import { FLAG, isPayload, NO_SOCKET } from '../core/row.ts'
import { type Place, readPlace } from '../core/survey/place.ts'
import type { Undo } from '../link.ts'
import type { Entry, Known, Lane, Partner, Underway } from './decode-entry.ts'
import type { Answer, DecoderName } from './decode-job.ts'
import { DecodeLine, type DecodeWorker } from './decode-line.ts'
import { rowRate } from './row-rate.ts'
import { tellAll } from './tell-all.ts'

/** ms that one message may take, and after somebody asked to try longer. */
const DEADLINE = 250
const LONGER = 10_000
/** Messages, and units or bytes, that are handed in together. */
const BATCH = 256
const BATCH_SIZE = 2 ** 20
/** Rows before the wanted one that a reader is given at the most, so that it knows what came before. */
const LEAD = 5000
/** Likewise while more than STREAM rows a second come: to read all of them would take from the page what it needs itself. */
const STREAM_LEAD = 100
const STREAM = 1000
/** Rows that are waited for; of those that went by in a list that is faster than the worker, the oldest are forgotten. */
const WANTED = 2000
/** Meanings that are remembered. */
const REMEMBERED = 200_000
/** Messages that are handed in one by one after the worker was ended: it must be seen which of them it is. */
const CAREFUL = 256

interface DecodingOptions {
  readonly log: Log
  readonly facts: (socket: SocketNumber) => SocketFacts | undefined
  /** Starts a worker. Called when the first message is to be decoded, and after one was ended. */
  readonly start: () => DecodeWorker
}

/**
 * What messages mean, asked by row. Messages go to the worker when somebody wants to know, with those of their socket
 * that came before. A message over which the worker takes longer than its deadline is given up, and the worker with it.
 */
export class Decoding {
  readonly #log: Log
  readonly #facts: DecodingOptions['facts']
  readonly #line: DecodeLine
  readonly #rate: () => number
  readonly #listeners = new Set<() => void>()
  readonly #forgetting = new Set<() => void>()
  readonly #pins = new Map<SocketNumber, string>()
  readonly #entries = new Map<RowNumber, Entry>()
  readonly #wanted = new Set<RowNumber>()
  readonly #calls = new Calls<Entry>()
  readonly #lanes = new Map<SocketNumber, Lane>()
  #readings: { readonly row: RowNumber; readonly tell: (reading: Reading | null | 'late') => void }[] = []
  #preferences: Preferences = NO_PREFERENCES
  #id: Place | null = null
  #terms: readonly JsonTerm[] = []
  #places = new WeakMap<JsonTerm, number>()
  #underway: Underway | null = null
  #careful = 0
  #nextLane = 0
  #asked = false
  /** Insertions of the log that were followed, and what tells one life of the log from the next: see `#follow`. */
  #insertions: number
  #life: number
  #first: RowNumber

  constructor({ log, facts, start }: DecodingOptions) {
    this.#log = log
    this.#facts = facts
    this.#rate = rowRate(log)
    this.#line = new DecodeLine(start, NO_PREFERENCES, {
      ready: () => {
        this.#tell()
        this.#next()
      },
      heard: (answer) => this.#hear(answer),
      late: () => this.#giveUp(),
      failed: () => this.#fail(),
    })
    this.#insertions = log.insertions
    this.#life = log.first - log.dropped
    this.#first = log.first
  }

  /** Called when more is known. */
  listen(listener: () => void): Undo {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called when messages may mean something else from now on. */
  listenForgetting(listener: () => void): Undo {
    this.#forgetting.add(listener)
    return () => this.#forgetting.delete(listener)
  }

  /** What is known of a row; nothing is asked for. */
  known(row: RowNumber): Known {
    return this.#entries.get(row)?.known
  }

  /** What is known of a row; where nothing is, it is asked for. Rows that are no messages mean nothing. */
  meaning(row: RowNumber): Known {
    this.#follow()
    const entry = this.#entries.get(row)
    if (entry && entry.known !== undefined) return entry.known
    if (this.#line.hasFailed || !this.#isMessage(row)) return null
    this.#want(row)
    return undefined
  }

  /** What is asked of messages from now on. */
  ask(terms: readonly JsonTerm[]): void {
    if (JSON.stringify(terms) === JSON.stringify(this.#terms)) return
    this.#terms = terms
    this.#places = new WeakMap()
  }

  /** Whether what a message holds passes a term that is asked; undefined: not known yet. */
  holds(row: RowNumber, term: JsonTerm): boolean | undefined {
    const known = this.meaning(row)
    if (known === undefined) return undefined
    const entry = this.#entries.get(row)
    if (known === null || known === 'late' || !entry) return false
    if (entry.held?.terms === this.#terms) {
      const at = this.#places.get(term) ?? this.#terms.findIndex((one) => JSON.stringify(one) === JSON.stringify(term))
      this.#places.set(term, at)
      return entry.held.passes[at] ?? false
    }
    this.#want(row)
    return undefined
  }

  #want(row: RowNumber): void {
    this.#wanted.add(row)
    if (this.#wanted.size > WANTED)
      for (const old of this.#wanted) {
        this.#wanted.delete(old)
        break
      }
    this.#ask()
  }

  /** The reply to a row, or the request that it replies to; null where it is not known or there is none. */
  partner(row: RowNumber): Partner | null {
    const entry = this.#entries.get(row)
    if (!entry?.call) return null
    const { request, reply, failed } = entry.call
    const isRequest = entry === request
    const other = isRequest ? reply : request
    return { row: other.row, role: isRequest ? 'request' : 'reply', took: reply.time - request.time, failed }
  }

  /** A message in full; null where nobody claims it. */
  read(row: RowNumber): Promise<Reading | null | 'late'> {
    if (this.#line.hasFailed) return Promise.resolve(null)
    return new Promise((tell) => {
      this.#readings.push({ row, tell })
      this.#ask()
    })
  }

  /** All there are; none until the first message was to be decoded. */
  get decoders(): readonly DecoderName[] {
    return this.#line.decoders
  }

  /** The worker can't be started: nothing is known of any message. */
  get hasFailed(): boolean {
    return this.#line.hasFailed
  }

  /** Starts the worker for what it says of its decoders. */
  wake(): void {
    this.#line.begin()
  }

  /** What the user decided for all sockets. What is known by now is forgotten where that is something else. */
  prefer(preferences: Preferences): void {
    if (JSON.stringify(preferences) === JSON.stringify(this.#preferences)) return
    this.#preferences = preferences
    this.#line.prefer(preferences)
    this.#forget()
  }

  /** Where the ids of calls stand in messages whose protocol has none: a path as `readPlace` has it. */
  nameIds(path: string): void {
    const place = readPlace(path)
    const id = place === null || 'problem' in place ? null : place
    if (JSON.stringify(id) === JSON.stringify(this.#id)) return
    this.#id = id
    this.#forget()
  }

  #forget(): void {
    this.#lanes.clear()
    this.#calls.clear()
    this.#entries.clear()
    this.#tell()
    tellAll(this.#forgetting)
  }

  /** The decoder that the user says a socket speaks, by itself or by its address; null: whichever is surest. */
  pinned(socket: SocketNumber): string | null {
    return this.#pins.get(socket) ?? pinOf(this.#preferences, this.#facts(socket)?.url ?? '')
  }
  pin(socket: SocketNumber, decoder: string | null): void {
    if (decoder === null) this.#pins.delete(socket)
    else this.#pins.set(socket, decoder)
    this.#lanes.delete(socket)
    for (const [row, entry] of this.#entries) if (entry.socket === socket) this.#entries.delete(row)
    this.#tell()
    tellAll(this.#forgetting)
  }

  /** Gives a message that was given up ten seconds. */
  tryLonger(row: RowNumber): void {
    const entry = this.#entries.get(row)
    if (entry) {
      entry.known = undefined
      entry.ended = 1
      entry.patience = LONGER
      this.#careful = CAREFUL
      this.#lanes.delete(entry.socket)
    }
    this.#tell()
  }

  #tell(): void {
    tellAll(this.#listeners)
  }

  #isMessage(row: RowNumber): boolean {
    const log = this.#log
    // What is on disk alone is not read back for this, but when somebody looks at it.
    return log.has(row) && log.isHere(row) && log.socket(row) !== NO_SOCKET && isPayload(log.body(row))
  }

  /** Once for all rows that are asked for in one go. */
  #ask(): void {
    if (this.#asked) return
    this.#asked = true
    queueMicrotask(() => {
      this.#asked = false
      this.#next()
    })
  }

  /** Hands in the next job if none is under way. */
  #next(): void {
    if (this.#underway) return
    this.#follow()
    if (this.#readings.length === 0 && this.#wanted.size === 0) return
    this.#line.begin()
    if (!this.#line.isReady) return
    if (!this.#nextReading()) this.#nextBatch()
  }

  #hear(answer: Answer & { type: 'read' }): void {
    const underway = this.#underway
    if (!underway) return
    for (const [at, meaning] of answer.meanings.entries()) {
      const entry = underway.entries[underway.done++]
      if (!entry) continue
      entry.held = { terms: underway.terms, passes: answer.held[at] ?? [] }
      if (entry.known === undefined || entry.known === 'late') this.#learn(entry, meaning)
      this.#wanted.delete(entry.row)
    }
    if (this.#careful > 0) this.#careful -= answer.meanings.length
    if (answer.done) {
      this.#line.rest()
      this.#underway = null
      underway.full?.(answer.reading)
    } else this.#wait()
    this.#tell()
    this.#next()
  }

  #learn(entry: Entry, meaning: Meaning | null): void {
    entry.known = meaning
    const pair = meaning?.call ? this.#calls.tell(entry.socket, entry.direction, meaning.call, entry) : null
    if (!pair) return
    pair.request.call = pair
    pair.reply.call = pair
  }

  /** Waits for what the worker says of the message at which it is. */
  #wait(): void {
    this.#line.wait(this.#patience)
  }

  get #patience(): number {
    const { entries = [], done = 0, full = null } = this.#underway ?? {}
    return (full ? entries.at(-1) : entries[done])?.patience ?? DEADLINE
  }

  /** There is no worker: whoever waits is told so. */
  #fail(): void {
    this.#wanted.clear()
    for (const { tell } of this.#readings.splice(0)) tell(null)
    this.#tell()
  }

  #giveUp(): void {
    const underway = this.#underway
    this.#underway = null
    this.#lanes.clear()
    const entry = underway?.full ? undefined : underway?.entries[underway.done]
    if (underway && entry) {
      const isAlone = underway.entries.length === 1 || this.#careful > 0
      if (isAlone && ++entry.ended > 1) {
        entry.known = 'late'
        this.#wanted.delete(entry.row)
      }
    }
    this.#careful = CAREFUL
    underway?.full?.('late')
    this.#tell()
    this.#next()
  }

  #post(lane: Lane, socket: SocketNumber, entries: readonly Entry[], full: Underway['full']): void {
    const facts = this.#facts(socket) ?? { url: '', subprotocol: '' }
    const wishes: Wishes = { pinned: this.pinned(socket), off: this.#preferences.off, id: this.#id }
    const terms = this.#terms
    this.#underway = { entries, terms, done: 0, full }
    const messages = entries.map(({ row }) => this.#message(row))
    const open = lane.opened ? null : { facts, wishes }
    lane.opened = true
    this.#line.post({ type: 'job', lane: lane.id, open, messages, terms, full: full !== null }, this.#patience)
  }

  #message(row: RowNumber): Message {
    const body = this.#log.body(row)
    return {
      direction: this.#directionOf(row),
      data: typeof body === 'string' ? body : new Uint8Array(body as ArrayBuffer),
      time: this.#log.time(row),
    }
  }

  #directionOf(row: RowNumber): Message['direction'] {
    return this.#log.kind(row) === 'sent' ? 'sent' : 'received'
  }

  /** A message in full goes before all else: somebody looks at it. */
  #nextReading(): boolean {
    const reading = this.#readings.shift()
    if (!reading) return false
    const { row, tell } = reading
    if (!this.#isMessage(row)) {
      tell(null)
      return this.#nextReading()
    }
    const socket = this.#log.socket(row)
    const entry = this.#entryOf(row)
    if (entry.known === 'late') {
      tell('late')
      return this.#nextReading()
    }
    const entries: Entry[] = []
    const least = Math.max(this.#log.first, row - LEAD)
    for (let before = least; before < row; before++)
      if (this.#isFed(before, socket)) entries.push(this.#entryOf(before))
    entries.push(entry)
    this.#post({ id: this.#nextLane++, next: row, opened: false }, socket, entries, tell)
    return true
  }

  /** Whether a row is of this socket and is given to its readers: what is cut says nothing true, and what was given up is left out. */
  #isFed(row: RowNumber, socket: SocketNumber): boolean {
    const isOf = this.#log.socket(row) === socket && this.#isMessage(row)
    return isOf && (this.#log.flags(row) & FLAG.truncated) === 0 && this.#entries.get(row)?.known !== 'late'
  }

  #entryOf(row: RowNumber): Entry {
    const known = this.#entries.get(row)
    if (known) return known
    // Not its body: that might have to be read from disk.
    const [time, size, socket] = [this.#log.time(row), this.#log.size(row), this.#log.socket(row)]
    const direction = this.#directionOf(row)
    const entry: Entry = {
      row,
      socket,
      direction,
      time,
      size,
      known: undefined,
      ended: 0,
      patience: DEADLINE,
      held: null,
      call: null,
    }
    this.#entries.set(row, entry)
    if (this.#entries.size > REMEMBERED) {
      for (const old of this.#entries.keys()) {
        if (this.#entries.size <= REMEMBERED / 2) break
        this.#entries.delete(old)
      }
    }
    return entry
  }

  #nextBatch(): void {
    let target = -1
    for (const row of this.#wanted) {
      if (this.#log.has(row)) target = Math.max(target, row)
      else this.#wanted.delete(row)
    }
    if (target === -1) return
    const socket = this.#log.socket(target)
    if (!this.#isFed(target, socket)) {
      this.#wanted.delete(target)
      // It is cut: nobody is asked. One that is on disk is wanted again when it has come.
      if (this.#log.has(target) && this.#log.isHere(target)) this.#entryOf(target).known ??= null
      this.#tell()
      this.#next()
      return
    }
    let lane = this.#lanes.get(socket)
    const lead = this.#rate() > STREAM ? STREAM_LEAD : LEAD
    if (!lane || lane.next > target || target - lane.next > lead) {
      lane = { id: this.#nextLane++, next: Math.max(this.#log.first, target - lead), opened: false }
      this.#lanes.set(socket, lane)
    }
    const entries: Entry[] = []
    const most = this.#careful > 0 ? 1 : BATCH
    let size = 0
    while (lane.next <= target && entries.length < most && size < BATCH_SIZE) {
      const row = lane.next++
      if (!this.#isFed(row, socket)) continue
      entries.push(this.#entryOf(row))
      size += this.#log.size(row)
    }
    this.#post(lane, socket, entries, null)
  }

  /** Follows the log where rows have left it or have other numbers now. */
  #follow(): void {
    const log = this.#log
    const life = log.first - log.dropped
    if (life !== this.#life) {
      this.#life = life
      this.#insertions = log.insertions
      this.#entries.clear()
      this.#calls.clear()
      this.#wanted.clear()
      this.#lanes.clear()
      return
    }
    if (log.first !== this.#first) {
      this.#first = log.first
      for (const row of this.#wanted) if (!log.has(row)) this.#wanted.delete(row)
    }
    if (log.insertions === this.#insertions) return
    const lowest = log.lowestInsertion(this.#insertions)
    this.#insertions = log.insertions
    this.#renumber(lowest)
  }

  /** Gives the entries from a row on their rows again: a socket's own keep their order, whatever came between. */
  #renumber(lowest: RowNumber): void {
    const log = this.#log
    const queues = new Map<SocketNumber, Entry[]>()
    const later = [...this.#entries.values()].filter(({ row }) => row >= lowest)
    for (const entry of later.sort((one, other) => one.row - other.row)) {
      this.#entries.delete(entry.row)
      const queue = queues.get(entry.socket)
      if (queue) queue.push(entry)
      else queues.set(entry.socket, [entry])
    }
    for (const row of this.#wanted) if (row >= lowest) this.#wanted.delete(row)
    for (const [socket, lane] of this.#lanes) if (lane.next > lowest) this.#lanes.delete(socket)
    const places = new Map<SocketNumber, number>()
    for (let row = lowest; row < log.end; row++) {
      const socket = log.socket(row)
      const queue = queues.get(socket)
      const place = places.get(socket) ?? 0
      const entry = queue?.[place]
      if (!entry || entry.time !== log.time(row) || entry.size !== log.size(row)) continue
      places.set(socket, place + 1)
      entry.row = row
      this.#entries.set(row, entry)
    }
  }
}

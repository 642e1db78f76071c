/**
 * What the hook remembers: rows in columns, sealed into batches, in a list that is bounded at its old end. While nobody
 * watches it is the history that a panel opened late will see; while somebody does, each batch is kept until it has been
 * acknowledged. This is the only place of the whole way to the panel where anything waits, and the only one that drops.
 *
 * Runs in the page's realm: only own properties, typed arrays and `primitives`.
 */
import { DEFAULT_LIMITS, type HistoryLimits } from '../core/history-limits.ts'
import { type Body, FLAG, type Heard, KINDS, type ReadyState } from '../core/row.ts'
import type { Batch, SocketSnapshot, Traffic } from '../wire.ts'
import type { Audience } from './listeners.ts'
import { bareArray, Table } from './primitives.ts'
import type { Actor } from './recorder.ts'
import type { Act } from './waiting.ts'

/** Rows a batch at the most. */
const ROWS = 256
/** Weight at which a batch is sealed though it has fewer rows. */
const BATCH_WEIGHT = 256 * 1024
/** What is kept for a panel that is behind. */
const BACKLOG: HistoryLimits = { rows: 256 * 1024, bytes: 64 * 1024 * 1024 }
/**
 * Batches that go over at once. To carry a burst while it lasts slows it; but what comes for long must not wait until the
 * backlog is full: from so many waiting batches on, more go.
 */
const PACK = 8
const MUCH = 256
const PACK_OF_MUCH = 128
/** Bytes beyond which no further one goes along. */
const PACK_WEIGHT = 8 * 1024 * 1024
/** What a document that goes may tell at once, bytes. */
const REST = 4 * 1024 * 1024
/** What a row has of a payload that is cut: bytes, or UTF-16 units. */
export const HEAD = 256 * 1024
/** What a row weighs beyond its payload, bytes. */
const ROW_WEIGHT = 64

/** Index of each kind. */
export const KIND = {
  constructed: KINDS.indexOf('constructed'),
  open: KINDS.indexOf('open'),
  sent: KINDS.indexOf('sent'),
  received: KINDS.indexOf('received'),
  error: KINDS.indexOf('error'),
  close: KINDS.indexOf('close'),
  closed: KINDS.indexOf('closed'),
} as const

/** Everything about one socket that must outlive its rows. */
export interface SocketRecord {
  readonly number: number
  readonly url: string
  readonly protocols: readonly string[]
  readonly constructed: number
  /** Where it was constructed, as the browser writes it; null where it could not be had. */
  stack: string | null
  /** Whether each of its sends is recorded with its stack. */
  traced: boolean
  /** Who listens to it, while that is counted. */
  audience: Audience | null
  /** What rules did with it, where there are any. */
  act: Act | null
  opened: number | null
  protocol: string
  extensions: string
  state: ReadyState
  /** Number of its newest row. */
  last: number
  lostSent: { messages: number; size: number }
  lostReceived: { messages: number; size: number }
  /** The socket, while the page has it. */
  readonly socket: () => object | undefined
  /** What acts on it where it is a WebSocketStream. */
  readonly stream: Actor | null
  /** The panel had the page construct it. */
  readonly made: boolean
  previous: SocketRecord | null
  next: SocketRecord | null
}

/** A sealed batch in the list. */
interface Sealed {
  readonly batch: Batch<Body | Blob>
  /** Counts batches, so that those in flight can be told by subtraction. */
  readonly index: number
  readonly end: number
  readonly weight: number
  next: Sealed | null
}

export class History {
  /** Number of the first row of the batch that is being filled. */
  #first = 0
  #count = 0
  #weight = 0
  readonly #time = new Float64Array(ROWS)
  readonly #kind = new Uint8Array(ROWS)
  readonly #socket = new Uint32Array(ROWS)
  readonly #state = new Uint8Array(ROWS)
  readonly #flags = new Uint8Array(ROWS)
  readonly #size = new Float64Array(ROWS)
  readonly #buffered = new Float64Array(ROWS)
  readonly #body = bareArray<Body | Blob>()
  /** Stacks by row, where one has any. */
  #stack: (string | null)[] | null = null
  /** Numbers of messages that were held, by row. */
  #held: (number | null)[] | null = null
  /** Who heard it, by row, where that is counted. */
  #heard: (Heard | null)[] | null = null

  #oldest: Sealed | null = null
  #newest: Sealed | null = null
  #keptWeight = 0
  /** Next batch to be posted; null when all are. */
  #cursor: Sealed | null = null
  /** Index of the next batch to be posted, and of the first that is not acknowledged. */
  #posted = 0
  #acknowledged = 0
  /** Number of the first row of what was posted last; and of the row up to which all have arrived. */
  #lastPost = 0
  #arrived = 0
  /** Batches sealed so far. */
  #sealed = 0

  readonly #records = new Table<number, SocketRecord>()
  #firstRecord: SocketRecord | null = null
  #lastRecord: SocketRecord | null = null

  /** What is kept when everything has been acknowledged or nobody watches. */
  #limits = DEFAULT_LIMITS

  /** While somebody watches, what is not acknowledged is kept in greater number. */
  watched = false
  /** The same until it is known whether somebody watches, so that nothing of a burst is let go before the first word. */
  expecting = false

  constructor() {
    for (let at = 0; at < ROWS; at++) this.#body[at] = null
  }

  /** Number of the row that comes next. */
  get next(): number {
    return this.#first + this.#count
  }
  /** Number of the oldest row that is still here. */
  get first(): number {
    return this.#oldest ? this.#oldest.batch.first : this.#first
  }
  get inFlight(): number {
    return this.#posted - this.#acknowledged
  }
  /**
   * Whether no more than what was posted last is on its way. Where tasks wait for their turn in a page that is busy, Firefox
   * delivers a port's messages one a turn: what waits goes together, and not each batch by itself.
   */
  get mayPost(): boolean {
    return this.#arrived >= this.#lastPost
  }

  remember(record: SocketRecord): void {
    this.#records.set(record.number, record)
    record.previous = this.#lastRecord
    if (this.#lastRecord) this.#lastRecord.next = record
    else this.#firstRecord = record
    this.#lastRecord = record
  }

  record(number: number): SocketRecord | undefined {
    return this.#records.get(number)
  }

  /** Gives the row that is added next its stack. */
  addStack(stack: string): void {
    this.#stack ??= bareArray()
    this.#stack[this.#count] = stack
    this.#weight += stack.length
  }

  /** Says who hears the row that is added next. */
  addHeard(heard: Heard): void {
    this.#heard ??= bareArray()
    this.#heard[this.#count] = heard
  }

  /** Says that the row that is added next was held, under this number. */
  addHeld(held: number): void {
    this.#held ??= bareArray()
    this.#held[this.#count] = held
  }

  /** Adds a row. `size` as in Batch; answers whether a batch was sealed by it. */
  add(
    time: number,
    kind: number,
    socket: SocketRecord,
    flags: number,
    size: number,
    buffered: number,
    body: Body | Blob,
  ): boolean {
    const at = this.#count++
    this.#time[at] = time
    this.#kind[at] = kind
    this.#socket[at] = socket.number
    socket.last = this.#first + at
    this.#state[at] = socket.state
    this.#flags[at] = flags
    this.#size[at] = size
    this.#buffered[at] = buffered
    this.#body[at] = body
    this.#weight += ROW_WEIGHT + ((flags & FLAG.truncated) !== 0 ? HEAD : size)
    if (this.#count < ROWS && this.#weight < BATCH_WEIGHT) return false
    this.seal()
    return true
  }

  /** Closes the batch that is being filled, if it has a row. */
  seal(): void {
    const count = this.#count
    if (count === 0) return
    const time = new F64(count)
    const kind = new U8(count)
    const socket = new U32(count)
    const state = new U8(count)
    const flags = new U8(count)
    const size = new F64(count)
    const buffered = new F64(count)
    const body = bareArray<Body | Blob>()
    for (let at = 0; at < count; at++) {
      time[at] = this.#time[at] as number
      kind[at] = this.#kind[at] as number
      socket[at] = this.#socket[at] as number
      state[at] = this.#state[at] as number
      flags[at] = this.#flags[at] as number
      size[at] = this.#size[at] as number
      buffered[at] = this.#buffered[at] as number
      body[at] = this.#body[at] as Body | Blob
      this.#body[at] = null
    }
    const stack = filled(this.#stack, count)
    const heard = filled(this.#heard, count)
    this.#stack = null
    this.#heard = null
    const held = filled(this.#held, count)
    this.#held = null
    const sealed: Sealed = {
      batch: {
        first: this.#first,
        time,
        kind,
        socket,
        state,
        flags,
        size,
        buffered,
        body,
        stack,
        heard,
        held,
      },
      index: this.#sealed++,
      end: this.#first + count,
      weight: this.#weight,
      next: null,
    }
    this.#first += count
    this.#count = 0
    this.#weight = 0
    this.#keptWeight += sealed.weight
    if (this.#newest) this.#newest.next = sealed
    else this.#oldest = sealed
    this.#newest = sealed
    if (!this.#cursor && this.#posted === sealed.index) this.#cursor = sealed
    this.#trim()
  }

  /** Lets go of the oldest batches that are over the bounds. */
  #trim(): void {
    while (this.#oldest) {
      const oldest = this.#oldest
      const rows = this.#first - oldest.batch.first
      const bound = (this.watched || this.expecting) && oldest.index >= this.#acknowledged ? BACKLOG : this.#limits
      // Whole batches go, so the bound holds with less than a batch to spare.
      if (rows - oldest.batch.body.length < bound.rows && this.#keptWeight <= bound.bytes) return
      this.#letGo(oldest)
    }
  }

  #letGo(oldest: Sealed): void {
    this.#oldest = oldest.next
    if (!this.#oldest) this.#newest = null
    this.#keptWeight -= oldest.weight
    if (this.#cursor === oldest) this.#cursor = oldest.next
    if (this.#posted <= oldest.index) this.#posted = oldest.index + 1
    if (this.#acknowledged <= oldest.index) this.#acknowledged = oldest.index + 1
    const { first, kind, socket, size, body } = oldest.batch
    // The length of a typed array is a getter that the page can replace; that of an array is its own.
    for (let at = 0; at < body.length; at++) {
      const record = this.#records.get(socket[at] as number)
      if (!record) continue
      const what = kind[at]
      if (what === KIND.sent || what === KIND.received) {
        const lost = what === KIND.sent ? record.lostSent : record.lostReceived
        lost.messages++
        lost.size += size[at] as number
      }
      // Not every end is a close event: Chromium has none for a socket that the page's policy forbids.
      if (record.state === 3 && record.last === first + at) this.#forget(record)
    }
  }

  #forget(record: SocketRecord): void {
    this.#records.delete(record.number)
    // Chromium never collects a socket that a policy forbade, and this record goes with it.
    record.stack = null
    if (record.previous) record.previous.next = record.next
    else this.#firstRecord = record.next
    if (record.next) record.next.previous = record.previous
    else this.#lastRecord = record.previous
  }

  /** Begins again at this row, or at the oldest after it. */
  rewind(from: number): void {
    this.seal()
    let sealed = this.#oldest
    while (sealed && sealed.end <= from) sealed = sealed.next
    this.#cursor = sealed
    this.#posted = sealed ? sealed.index : this.#sealed
    this.#acknowledged = this.#posted
    this.#arrived = this.#lastPost = from
  }

  /** The next batches to post together, null when there are none. */
  take(): readonly Batch<Body | Blob>[] | null {
    if (!this.#cursor) return null
    const list = bareArray<Batch<Body | Blob>>()
    let weight = 0
    const most = this.#sealed - this.#posted > MUCH ? PACK_OF_MUCH : PACK
    this.#lastPost = this.#cursor.batch.first
    for (let at = 0; this.#cursor && at < most && weight < PACK_WEIGHT; at++) {
      const sealed: Sealed = this.#cursor
      list[at] = sealed.batch
      weight += sealed.weight
      this.#cursor = sealed.next
      this.#posted = sealed.index + 1
    }
    return list
  }

  /** All that has not been posted, or with `again` all that has not been acknowledged; the oldest are left out where it weighs too much. */
  takeRest(again: boolean): readonly Batch<Body | Blob>[] {
    this.seal()
    const from = again ? this.#acknowledged : this.#posted
    let weight = this.#keptWeight
    const list = bareArray<Batch<Body | Blob>>()
    let length = 0
    for (let sealed = this.#oldest; sealed; sealed = sealed.next) {
      if (sealed.index >= from && weight <= REST) list[length++] = sealed.batch
      weight -= sealed.weight
    }
    this.#cursor = null
    this.#posted = this.#sealed
    return list
  }

  /** Rows before this number have arrived. */
  acknowledge(next: number): void {
    if (next > this.#arrived) this.#arrived = next
    let sealed = this.#oldest
    let reached = this.#acknowledged
    while (sealed && sealed.end <= next) {
      reached = sealed.index + 1
      sealed = sealed.next
    }
    // A second panel may acknowledge what has not been posted again yet.
    if (reached > this.#posted) reached = this.#posted
    if (reached > this.#acknowledged) this.#acknowledged = reached
    this.#trim()
  }

  /** Keeps as much as this from now on. */
  limit(limits: HistoryLimits): void {
    this.#limits = limits
    this.#trim()
  }

  /** Stops keeping for a panel. */
  release(): void {
    this.watched = false
    this.expecting = false
    for (let record = this.#firstRecord; record; record = record.next) record.traced = false
    this.#trim()
  }

  /** The sockets as they were before the oldest row, save for their states, which are today's. */
  snapshot(): SocketSnapshot[] {
    const list = bareArray<SocketSnapshot>()
    let length = 0
    for (let record = this.#firstRecord; record; record = record.next) {
      list[length++] = {
        socket: record.number,
        url: record.url,
        stream: record.stream !== null,
        made: record.made,
        protocols: record.protocols,
        constructed: record.constructed,
        stack: record.stack,
        opened: record.opened,
        protocol: record.protocol,
        extensions: record.extensions,
        state: record.state,
        lostSent: copy(record.lostSent),
        lostReceived: copy(record.lostReceived),
      }
    }
    return list
  }
}

const F64 = Float64Array
const U32 = Uint32Array
const U8 = Uint8Array

/** A sparse column with null in its holes. */
function filled<T>(column: (T | null)[] | null, count: number): (T | null)[] | null {
  for (let at = 0; column && at < count; at++) column[at] ??= null
  return column
}

const copy = (traffic: Traffic): Traffic => ({ messages: traffic.messages, size: traffic.size })

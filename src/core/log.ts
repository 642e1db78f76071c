import { type Body, type Heard, KINDS, type Kind, type ReadyState } from './row.ts'

/** Number of a row: grows for ever and is never used twice, so one that has left the log can't be mistaken for another. */
export type RowNumber = number
/** Number of a socket in the session, from 0. */
export type SocketNumber = number

/** The socket column of a row that is about no one socket. */
export const NO_SOCKET: SocketNumber = 0xffff_ffff

/** One row, as it goes in. The log keeps it in columns; nothing holds on to this object. */
export interface Row {
  /** ms since the epoch */
  readonly time: number
  readonly kind: Kind
  readonly socket: SocketNumber
  readonly state: ReadyState
  /** FLAG bits */
  readonly flags: number
  /** Payload length in bytes; a text's in UTF-8. */
  readonly size: number
  /** `bufferedAmount` just after a send, bytes */
  readonly buffered: number
  readonly body: Body
  /** The call stack of what the row tells, as the browser writes it. Few rows have one. */
  readonly stack?: string | undefined
  /** Who heard the message, where that was counted. */
  readonly heard?: Heard | undefined
}

/** Rows a chunk. */
const CHUNK = 4096
/** How far a row that comes late is brought forward at the most, rows. One that is later than that stays where it came:
 *  it is the clock that jumped, or too much to move. */
const LATE = 4096
/** Insertions that are remembered. */
const REMEMBERED = 65_536

const KIND_NUMBER = new Map(KINDS.map((kind, index) => [kind, index]))

interface Chunk {
  readonly time: Float64Array
  readonly socket: Uint32Array
  readonly kind: Uint8Array
  readonly state: Uint8Array
  readonly flags: Uint8Array
  readonly size: Float64Array
  readonly buffered: Float64Array
  readonly body: Body[]
  /** Call stacks by place in the chunk. */
  stacks: Map<number, string> | null
  /** Who heard messages, by place in the chunk. */
  heard: Map<number, Heard> | null
  /** Sum of sizes, bytes. */
  bytes: number
}

const COLUMNS = ['time', 'socket', 'kind', 'state', 'flags', 'size', 'buffered'] as const

function newChunk(): Chunk {
  return {
    time: new Float64Array(CHUNK),
    socket: new Uint32Array(CHUNK),
    kind: new Uint8Array(CHUNK),
    state: new Uint8Array(CHUNK),
    flags: new Uint8Array(CHUNK),
    size: new Float64Array(CHUNK),
    buffered: new Float64Array(CHUNK),
    body: [],
    stacks: null,
    heard: null,
    bytes: 0,
  }
}

/** Few rows have an entry: those from a place to before another move on by one. */
function moved<T>(entries: ReadonlyMap<number, T>, from: number, to: number): Map<number, T> {
  return new Map([...entries].map(([at, value]) => [at >= from && at < to ? at + 1 : at, value]))
}

function copyOf(chunk: Chunk): Chunk {
  return {
    time: chunk.time.slice(),
    socket: chunk.socket.slice(),
    kind: chunk.kind.slice(),
    state: chunk.state.slice(),
    flags: chunk.flags.slice(),
    size: chunk.size.slice(),
    buffered: chunk.buffered.slice(),
    body: chunk.body.slice(),
    stacks: chunk.stacks && new Map(chunk.stacks),
    heard: chunk.heard && new Map(chunk.heard),
    bytes: chunk.bytes,
  }
}

export interface LogBudget {
  /** Rows kept at the most, rounded up to whole chunks. */
  readonly rows: number
  /** Payload bytes kept at the most, rounded up to whole chunks. */
  readonly bytes: number
}

/** Everything that happened, in the order in which it arrived: columns in chunks, the oldest chunks leave first. */
export class Log {
  #chunks: Chunk[] = []
  /** Row number of the first row of `#chunks[0]`; a multiple of CHUNK away from every other chunk's. */
  #base: RowNumber = 0
  #first: RowNumber = 0
  #end: RowNumber = 0
  #bytes = 0
  #dropped = 0
  /** Where the last insertions were made, and how many there were before these. */
  #insertions: RowNumber[] = []
  #forgotten = 0
  readonly #budget: LogBudget

  constructor(budget: LogBudget = { rows: 2 ** 20, bytes: 512 * 2 ** 20 }) {
    this.#budget = budget
  }

  /** The oldest row that is kept. */
  get first(): RowNumber {
    return this.#first
  }
  /** One past the newest row. */
  get end(): RowNumber {
    return this.#end
  }
  get length(): number {
    return this.#end - this.#first
  }
  /** Payload bytes kept. */
  get bytes(): number {
    return this.#bytes
  }
  /** Rows that left for want of room since the last `clear`. */
  get dropped(): number {
    return this.#dropped
  }

  /** How many rows were not appended at the end but inserted before it, ever. */
  get insertions(): number {
    return this.#forgotten + this.#insertions.length
  }

  /** The lowest row at which one was inserted since there were so many insertions; Infinity where none was. */
  lowestInsertion(since: number): RowNumber {
    if (since < this.#forgotten) return this.#first
    let lowest = Number.POSITIVE_INFINITY
    for (let at = since - this.#forgotten; at < this.#insertions.length; at++) {
      lowest = Math.min(lowest, this.#insertions[at] as number)
    }
    return lowest
  }

  /** The rows at which one was inserted since there were so many insertions, in order; null where that was forgotten. */
  insertionsSince(since: number): readonly RowNumber[] | null {
    return since < this.#forgotten ? null : this.#insertions.slice(since - this.#forgotten)
  }

  /** Sum of the payloads' bytes of rows that are in the log. `ranges` as in `core/row-ranges`. */
  bytesOf(ranges: readonly number[]): number {
    // What comes from the panel's window is slow to read element by element.
    const own = Float64Array.from(ranges)
    let bytes = 0
    for (let at = 0; at < own.length; at += 2) {
      const end = own[at + 1] as number
      for (let row = own[at] as number; row < end; ) {
        const chunk = this.#chunkOf(row)
        const from = this.#at(row)
        const to = Math.min(CHUNK, from + end - row)
        if (from === 0 && to === CHUNK) bytes += chunk.bytes
        else for (let place = from; place < to; place++) bytes += chunk.size[place] as number
        row += to - from
      }
    }
    return bytes
  }

  /**
   * Puts a row where its time belongs: at the end, or before rows that happened later and arrived earlier, as those of
   * another document can. The numbers of the rows behind it grow by one. No row crosses one that is about no socket.
   */
  append(row: Row): RowNumber {
    const end = this.#end++
    if ((end - this.#base) % CHUNK === 0) this.#chunks.push(newChunk())
    let place = end
    const least = Math.max(this.#first, end - LATE)
    if (row.socket !== NO_SOCKET) {
      const isLater = (other: RowNumber) => this.time(other) > row.time && this.socket(other) !== NO_SOCKET
      while (place > least && isLater(place - 1)) place--
      if (place === least && place > this.#first) place = end
    }
    if (place < end) {
      this.#shift(place, end)
      this.#insertions.push(place)
      if (this.#insertions.length > REMEMBERED) {
        this.#forgotten += this.#insertions.length
        this.#insertions = []
      }
    }
    this.#put(place, row)
    this.#bytes += row.size
    this.#shrink()
    return place
  }

  /** Moves the rows from `place` to before `end` on by one. What stays at `place` is to be written over. */
  #shift(place: RowNumber, end: RowNumber): void {
    for (let last = end; last > place; ) {
      const chunk = this.#chunkOf(last)
      const to = this.#at(last)
      const from = Math.max(0, to - (last - place))
      chunk.bytes += (chunk.size[from] as number) - (chunk.size[to] as number)
      for (const column of COLUMNS) chunk[column].copyWithin(from + 1, from, to)
      // An array's own copyWithin is many times slower than a loop.
      for (let at = to; at > from; at--) chunk.body[at] = chunk.body[at - 1] as Body
      chunk.stacks &&= moved(chunk.stacks, from, to)
      chunk.heard &&= moved(chunk.heard, from, to)
      last -= to - from
      if (last === place) return
      // The chunk begins with the last row of the one before it.
      this.#put(last, this.row(last - 1))
      last--
    }
  }

  /** Puts a row at the end, whatever its time: the rows of a file keep the order that they have there. */
  push(row: Row): RowNumber {
    const end = this.#end++
    if ((end - this.#base) % CHUNK === 0) this.#chunks.push(newChunk())
    this.#put(end, row)
    this.#bytes += row.size
    this.#shrink()
    return end
  }

  /** The log as it is now, under the same row numbers. It shares all but the newest chunks, which alone may still change. */
  snapshot(): Log {
    const still = new Log(this.#budget)
    const settled = Math.max(0, this.#chunks.length - 1 - Math.ceil(LATE / CHUNK))
    still.#chunks = this.#chunks.map((chunk, at) => (at < settled ? chunk : copyOf(chunk)))
    still.#base = this.#base
    still.#first = this.#first
    still.#end = this.#end
    still.#bytes = this.#bytes
    return still
  }

  /** How much more there is room for before the oldest rows go. */
  get room(): { readonly rows: number; readonly bytes: number } {
    return {
      rows: Math.max(0, this.#budget.rows - this.length),
      bytes: Math.max(0, this.#budget.bytes - this.#bytes),
    }
  }

  #put(number: RowNumber, row: Row): void {
    const chunk = this.#chunkOf(number)
    const at = this.#at(number)
    chunk.bytes += row.size - (chunk.size[at] as number)
    chunk.time[at] = row.time
    chunk.socket[at] = row.socket
    chunk.kind[at] = KIND_NUMBER.get(row.kind) ?? 0
    chunk.state[at] = row.state
    chunk.flags[at] = row.flags
    chunk.size[at] = row.size
    chunk.buffered[at] = row.buffered
    chunk.body[at] = row.body
    if (row.stack !== undefined) {
      chunk.stacks ??= new Map()
      chunk.stacks.set(at, row.stack)
    } else chunk.stacks?.delete(at)
    if (row.heard !== undefined) {
      chunk.heard ??= new Map()
      chunk.heard.set(at, row.heard)
    } else chunk.heard?.delete(at)
  }

  #shrink(): void {
    while (this.#chunks.length > 1 && (this.length > this.#budget.rows || this.#bytes > this.#budget.bytes))
      this.#drop()
  }

  #drop(): void {
    const chunk = this.#chunks.shift()
    if (!chunk) return
    this.#base += CHUNK
    this.#dropped += this.#base - this.#first
    this.#first = this.#base
    this.#bytes -= chunk.bytes
  }

  /** Forgets all rows. Numbers go on from where they were. */
  clear(): void {
    this.#chunks = []
    this.#base = this.#end
    this.#first = this.#end
    this.#bytes = 0
    this.#dropped = 0
  }

  /** Keeps the rows of the sockets that `keep` answers true for, under new numbers. */
  retain(keep: (socket: SocketNumber) => boolean): void {
    const kept: Row[] = []
    for (let row = this.#first; row < this.#end; row++) if (keep(this.socket(row))) kept.push(this.row(row))
    this.clear()
    for (const row of kept) this.push(row)
  }

  #chunkOf(row: RowNumber): Chunk {
    const chunk = this.#chunks[Math.floor((row - this.#base) / CHUNK)]
    if (!chunk || row < this.#first || row >= this.#end) {
      throw new RangeError(`Row ${row} is not in the log (${this.#first} to ${this.#end - 1})`)
    }
    return chunk
  }
  #at(row: RowNumber): number {
    return (row - this.#base) % CHUNK
  }

  has(row: RowNumber): boolean {
    return row >= this.#first && row < this.#end
  }
  time(row: RowNumber): number {
    return this.#chunkOf(row).time[this.#at(row)] as number
  }
  socket(row: RowNumber): SocketNumber {
    return this.#chunkOf(row).socket[this.#at(row)] as number
  }
  kind(row: RowNumber): Kind {
    return KINDS[this.#chunkOf(row).kind[this.#at(row)] as number] as Kind
  }
  state(row: RowNumber): ReadyState {
    return this.#chunkOf(row).state[this.#at(row)] as ReadyState
  }
  flags(row: RowNumber): number {
    return this.#chunkOf(row).flags[this.#at(row)] as number
  }
  size(row: RowNumber): number {
    return this.#chunkOf(row).size[this.#at(row)] as number
  }
  buffered(row: RowNumber): number {
    return this.#chunkOf(row).buffered[this.#at(row)] as number
  }
  body(row: RowNumber): Body {
    return this.#chunkOf(row).body[this.#at(row)] as Body
  }
  stack(row: RowNumber): string | undefined {
    return this.#chunkOf(row).stacks?.get(this.#at(row))
  }
  heard(row: RowNumber): Heard | undefined {
    return this.#chunkOf(row).heard?.get(this.#at(row))
  }
  /** Whether it is known that nobody listened to a message. */
  isUnheard(row: RowNumber): boolean {
    return this.heard(row)?.listeners === 0
  }
  /** A copy of one row. For a detail view; a loop reads columns. */
  row(row: RowNumber): Row {
    return {
      time: this.time(row),
      kind: this.kind(row),
      socket: this.socket(row),
      state: this.state(row),
      flags: this.flags(row),
      size: this.size(row),
      buffered: this.buffered(row),
      body: this.body(row),
      stack: this.stack(row),
      heard: this.heard(row),
    }
  }
}

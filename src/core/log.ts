import {
  CHUNK,
  type Chunk,
  type Columns,
  copyOf,
  newChunk,
  put,
  putColumns,
  rowOf,
  shift,
  weightAt,
  weightOf,
} from './chunk.ts'
import { Insertions } from './insertions.ts'
import { DEFAULT_BUDGET, type LogBudget } from './log-budget.ts'
import { ReadBack, type Shelf } from './read-back.ts'
import { type Body, FLAG, type Heard, KINDS, type Kind, NO_SOCKET, type Payload, type ReadyState } from './row.ts'
import type { Touched } from './rules/rule.ts'

/** Number of a row: grows for ever and is never used twice, so one that has left the log can't be mistaken for another. */
export type RowNumber = number
/** Number of a socket in the session, from 0. */
export type SocketNumber = number

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
  /** Its number in its document, where the page may still have the whole of a message that is cut. */
  readonly theirs?: number | undefined
  /** What rules or a person did to the message on its way. */
  readonly touched?: Touched | undefined
}

/** How far a row that comes late is brought forward at the most, rows. One that is later than that stays where it came:
 *  it is the clock that jumped, or too much to move. */
const LATE = 4096

/** How far around a row chunks are read back with its own, to both sides: who scrolls or searches goes on to these. */
const AROUND = 3
/** What may wait in memory for a disk that is slower than the page for a while, beyond the budget. */
const DISK_SLACK: LogBudget = { rows: 2 ** 20, bytes: 256 * 2 ** 20 }
const NO_SLACK: LogBudget = { rows: 0, bytes: 0 }
/** Rows at the most, those on disk included: their columns stay in memory. */
const MOST_ROWS = 20_000_000
/** A chunk as it is to be written. */
export interface ChunkToWrite {
  /** Number of its first row. */
  readonly first: RowNumber
  readonly rows: number
  readonly chunk: Readonly<Chunk>
  readonly changes: number
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
  readonly #insertions = new Insertions()
  #budget: LogBudget
  /** null: nothing is kept beyond the budget. */
  #shelf: Shelf | null = null
  /** Whether chunks that leave memory stay on the shelf. */
  #isKeeping = false
  /** Rows before this one have been on disk alone, and take no late row among them. */
  #settled: RowNumber = 0
  /** Rows and bytes whose bodies are in memory and were never out of it. */
  #held = { rows: 0, bytes: 0 }
  readonly #readBack = new ReadBack()
  #misses = 0

  constructor(budget: LogBudget = DEFAULT_BUDGET) {
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
  /** Payload bytes kept, those on disk included. */
  get bytes(): number {
    return this.#bytes
  }
  /** Rows that left for want of room since the last `clear`. */
  get dropped(): number {
    return this.#dropped
  }

  /** How many rows were not appended at the end but inserted before it, or changed, ever. */
  get insertions(): number {
    return this.#insertions.count
  }

  /** The lowest row at which one was inserted or changed since there were so many insertions; Infinity where none was. */
  lowestInsertion(since: number): RowNumber {
    return this.#insertions.lowest(since) ?? this.#first
  }

  /** The rows at which one was inserted since there were so many insertions, in order; null where that was forgotten. */
  insertionsSince(since: number): readonly RowNumber[] | null {
    return this.#insertions.since(since)
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
    const end = this.#grow()
    let place = end
    const least = Math.max(this.#first, end - LATE, this.#settled)
    if (row.socket !== NO_SOCKET) {
      const isLater = (other: RowNumber) => this.time(other) > row.time && this.socket(other) !== NO_SOCKET
      while (place > least && isLater(place - 1)) place--
      if (place === least && place > this.#first) place = end
    }
    if (place < end) {
      this.#shift(place, end)
      this.#insertions.inserted(place)
    }
    this.#put(place, row)
    this.#count(1, weightOf(row.size, row.flags))
    return place
  }

  /** Adds rows as `append` does, but those that come in their order, which are nearly all, without a step for each. */
  appendColumns(rows: Columns): void {
    const { length } = rows.body
    for (let at = 0; at < length; ) {
      const last = this.#end - 1
      if (last >= this.#first && this.time(last) > (rows.time[at] as number) && this.socket(last) !== NO_SOCKET) {
        this.append(rowOf(rows, at++))
        continue
      }
      let stop = at + 1
      let bytes = weightAt(rows, at)
      const room = CHUNK - ((this.#end - this.#base) % CHUNK)
      while (stop < length && stop - at < room && (rows.time[stop] as number) >= (rows.time[stop - 1] as number)) {
        bytes += weightAt(rows, stop++)
      }
      const first = this.#grow()
      this.#end = first + stop - at
      putColumns(this.#chunkOf(first), this.#at(first), rows, at, stop - at)
      this.#count(stop - at, bytes)
      at = stop
    }
  }

  /** Gives the log room for one more row. Answers its number. */
  #grow(): RowNumber {
    if ((this.#end - this.#base) % CHUNK === 0) this.#chunks.push(newChunk())
    return this.#end++
  }

  #count(rows: number, bytes: number): void {
    this.#bytes += bytes
    this.#held.rows += rows
    this.#held.bytes += bytes
    this.#shrink()
  }

  /** Moves the rows from `place` to before `end` on by one. What stays at `place` is to be written over. */
  #shift(place: RowNumber, end: RowNumber): void {
    for (let last = end; last > place; ) {
      const chunk = this.#chunkOf(last)
      const to = this.#at(last)
      const from = Math.max(0, to - (last - place))
      shift(chunk, from, to)
      last -= to - from
      if (last === place) return
      // The chunk begins with the last row of the one before it.
      this.#put(last, this.row(last - 1))
      last--
    }
  }

  /** Puts a row at the end, whatever its time: the rows of a file keep the order that they have there. */
  push(row: Row): RowNumber {
    const end = this.#grow()
    this.#put(end, row)
    this.#count(1, weightOf(row.size, row.flags))
    return end
  }

  /**
   * Gives a row the whole of a payload that was cut. Answers the row's number, null where it has left the log or memory.
   * Rows may have been put before it meanwhile, so it is looked for by its socket and its number in its document.
   */
  complete(socket: SocketNumber, theirs: number, body: Payload, size: number): RowNumber | null {
    for (let at = this.#chunks.length - 1; at >= 0; at--) {
      const chunk = this.#chunks[at] as Chunk
      for (const [place, number] of chunk.theirs ?? []) {
        if (number !== theirs || chunk.socket[place] !== socket || !chunk.body) continue
        chunk.body[place] = body
        const more = size - weightAt(chunk, place)
        chunk.flags[place] = (chunk.flags[place] as number) & ~FLAG.truncated
        chunk.changes++
        chunk.theirs?.delete(place)
        chunk.size[place] = size
        chunk.bytes += more
        this.#bytes += more
        if (this.#base + at * CHUNK >= this.#settled) this.#held.bytes += more
        const row = this.#base + at * CHUNK + place
        // Views test it again: more can be found in it now.
        this.#insertions.changed(row)
        return row
      }
    }
    return null
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
    still.#settled = this.#settled
    still.#shelf = this.#shelf
    return still
  }

  /** How much more there is room for before the oldest rows go. */
  get room(): { readonly rows: number; readonly bytes: number } {
    // What is kept on disk makes room for what comes.
    if (this.#isKeeping) return this.#budget
    return {
      rows: Math.max(0, this.#budget.rows - this.length),
      bytes: Math.max(0, this.#budget.bytes - this.#bytes),
    }
  }

  #put(number: RowNumber, row: Row): void {
    put(this.#chunkOf(number), this.#at(number), row)
  }

  /** Keeps as much as this from now on. */
  limit(budget: LogBudget): void {
    this.#budget = budget
    this.#shrink()
  }

  /** Chunks that leave memory stay on the shelf from now on, once they are written; or with `false` they leave for good. */
  keep(shelf: Shelf, isKeeping: boolean): void {
    this.#shelf = shelf
    this.#isKeeping = isKeeping
    this.#shrink()
  }

  #isOver(slack: LogBudget): boolean {
    const { rows, bytes } = this.#budget
    return this.#held.rows > rows + slack.rows || this.#held.bytes > bytes + slack.bytes
  }

  #shrink(): void {
    while (this.#chunks.length > 1 && (this.length > MOST_ROWS || (!this.#isKeeping && this.#isOverAll()))) this.drop()
    if (!this.#isKeeping) return
    while (this.#isOver(NO_SLACK)) {
      const chunk = this.#chunks[Math.max(0, this.#settled - this.#base) / CHUNK]
      if (!chunk || chunk === this.#chunks.at(-1) || chunk.written !== chunk.changes) break
      chunk.body = null
      this.#held.rows -= CHUNK
      this.#held.bytes -= chunk.bytes
      this.#settled = Math.max(this.#settled, this.#base) + CHUNK
    }
    // The disk is full, or much slower than the page.
    while (this.#chunks.length > 1 && this.#isOver(DISK_SLACK)) this.drop()
  }

  #isOverAll(): boolean {
    return this.length > this.#budget.rows || this.#held.bytes > this.#budget.bytes
  }

  /** Lets the oldest chunk go, on disk too. False where only the newest is left. */
  drop(): boolean {
    if (this.#chunks.length < 2) return false
    const chunk = this.#chunks.shift() as Chunk
    if (this.#base >= this.#settled) {
      this.#held.rows -= CHUNK
      this.#held.bytes -= chunk.bytes
    }
    this.#base += CHUNK
    this.#dropped += this.#base - this.#first
    this.#first = this.#base
    this.#bytes -= chunk.bytes
    return true
  }

  /** The chunks that are full and not written as they are, the oldest first; with `all` also the newest. */
  *unwritten(all: boolean): Generator<ChunkToWrite> {
    const stop = this.#chunks.length - (all ? 0 : 1)
    for (let at = 0; at < stop; at++) {
      const chunk = this.#chunks[at] as Chunk
      if (chunk.written === chunk.changes || !chunk.body) continue
      const first = this.#base + at * CHUNK
      yield { first, rows: Math.min(CHUNK, this.#end - first), chunk, changes: chunk.changes }
    }
  }

  /** A chunk is on disk as it was. */
  written({ chunk, changes }: ChunkToWrite): void {
    ;(chunk as Chunk).written = changes
    this.#shrink()
  }

  /** How often a body was asked for that is on disk alone. */
  get misses(): number {
    return this.#misses
  }
  /** Whether all bodies are in memory. */
  get isWhole(): boolean {
    return this.#settled <= this.#base
  }
  /** Whether a row's body is in memory. */
  isHere(row: RowNumber): boolean {
    return this.#chunkOf(row).body !== null
  }

  /** Reads a row's body back, and those around it. Resolves when it is here, or is known to be lost. */
  async load(row: RowNumber): Promise<void> {
    const place = Math.floor((row - this.#base) / CHUNK)
    const wanted = [place]
    for (let far = 1; far <= AROUND; far++) wanted.push(place + far, place - far)
    const shelf = this.#shelf
    if (!shelf) return
    const coming = wanted.map((at) => {
      const chunk = this.#chunks[at]
      return chunk && this.#readBack.fetch(chunk, this.#base + at * CHUNK, shelf)
    })
    await coming[0]
  }

  /** Forgets all rows. Numbers go on from where they were. */
  clear(): void {
    this.#chunks = []
    this.#base = this.#end
    this.#first = this.#end
    this.#settled = this.#end
    this.#held = { rows: 0, bytes: 0 }
    this.#readBack.clear()
    this.#bytes = 0
    this.#dropped = 0
  }

  /** Keeps the rows of the sockets that `keep` answers true for, under new numbers. Does nothing while rows are on disk alone. */
  retain(keep: (socket: SocketNumber) => boolean): void {
    if (!this.isWhole) return
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
    return this.#chunkOf(row).buffered?.[this.#at(row)] ?? 0
  }
  /** null for a row whose body is on disk alone, too; it is counted as a miss, and read back. */
  body(row: RowNumber): Body {
    const { body } = this.#chunkOf(row)
    if (body) return body[this.#at(row)] as Body
    this.#misses++
    this.load(row)
    return null
  }
  stack(row: RowNumber): string | undefined {
    return this.#chunkOf(row).stacks?.get(this.#at(row))
  }
  heard(row: RowNumber): Heard | undefined {
    return this.#chunkOf(row).heard?.get(this.#at(row))
  }
  theirs(row: RowNumber): number | undefined {
    return this.#chunkOf(row).theirs?.get(this.#at(row))
  }
  touched(row: RowNumber): Touched | undefined {
    return this.#chunkOf(row).touched?.get(this.#at(row))
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
      theirs: this.theirs(row),
      touched: this.touched(row),
    }
  }
}

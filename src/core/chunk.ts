import type { Row } from './log.ts'
import { type Body, FLAG, type Heard, KINDS, type ReadyState } from './row.ts'
import type { Touched } from './rules/rule.ts'

/** Rows a chunk. A chunk leaves memory, is written and is read back as one. */
export const CHUNK = 1024

const KIND_NUMBER = new Map(KINDS.map((kind, index) => [kind, index]))

/** Of a payload that is cut no more than this is there, bytes: its head, in UTF-16 units at the most. */
const HEAD_BYTES = 512 * 1024

/** What a row takes of the log's bytes: a message that is cut has only its head here. */
export function weightOf(size: number, flags: number): number {
  return (flags & FLAG.truncated) !== 0 ? Math.min(size, HEAD_BYTES) : size
}

/** Rows in columns, all at least as long as there are rows. Sizes as in Row: bytes. */
export interface Columns {
  /** ms since the epoch */
  readonly time: Float64Array
  /** Numbers of the session's sockets. */
  readonly socket: Uint32Array
  /** Index into KINDS. */
  readonly kind: Uint8Array
  readonly state: Uint8Array
  /** FLAG bits */
  readonly flags: Uint8Array
  readonly size: Float64Array
  readonly buffered: Float64Array
  readonly body: readonly Body[]
  readonly stack: readonly (string | null | undefined)[] | null
  readonly heard: readonly (Heard | null | undefined)[] | null
  /** Numbers that the rows have in their document. */
  readonly theirs: readonly (number | null)[] | null
  /** What rules or a person did to the messages. */
  readonly touched: readonly (Touched | null | undefined)[] | null
}

/** Some rows of a log that follow each other. */
export interface Chunk {
  readonly time: Float64Array
  readonly socket: Uint32Array
  readonly kind: Uint8Array
  readonly state: Uint8Array
  readonly flags: Uint8Array
  readonly size: Float64Array
  /** null: all 0, as they are where nothing is sent. */
  buffered: Float64Array | null
  /** null: on disk alone. */
  body: Body[] | null
  /** Call stacks by place in the chunk. */
  stacks: Map<number, string> | null
  /** Who heard messages, by place in the chunk. */
  heard: Map<number, Heard> | null
  /** Numbers in their documents, of messages that can be asked for whole; by place in the chunk. */
  theirs: Map<number, number> | null
  /** What was done to messages, by place in the chunk. */
  touched: Map<number, Touched> | null
  /** Sum of weights, bytes. */
  bytes: number
  /** Grows with each change. */
  changes: number
  /** What `changes` was when this was written to disk; −1: never. */
  written: number
  /** While its bodies are on their way back from disk. */
  coming: Promise<void> | null
}

/** One row of columns. */
export function rowOf(rows: Columns, at: number): Row {
  return {
    time: rows.time[at] as number,
    kind: KINDS[rows.kind[at] as number] ?? 'error',
    socket: rows.socket[at] as number,
    state: rows.state[at] as ReadyState,
    flags: rows.flags[at] as number,
    size: rows.size[at] as number,
    buffered: rows.buffered[at] as number,
    body: rows.body[at] as Body,
    stack: rows.stack?.[at] ?? undefined,
    heard: rows.heard?.[at] ?? undefined,
    theirs: rows.theirs?.[at] ?? undefined,
    touched: rows.touched?.[at] ?? undefined,
  }
}

export function weightAt({ size, flags }: Pick<Columns, 'size' | 'flags'>, at: number): number {
  return weightOf(size[at] as number, flags[at] as number)
}

export function newChunk(): Chunk {
  return {
    time: new Float64Array(CHUNK),
    socket: new Uint32Array(CHUNK),
    kind: new Uint8Array(CHUNK),
    state: new Uint8Array(CHUNK),
    flags: new Uint8Array(CHUNK),
    size: new Float64Array(CHUNK),
    buffered: null,
    // Of its length at once: an array that grows has room for half as many again.
    body: new Array<Body>(CHUNK).fill(null),
    stacks: null,
    heard: null,
    theirs: null,
    touched: null,
    bytes: 0,
    changes: 0,
    written: -1,
    coming: null,
  }
}

export function copyOf(chunk: Chunk): Chunk {
  return {
    ...chunk,
    time: chunk.time.slice(),
    socket: chunk.socket.slice(),
    kind: chunk.kind.slice(),
    state: chunk.state.slice(),
    flags: chunk.flags.slice(),
    size: chunk.size.slice(),
    buffered: chunk.buffered?.slice() ?? null,
    body: chunk.body?.slice() ?? null,
    stacks: chunk.stacks && new Map(chunk.stacks),
    heard: chunk.heard && new Map(chunk.heard),
    theirs: chunk.theirs && new Map(chunk.theirs),
    touched: chunk.touched && new Map(chunk.touched),
  }
}

const COLUMNS = ['time', 'socket', 'kind', 'state', 'flags', 'size'] as const

/** Few rows have an entry: those from a place to before another move on by one, over the one that is there. */
function moved<T>(entries: ReadonlyMap<number, T>, from: number, to: number): Map<number, T> {
  const others = [...entries].filter(([at]) => at !== to)
  return new Map(others.map(([at, value]) => [at >= from && at < to ? at + 1 : at, value]))
}

/** Moves the rows from a place to before another on by one, over the one that is there. */
export function shift(chunk: Chunk, from: number, to: number): void {
  chunk.bytes += weightAt(chunk, from) - weightAt(chunk, to)
  chunk.changes++
  for (const column of COLUMNS) chunk[column].copyWithin(from + 1, from, to)
  chunk.buffered?.copyWithin(from + 1, from, to)
  const body = bodiesOf(chunk)
  // An array's own copyWithin is many times slower than a loop.
  for (let at = to; at > from; at--) body[at] = body[at - 1] as Body
  chunk.stacks &&= moved(chunk.stacks, from, to)
  chunk.heard &&= moved(chunk.heard, from, to)
  chunk.theirs &&= moved(chunk.theirs, from, to)
  chunk.touched &&= moved(chunk.touched, from, to)
}

function bodiesOf(chunk: Chunk): Body[] {
  if (!chunk.body) throw new RangeError('What is on disk alone does not change')
  return chunk.body
}

/** Puts a row at a place of a chunk. */
export function put(chunk: Chunk, at: number, row: Row): void {
  chunk.bytes += weightOf(row.size, row.flags) - weightAt(chunk, at)
  chunk.changes++
  chunk.time[at] = row.time
  chunk.socket[at] = row.socket
  chunk.kind[at] = KIND_NUMBER.get(row.kind) ?? 0
  chunk.state[at] = row.state
  chunk.flags[at] = row.flags
  chunk.size[at] = row.size
  if (row.buffered !== 0) chunk.buffered ??= new Float64Array(CHUNK)
  if (chunk.buffered) chunk.buffered[at] = row.buffered
  bodiesOf(chunk)[at] = row.body
  if (row.stack !== undefined) {
    chunk.stacks ??= new Map()
    chunk.stacks.set(at, row.stack)
  } else chunk.stacks?.delete(at)
  if (row.heard !== undefined) {
    chunk.heard ??= new Map()
    chunk.heard.set(at, row.heard)
  } else chunk.heard?.delete(at)
  if (row.theirs !== undefined) {
    chunk.theirs ??= new Map()
    chunk.theirs.set(at, row.theirs)
  } else chunk.theirs?.delete(at)
  if (row.touched !== undefined) {
    chunk.touched ??= new Map()
    chunk.touched.set(at, row.touched)
  } else chunk.touched?.delete(at)
}

/** Copies `count` rows from a place of columns to a place of a chunk that has no rows from there on. */
export function putColumns(chunk: Chunk, at: number, rows: Columns, from: number, count: number): void {
  const to = from + count
  chunk.changes++
  for (const column of COLUMNS) chunk[column].set(rows[column].subarray(from, to), at)
  const body = bodiesOf(chunk)
  for (let place = 0; place < count; place++) {
    body[at + place] = rows.body[from + place] as Body
    chunk.bytes += weightAt(rows, from + place)
    const buffered = rows.buffered[from + place] as number
    if (buffered !== 0) {
      chunk.buffered ??= new Float64Array(CHUNK)
      chunk.buffered[at + place] = buffered
    }
  }
  if (rows.stack) chunk.stacks = gathered(chunk.stacks, rows.stack, at - from, from, to)
  if (rows.heard) chunk.heard = gathered(chunk.heard, rows.heard, at - from, from, to)
  if (rows.theirs) chunk.theirs = gathered(chunk.theirs, rows.theirs, at - from, from, to)
  if (rows.touched) chunk.touched = gathered(chunk.touched, rows.touched, at - from, from, to)
}

/** The entries of a column in which few rows have one. */
function gathered<T>(
  entries: Map<number, T> | null,
  column: readonly (T | null | undefined)[],
  offset: number,
  from: number,
  to: number,
): Map<number, T> | null {
  let all = entries
  for (let at = from; at < to; at++) {
    const value = column[at]
    if (value === null || value === undefined) continue
    all ??= new Map()
    all.set(offset + at, value)
  }
  return all
}

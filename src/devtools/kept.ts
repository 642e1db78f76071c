import { CHUNK, rowOf } from '../core/chunk.ts'
import { FileProblem } from '../core/files/file-problem.ts'
import type { RecordedSocket } from '../core/files/recording.ts'
import { Staged } from '../core/files/staged.ts'
import type { ChunkToWrite, Log, RowNumber, SocketNumber } from '../core/log.ts'
import type { Shelf } from '../core/read-back.ts'
import { type Body, NO_SOCKET } from '../core/row.ts'
import type { Disk, KeptChunk, KeptSession } from './disk.ts'

/** Chunks that are written at once, at the most; fewer where they are large. */
const AT_ONCE = 16
const AT_ONCE_BYTES = 16 * 2 ** 20
/** ms between two writings of the newest rows, whose chunk is not full. */
const TAIL = 1000
/** Age at which kept sessions are removed, ms. */
const OLDEST = 30 * 24 * 60 * 60 * 1000

/** What is told of a session beside its rows. */
export interface Described {
  readonly url: string
  readonly sockets: readonly RecordedSocket[]
  readonly numbers: readonly SocketNumber[]
}

interface KeptOptions {
  readonly disk: Disk
  readonly log: Log
  readonly describe: () => Described
  readonly now: () => number
  /** Called when rows have come back from disk, or something else is to be shown. */
  readonly changed: () => void
}

/** Which session is to be opened, and how it is called. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** A session of the list. */
export interface KeptEntry extends KeptSession {
  /** Some DevTools is still writing it. */
  readonly isLive: boolean
}

/**
 * Keeps the rows of a session on disk as they come, so that they can leave memory, and be opened after the browser ended.
 * Nothing is written before it is switched on.
 */
export class Kept implements Shelf {
  readonly id: string
  /** Whether rows are being kept. */
  isOn = false
  /** Age at which kept sessions are removed, ms. */
  readonly oldest = OLDEST
  /** What went wrong, in words for people; null: nothing. */
  problem: string | null = null
  /** Bytes that all kept sessions together may take. */
  #limit = Number.POSITIVE_INFINITY
  readonly #disk: Disk
  readonly #log: Log
  readonly #describe: () => Described
  readonly #now: () => number
  readonly #changed: () => void
  readonly #started: number
  /** The first row that may be on disk. */
  #first: RowNumber = 0
  /** Whether anything has been written. */
  #begun = false
  #working: Promise<void> | null = null
  #tail: ReturnType<typeof setTimeout> | null = null

  constructor({ disk, log, describe, now, changed }: KeptOptions) {
    this.#disk = disk
    this.#log = log
    this.#describe = describe
    this.#now = now
    this.#changed = changed
    this.#started = now()
    this.id = `${Math.floor(this.#started)}-${Math.random().toString(36).slice(2)}`
  }

  came(): void {
    this.#changed()
  }

  async read(first: RowNumber): Promise<Body[]> {
    const [chunk] = await this.#disk.read(this.id, first, 1)
    if (chunk?.first !== first) throw new RangeError(`There are no rows from ${first} on`)
    const body = chunk.body.slice()
    while (body.length < CHUNK) body.push(null)
    return body
  }

  /** Keeps rows from now on, those that are in memory too; or no longer. `limit`: of all kept sessions together, bytes. */
  keep(isOn: boolean, limit: number): void {
    this.#limit = limit
    if (isOn !== this.isOn) {
      this.isOn = isOn
      this.problem = null
      this.#log.keep(this, isOn)
      this.#changed()
    }
    this.poke()
  }

  /** Rows may have come or gone. */
  poke(): void {
    if (!this.isOn && !(this.#begun && this.#log.first > this.#first)) return
    this.#working ??= this.#work(false).finally(() => {
      this.#working = null
    })
    if (this.isOn) this.#tail ??= setTimeout(() => this.#writeTail(), TAIL)
  }

  async #writeTail(): Promise<void> {
    this.#tail = null
    await this.#working
    this.#working ??= this.#work(true).finally(() => {
      this.#working = null
    })
    await this.#working
  }

  /** The page that keeps them goes: writes the newest rows within this task, as far as the browser lets it. */
  leave(): void {
    const chunks = this.isOn ? this.#next(true) : []
    if (chunks.length > 0) this.#disk.write(this.#session(), chunks.map(keptChunk)).catch(() => {})
  }

  /** Writes what is to be written, `all`: with the chunk that isn't full. */
  async #work(all: boolean): Promise<void> {
    try {
      await this.#removeGone()
      if (!this.isOn) return
      for (let chunks = this.#next(all); chunks.length > 0; chunks = this.#next(all)) {
        if (!this.#begun) this.#disk.hold(this.id)
        await this.#disk.write(this.#session(), chunks.map(keptChunk))
        this.#begun = true
        for (const chunk of chunks) this.#log.written(chunk)
        await this.#makeRoom()
        await this.#removeGone()
        // The newest chunk changes all the time: once is enough.
        if (all && chunks.length < AT_ONCE) break
      }
      if (this.problem !== null) {
        this.problem = null
        this.#changed()
      }
    } catch (error) {
      await this.#fail(error)
    }
  }

  #next(all: boolean): ChunkToWrite[] {
    const chunks: ChunkToWrite[] = []
    let bytes = 0
    for (const chunk of this.#log.unwritten(all)) {
      if (chunks.length === AT_ONCE || (chunks.length > 0 && bytes + chunk.chunk.bytes > AT_ONCE_BYTES)) break
      bytes += chunk.chunk.bytes
      chunks.push(chunk)
    }
    return chunks
  }

  #session(): KeptSession {
    const { length, bytes } = this.#log
    return { id: this.id, started: this.#started, rows: length, bytes, ...this.#describe() }
  }

  /** What has left the log leaves the disk. */
  async #removeGone(): Promise<void> {
    const { first, length } = this.#log
    if (!this.#begun || first <= this.#first) return
    this.#first = first
    if (length > 0) await this.#disk.removeBefore(this.id, first)
    else {
      await this.#disk.remove(this.id)
      this.#begun = false
    }
  }

  /** Stays within the limit: older sessions go first, then the oldest rows of this one. */
  async #makeRoom(): Promise<void> {
    if (this.#log.bytes > this.#limit) {
      while (this.#log.bytes > this.#limit && this.#log.drop());
      this.#changed()
    }
    await this.#removeOld(this.#limit - this.#log.bytes)
  }

  /** Removes sessions that are too old, and the oldest of the others until they take no more than so many bytes. */
  async #removeOld(bytes: number): Promise<void> {
    const others = (await this.list()).filter(({ isLive }) => !isLive)
    let sum = others.reduce((total, session) => total + session.bytes, 0)
    for (const session of others.reverse()) {
      if (sum <= bytes && this.#now() - session.started < OLDEST) continue
      sum -= session.bytes
      await this.#disk.remove(session.id)
    }
  }

  async #fail(error: unknown): Promise<void> {
    const isFull = error instanceof Error && error.name === 'QuotaExceededError'
    this.problem = isFull
      ? 'The disk has no more room for kept rows: the oldest rows are removed. Delete kept sessions in Settings, or free space.'
      : `Rows can’t be kept on disk (${error instanceof Error ? error.message : error}). They are in memory only, and the oldest will be removed.`
    if (isFull) {
      const oldest = (await this.list().catch(() => [])).findLast(({ isLive }) => !isLive)
      if (oldest) await this.#disk.remove(oldest.id).catch(() => {})
      else this.#log.drop()
    }
    this.#changed()
  }

  /** All kept sessions, the newest first. */
  async list(): Promise<KeptEntry[]> {
    const [sessions, held] = await Promise.all([this.#disk.sessions(), this.#disk.held()])
    return sessions.map((session) => ({ ...session, isLive: held.has(session.id) })).reverse()
  }

  /** Removes sessions that nobody writes any more: these, or all. */
  async remove(ids: readonly string[] | 'all'): Promise<void> {
    for (const { id, isLive } of await this.list())
      if (!isLive && (ids === 'all' || ids.includes(id))) await this.#disk.remove(id)
    this.#changed()
  }

  /** Removes what is too old or too much. To be called once, when all is calm. */
  async tidy(): Promise<void> {
    await this.#removeOld(this.#limit)
  }

  /**
   * Reads a session, within what the log has room for. `tell` is told how many rows have been read. Resolves to what is in
   * it, or to why it can't be opened, in words for people.
   */
  async stage({ id, name }: Named, tell: (rows: number) => void, isCancelled: () => boolean): Promise<Staged | string> {
    const refused = (why: string): string => `${name} was not opened. ${why}`
    try {
      const staged = await this.#stage(id, tell, isCancelled)
      return typeof staged === 'string' ? refused(staged) : staged
    } catch (error) {
      if (error instanceof FileProblem) return refused(`${error.message} Or raise the limits of the log in Settings.`)
      return refused('The browser could not read it from its disk. Try again, or delete it.')
    }
  }

  async #stage(id: string, tell: (rows: number) => void, isCancelled: () => boolean): Promise<Staged | string> {
    const session = (await this.#disk.sessions()).find((one) => one.id === id)
    if (!session) return 'It was deleted.'
    const staged = new Staged(this.#log.room)
    staged.sockets.push(...session.sockets)
    const index = new Map(session.numbers.map((number, at) => [number, at]))
    for (let from = 0, chunks = await this.#disk.read(id, from, AT_ONCE); chunks.length > 0; ) {
      for (const chunk of chunks) {
        const rows = {
          ...chunk,
          buffered: chunk.buffered ?? new Float64Array(CHUNK),
          stack: null,
          heard: null,
          theirs: null,
          touched: null,
        }
        for (let at = 0; at < chunk.rows; at++) {
          const row = rowOf(rows, at)
          const stack = chunk.stacks?.get(at)
          const heard = chunk.heard?.get(at)
          const touched = chunk.touched?.get(at)
          staged.add({ ...row, stack, heard, touched, socket: index.get(row.socket) ?? NO_SOCKET })
        }
        from = chunk.first + 1
      }
      tell(staged.log.length)
      if (isCancelled()) return 'It was cancelled.'
      chunks = await this.#disk.read(id, from, AT_ONCE)
    }
    return staged
  }
}

/** What keeps a session on a disk; null where there is none. */
export function keptOf(disk: Disk | undefined, options: Omit<KeptOptions, 'disk'>): Kept | null {
  return disk ? new Kept({ disk, ...options }) : null
}

function keptChunk({ first, rows, chunk }: ChunkToWrite): KeptChunk {
  const { time, socket, kind, state, flags, size, buffered, body, stacks, heard, touched } = chunk
  return {
    first,
    rows,
    time,
    socket,
    kind,
    state,
    flags,
    size,
    buffered,
    stacks,
    heard,
    touched,
    body: (body ?? []).slice(0, rows),
  }
}

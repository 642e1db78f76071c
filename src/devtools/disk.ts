import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { RecordedSocket } from '../core/files/recording.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { Body, Heard } from '../core/row.ts'
import type { Touched } from '../core/rules/rule.ts'

/** What was kept of one opening of DevTools. */
export interface KeptSession {
  readonly id: string
  /** ms since the epoch. */
  readonly started: number
  /** Address of the tab. */
  readonly url: string
  readonly rows: number
  /** Payload bytes. */
  readonly bytes: number
  readonly sockets: readonly RecordedSocket[]
  /** The numbers of `sockets` in the chunks. */
  readonly numbers: readonly SocketNumber[]
}

/** Rows that follow each other, in columns. */
export interface KeptChunk {
  /** Number of the first row. */
  readonly first: RowNumber
  readonly rows: number
  readonly time: Float64Array
  readonly socket: Uint32Array
  readonly kind: Uint8Array
  readonly state: Uint8Array
  readonly flags: Uint8Array
  readonly size: Float64Array
  readonly buffered: Float64Array | null
  readonly body: readonly Body[]
  readonly stacks: ReadonlyMap<number, string> | null
  readonly heard: ReadonlyMap<number, Heard> | null
  readonly touched: ReadonlyMap<number, Touched> | null
}

/** A place for sessions that outlives the browser. All reject with what the browser says; of no room, with a QuotaExceededError. */
export interface Disk {
  /** Writes what a session is now, and some of its chunks over those of the same first row: all of it or nothing. */
  write(session: KeptSession, chunks: readonly KeptChunk[]): Promise<void>
  /** Chunks of a session in their order, from this row on. */
  read(id: string, from: RowNumber, count: number): Promise<KeptChunk[]>
  /** The oldest first. */
  sessions(): Promise<KeptSession[]>
  /** Removes a session with all its rows. */
  remove(id: string): Promise<void>
  /** Removes the chunks of a session that begin before this row. */
  removeBefore(id: string, row: RowNumber): Promise<void>
  /** Marks a session as one that is being written, until this page goes. */
  hold(id: string): void
  /** Sessions that are being written, by any window. */
  held(): Promise<ReadonlySet<string>>
}

interface Schema extends DBSchema {
  readonly sessions: { readonly key: string; readonly value: KeptSession }
  readonly chunks: { readonly key: [string, number]; readonly value: KeptChunk }
}

const LOCK = 'kept session '

/**
 * Sessions in IndexedDB, which clones strings and bytes as they are, lone surrogates too, and writes several chunks at once
 * or none. Files of the origin's private file system would need an encoding of their own and a worker for it.
 */
export function newDisk(locks: LockManager): Disk {
  let opening: Promise<IDBPDatabase<Schema>> | null = null
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opening ??= openDB<Schema>('sessions', 1, {
      upgrade(database) {
        database.createObjectStore('sessions', { keyPath: 'id' })
        database.createObjectStore('chunks')
      },
      terminated() {
        opening = null
      },
    }).catch((error) => {
      opening = null
      throw error
    })
    return opening
  }
  const allOf = (id: string, before = Number.POSITIVE_INFINITY): IDBKeyRange =>
    IDBKeyRange.bound([id, 0], [id, before], false, true)

  return {
    async write(session, chunks) {
      const transaction = (await open()).transaction(['sessions', 'chunks'], 'readwrite', { durability: 'relaxed' })
      const chunkStore = transaction.objectStore('chunks')
      const writes = chunks.map((chunk) => chunkStore.put(chunk, [session.id, chunk.first]))
      const written = transaction.objectStore('sessions').put(session)
      // A page that goes aborts what it has not committed.
      transaction.commit()
      await Promise.all([...writes, written, transaction.done])
    },
    async read(id, from, count) {
      return (await open()).getAll('chunks', IDBKeyRange.bound([id, from], [id, Number.POSITIVE_INFINITY]), count)
    },
    async sessions() {
      return (await open()).getAll('sessions')
    },
    async remove(id) {
      const transaction = (await open()).transaction(['sessions', 'chunks'], 'readwrite')
      await Promise.all([
        transaction.objectStore('sessions').delete(id),
        transaction.objectStore('chunks').delete(allOf(id)),
        transaction.done,
      ])
    },
    async removeBefore(id, row) {
      await (await open()).delete('chunks', allOf(id, row))
    },
    hold(id) {
      // Held until the page is gone, in whichever way it goes.
      locks.request(LOCK + id, () => new Promise(() => {})).catch(() => {})
    },
    async held() {
      const { held = [] } = await locks.query()
      return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])))
    },
  }
}

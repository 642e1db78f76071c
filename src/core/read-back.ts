import { CHUNK, type Chunk } from './chunk.ts'
import type { RowNumber } from './log.ts'
import { type Body, FLAG, KINDS, type Lost } from './row.ts'

/** Chunks that stay in memory beside the log's budget: as many, or fewer where they are large. */
const MOST = 32
const FEWEST = 8
const BYTES = 128 * 2 ** 20

/** Where the bodies of chunks are that have left memory. */
export interface Shelf {
  /** The bodies of a chunk, by the number of its first row. Rejects where they can't be read. */
  read(first: RowNumber): Promise<Body[]>
  /** Called when bodies that were missing have come, or will never come. */
  came(): void
}

/** The chunks that were read back from disk. The latest of them stay. */
export class ReadBack {
  #chunks: Chunk[] = []

  /** Resolves when a chunk's bodies are here; those that can't be read are lost, and say so. */
  async fetch(chunk: Chunk, first: RowNumber, shelf: Shelf): Promise<void> {
    if (chunk.body) return
    // A log and its snapshots share chunks, so two may ask for one.
    chunk.coming ??= shelf
      .read(first)
      .then((body) => {
        chunk.body = body
      })
      .catch(() => markUnreadable(chunk))
      .finally(() => {
        chunk.coming = null
        this.#chunks.push(chunk)
        this.#letGo()
        shelf.came()
      })
    await chunk.coming
  }

  #letGo(): void {
    let bytes = this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0)
    while (this.#chunks.length > MOST || (this.#chunks.length > FEWEST && bytes > BYTES)) {
      const chunk = this.#chunks.shift() as Chunk
      bytes -= chunk.bytes
      if (chunk.written === chunk.changes) chunk.body = null
    }
  }

  clear(): void {
    this.#chunks = []
  }
}

const UNREADABLE: Lost = { count: 1, cause: 'unreadable' }

/** Each message of a chunk becomes one that is lost. */
function markUnreadable(chunk: Chunk): void {
  chunk.body = new Array<Body>(CHUNK).fill(null)
  chunk.changes++
  for (let at = 0; at < CHUNK; at++) {
    const kind = KINDS[chunk.kind[at] as number]
    if (kind !== 'sent' && kind !== 'received') continue
    chunk.kind[at] = KINDS.indexOf('lost')
    chunk.flags[at] = (chunk.flags[at] as number) & ~FLAG.truncated
    chunk.body[at] = UNREADABLE
  }
}

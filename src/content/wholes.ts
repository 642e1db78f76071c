/**
 * Payloads too long to travel with their rows: kept as they are while somebody watches, and handed out in slices. A text is
 * held by reference, which costs the page nothing but the memory; bytes are copied, since the page may change them.
 *
 * Runs in the page's realm: only own properties, typed arrays and `primitives`.
 */
import { copyPart, partOfBlob, partOfText, Table } from './primitives.ts'

/** Weight of all that a document keeps, bytes. */
const MOST = 512 * 1024 * 1024
/** Length of a slice at the most: bytes, or UTF-16 units. */
const SLICE = 4 * 1024 * 1024

export type WholePayload = string | ArrayBuffer | Blob

interface Whole {
  readonly row: number
  readonly payload: WholePayload
  /** Bytes. */
  readonly weight: number
  /** What was kept after it. */
  next: Whole | null
}

export class Wholes {
  readonly #rows = new Table<number, Whole>()
  #oldest: Whole | null = null
  #newest: Whole | null = null
  #weight = 0

  /** Keeps a row's payload; the oldest ones go for it. `length` as in Batch.size. */
  keep(row: number, payload: WholePayload, length: number): void {
    // The engine may have two bytes for each unit of a text.
    const weight = typeof payload === 'string' ? 2 * length : length
    if (weight > MOST) return
    const whole: Whole = { row, payload, weight, next: null }
    if (this.#newest) this.#newest.next = whole
    else this.#oldest = whole
    this.#newest = whole
    this.#rows.set(row, whole)
    this.#weight += weight
    while (this.#weight > MOST && this.#oldest) this.#letGo(this.#oldest)
  }

  #letGo(oldest: Whole): void {
    this.#rows.delete(oldest.row)
    this.#weight -= oldest.weight
    this.#oldest = oldest.next
    if (!this.#oldest) this.#newest = null
  }

  clear(): void {
    while (this.#oldest) this.#letGo(this.#oldest)
  }

  /** A piece of a row's payload from this place on; null where it is no longer kept. */
  slice(row: number, from: number): WholePayload | null {
    const payload = this.#rows.get(row)?.payload
    if (payload === undefined) return null
    if (typeof payload === 'string') return partOfText(payload, from, SLICE)
    return copyPart(payload, from, SLICE) ?? partOfBlob(payload, from, SLICE)
  }
}

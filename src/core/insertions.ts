/** Insertions that are remembered. */
const REMEMBERED = 65_536

/** Where rows were put before others, or changed where they are, since ever: views of the log follow by it. */
export class Insertions {
  /** A place at which a row was inserted, or the complement of one at which a row has changed. */
  #places: number[] = []
  #forgotten = 0

  /** How many there were, ever. */
  get count(): number {
    return this.#forgotten + this.#places.length
  }

  inserted(row: number): void {
    this.#add(row)
  }

  changed(row: number): void {
    this.#add(~row)
  }

  #add(place: number): void {
    this.#places.push(place)
    if (this.#places.length <= REMEMBERED) return
    this.#forgotten += this.#places.length
    this.#places = []
  }

  /** The lowest row at which one was inserted or changed since there were so many; Infinity where none was, null where that was forgotten. */
  lowest(since: number): number | null {
    if (since < this.#forgotten) return null
    let lowest = Number.POSITIVE_INFINITY
    for (let at = since - this.#forgotten; at < this.#places.length; at++) {
      const place = this.#places[at] as number
      lowest = Math.min(lowest, place < 0 ? ~place : place)
    }
    return lowest
  }

  /** The rows at which one was inserted since there were so many, in order; null where that was forgotten. */
  since(since: number): readonly number[] | null {
    if (since < this.#forgotten) return null
    return this.#places.slice(since - this.#forgotten).filter((place) => place >= 0)
  }
}

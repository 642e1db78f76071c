import type { Log, RowNumber } from './log.ts'

/** Whether a row belongs to a view. Must answer the same for the same row, always. */
export type Test = (log: Log, row: RowNumber) => boolean

/** The rows of a log that pass a test, in order. Each row is tested once, unless one is inserted before it; what the log lets go, the view lets go. */
export class View {
  readonly #log: Log
  readonly #test: Test
  #rows: RowNumber[] = []
  /** Rows before this index have left the log. */
  #head = 0
  /** Next row to test. */
  #next: RowNumber
  /** Insertions of the log that have been followed. */
  #insertions: number

  constructor(log: Log, test: Test) {
    this.#log = log
    this.#test = test
    this.#next = log.first
    this.#insertions = log.insertions
  }

  get length(): number {
    return this.#rows.length - this.#head
  }
  /** Rows of the log that are still to be tested. */
  get pending(): number {
    return this.#log.end - Math.max(this.#next, this.#log.first)
  }

  /** Tests up to `limit` further rows; true when none is left. */
  advance(limit = Number.POSITIVE_INFINITY): boolean {
    const log = this.#log
    const first = log.first
    while (this.#head < this.#rows.length && (this.#rows[this.#head] as RowNumber) < first) this.#head++
    if (this.#head > 4096 && this.#head > this.#rows.length / 2) {
      this.#rows = this.#rows.slice(this.#head)
      this.#head = 0
    }
    this.#followInsertions()
    let row = Math.max(this.#next, first)
    const stop = Math.min(log.end, row + limit)
    for (; row < stop; row++) if (this.#test(log, row)) this.#rows.push(row)
    this.#next = row
    return row >= log.end
  }

  /** Rows behind an insertion have other numbers now: they are tested again. */
  #followInsertions(): void {
    const lowest = this.#log.lowestInsertion(this.#insertions)
    this.#insertions = this.#log.insertions
    if (lowest >= this.#next) return
    this.#rows.length = this.#head + this.indexOf(lowest)
    this.#next = lowest
  }

  /** The row at a place of the view, undefined outside it. */
  at(index: number): RowNumber | undefined {
    return index < 0 ? undefined : this.#rows[this.#head + index]
  }

  /** The place of a row in the view; where it isn't in the view, the place of the next one that is. */
  indexOf(row: RowNumber): number {
    let low = this.#head
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#rows[middle] as RowNumber) < row) low = middle + 1
      else high = middle
    }
    return low - this.#head
  }

  includes(row: RowNumber): boolean {
    return this.at(this.indexOf(row)) === row
  }
}

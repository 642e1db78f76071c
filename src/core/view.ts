import type { Log, RowNumber } from './log.ts'

/** Whether a row belongs to a view. Must answer the same for the same row, always. */
export type Test = (log: Log, row: RowNumber) => boolean

/**
 * The rows of a log that pass a test, in order. Each row is tested once, unless one is inserted before it; what the log
 * lets go, the view lets go.
 *
 * Testing begins at an anchor, where somebody looks, and goes both ways from there, so that what is in sight is complete
 * after the first steps and what is far away comes later. `tested` rows are always one run without a hole.
 */
export class View {
  readonly test: Test
  readonly #log: Log
  /** Rows before the anchor that pass, the last of them first. */
  #before: RowNumber[] = []
  /** Rows from the anchor on that pass. */
  #after: RowNumber[] = []
  /** Places of `#after` whose rows have left the log. */
  #head = 0
  /** Such places that `#after` has no more. */
  #gone = 0
  /** The first row that was tested, and the one after the last. */
  #low: RowNumber
  #next: RowNumber
  /** Insertions of the log that have been followed. */
  #insertions: number

  readonly #ready: Test | null

  /**
   * `anchor`: the row that testing begins at; by default the end, and older rows follow backwards. `ready`: whether a row can be
   * tested yet; where it can't, testing waits for another `advance`.
   */
  constructor(log: Log, test: Test, anchor: RowNumber = log.end, ready: Test | null = null) {
    this.#log = log
    this.test = test
    this.#ready = ready
    this.#low = Math.max(log.first, Math.min(anchor, log.end))
    this.#next = this.#low
    this.#insertions = log.insertions
  }

  get length(): number {
    return this.#before.length + this.#after.length - this.#head
  }
  /**
   * The place of the first row from the anchor on, those that have left counted: less this, a row's place stays the same
   * while rows are found before it and while the oldest leave.
   */
  get origin(): number {
    return this.#before.length - this.#head - this.#gone
  }
  /** Rows of the log that are still to be tested. */
  get pending(): number {
    const { first, end } = this.#log
    return end - Math.max(this.#next, first) + Math.max(0, this.#low - first)
  }

  /** Tests up to `limit` further rows, later ones and earlier ones in turn; true when none is left that can be tested now. */
  advance(limit = Number.POSITIVE_INFINITY): boolean {
    this.#letGo()
    this.#followInsertions()
    const { misses } = this.#log
    const later = this.#log.end - this.#next
    const earlier = this.#low - this.#log.first
    const half = Math.ceil(limit / 2)
    const forward = Math.min(later, Math.max(half, limit - earlier))
    const before = this.pending
    this.#forward(forward)
    this.#backward(Math.min(earlier, limit - forward))
    return this.pending === 0 || this.#log.misses !== misses || (this.#ready !== null && this.pending === before)
  }

  // A row whose body is on disk is not tested before it has come: what the test answered without it means nothing.

  #forward(count: number): void {
    const log = this.#log
    const { misses } = log
    const stop = this.#readyFrom(this.#next, this.#next + count, 1)
    for (; this.#next < stop; this.#next++) {
      const passes = this.test(log, this.#next)
      if (log.misses !== misses) return
      if (passes) this.#after.push(this.#next)
    }
  }

  #backward(count: number): void {
    const log = this.#log
    const { misses } = log
    const stop = this.#readyFrom(this.#low - 1, this.#low - count - 1, -1) + 1
    for (; this.#low > stop; this.#low--) {
      const passes = this.test(log, this.#low - 1)
      if (log.misses !== misses) return
      if (passes) this.#before.push(this.#low - 1)
    }
  }

  /** The first row from `row` on towards `stop` that can't be tested yet, else `stop`. */
  #readyFrom(row: RowNumber, stop: RowNumber, step: 1 | -1): RowNumber {
    if (!this.#ready) return stop
    for (let at = row; at !== stop; at += step) if (!this.#ready(this.#log, at)) return at
    return stop
  }

  /** Forgets rows that have left the log. */
  #letGo(): void {
    const { first } = this.#log
    while (this.#before.length > 0 && (this.#before.at(-1) as RowNumber) < first) this.#before.pop()
    while (this.#head < this.#after.length && (this.#after[this.#head] as RowNumber) < first) this.#head++
    if (this.#head > 4096 && this.#head > this.#after.length / 2) {
      this.#after = this.#after.slice(this.#head)
      this.#gone += this.#head
      this.#head = 0
    }
    this.#low = Math.max(this.#low, first)
    this.#next = Math.max(this.#next, first)
  }

  /** Rows behind an insertion have other numbers now: they are tested again. */
  #followInsertions(): void {
    const lowest = this.#log.lowestInsertion(this.#insertions)
    this.#insertions = this.#log.insertions
    if (lowest >= this.#next) return
    const kept = this.indexOf(lowest)
    if (kept < this.#before.length) this.#before.splice(0, this.#before.length - kept)
    this.#after.length = this.#head + Math.max(0, kept - this.#before.length)
    this.#next = lowest
    this.#low = Math.min(this.#low, lowest)
  }

  /** The row at a place of the view, undefined outside it. */
  at(index: number): RowNumber | undefined {
    const { length } = this.#before
    if (index < length) return index < 0 ? undefined : this.#before[length - 1 - index]
    return this.#after[this.#head + index - length]
  }

  /** The place of a row in the view; where it isn't in the view, the place of the next one that is. */
  indexOf(row: RowNumber): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.at(middle) as RowNumber) < row) low = middle + 1
      else high = middle
    }
    return low
  }

  includes(row: RowNumber): boolean {
    return this.at(this.indexOf(row)) === row
  }
}

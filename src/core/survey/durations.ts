/** How finely times are told apart: buckets are so much wider each than the one before. */
const GROWTH = 1.02
/** ms. What is shorter counts as this. */
const LEAST = 0.001

/** Times, ms, of which shares are asked: in buckets, so that a million of them take no more room than a few. */
export class Durations {
  readonly #buckets = new Map<number, number>()
  #count = 0
  #most = 0

  add(time: number): void {
    const bucket = Math.floor(Math.log(Math.max(time, LEAST)) / Math.log(GROWTH))
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1)
    this.#count++
    this.#most = Math.max(this.#most, time)
  }

  get count(): number {
    return this.#count
  }

  /** The longest, exactly; null where there is none. */
  get most(): number | null {
    return this.#count === 0 ? null : this.#most
  }

  /** The least time that so great a share of them doesn't exceed (nearest rank), to within 2 %; null where there is none. */
  percentile(share: number): number | null {
    if (this.#count === 0) return null
    let rest = Math.max(1, Math.ceil(share * this.#count))
    for (const [bucket, count] of [...this.#buckets].sort(([one], [other]) => one - other)) {
      rest -= count
      if (rest <= 0) return Math.min(this.#most, GROWTH ** (bucket + 0.5))
    }
    return this.#most
  }
}

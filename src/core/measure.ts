import type { Payload } from './row.ts'

/** Digits with which a message begins: its number. */
const DIGITS = 8
export const LEAST_SIZE = DIGITS
export const MOST_MESSAGES = 100_000

/** The message of this number, from 0, in ASCII: as many characters as bytes. */
export function probeText(number: number, size: number): string {
  const head = String(number).padStart(DIGITS, '0')
  return head + 'abcdefghij'.repeat(Math.ceil((size - DIGITS) / 10)).slice(0, size - DIGITS)
}

/** Round trips of at least `from` and less than `to` ms. */
export interface Bar {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** What was measured so far. Times in ms. */
export interface Measured {
  readonly sent: number
  readonly echoed: number
  /** Sent and not come back. While it goes on: under way. */
  readonly missing: number
  /** Came back after a later one. */
  readonly late: number
  /** Came back twice or more. */
  readonly doubled: number
  /** Came back with other bytes, or was never sent. */
  readonly altered: number
  /** Null before the first echo. */
  readonly times: { readonly p50: number; readonly p95: number; readonly p99: number; readonly most: number } | null
  /** Messages and bytes that came back per second, from the first sending to the last echo; null where that took no time. */
  readonly rate: { readonly messages: number; readonly bytes: number } | null
  readonly bars: readonly Bar[]
}

/** The least of the values (ascending) that so great a share of them doesn't exceed: nearest rank. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Bars that each reach twice as far as the one before, from the shortest round trip to the longest. */
function barsOf(sorted: Float64Array): Bar[] {
  const bars: Bar[] = []
  // Firefox's clock goes in steps of 1 ms: what is less than that can't be told apart.
  const least = Math.max(sorted[0] ?? 0, 1)
  let from = 0
  let at = 0
  for (let to = 2 ** Math.ceil(Math.log2(least)); at < sorted.length; to *= 2) {
    const begin = at
    while (at < sorted.length && (sorted[at] as number) < to) at++
    bars.push({ from, to, count: at - begin })
    from = to
  }
  return bars
}

/** Follows probes and their echoes by number. */
export class Measurement {
  readonly #size: number
  /** When each was sent, and the round trips of those that came back; NaN: not yet. ms */
  readonly #sent: Float64Array
  readonly #trip: Float64Array
  #sentCount = 0
  #echoed = 0
  #latest = -1
  #late = 0
  #doubled = 0
  #altered = 0
  #begin = Number.POSITIVE_INFINITY
  #end = 0

  constructor(messages: number, size: number) {
    this.#size = size
    this.#sent = new Float64Array(messages).fill(Number.NaN)
    this.#trip = new Float64Array(messages).fill(Number.NaN)
  }

  /** As before the first message. */
  reset(): void {
    this.#sent.fill(Number.NaN)
    this.#trip.fill(Number.NaN)
    this.#sentCount = this.#echoed = this.#late = this.#doubled = this.#altered = this.#end = 0
    this.#latest = -1
    this.#begin = Number.POSITIVE_INFINITY
  }

  #numberOf(payload: Payload): number | null {
    if (typeof payload !== 'string' || !/^\d{8}/.test(payload)) return null
    const number = Number(payload.slice(0, DIGITS))
    return number < this.#sent.length && payload === probeText(number, this.#size) ? number : null
  }

  /** `time` in ms, of the same clock in both directions. Messages that are no probes are no matter of this. */
  sent(payload: Payload, time: number): void {
    const number = this.#numberOf(payload)
    if (number === null || !Number.isNaN(this.#sent[number])) return
    this.#sent[number] = time
    this.#sentCount++
    this.#begin = Math.min(this.#begin, time)
  }

  received(payload: Payload, time: number): void {
    const number = this.#numberOf(payload)
    const sent = number === null ? Number.NaN : (this.#sent[number] as number)
    if (number === null || Number.isNaN(sent)) this.#altered++
    else if (!Number.isNaN(this.#trip[number])) this.#doubled++
    else {
      this.#trip[number] = Math.max(0, time - sent)
      this.#echoed++
      this.#end = Math.max(this.#end, time)
      if (number < this.#latest) this.#late++
      this.#latest = Math.max(this.#latest, number)
    }
  }

  summary(): Measured {
    const sorted = this.#trip.filter((trip) => !Number.isNaN(trip)).sort()
    const seconds = (this.#end - this.#begin) / 1000
    return {
      sent: this.#sentCount,
      echoed: this.#echoed,
      missing: this.#sentCount - this.#echoed,
      late: this.#late,
      doubled: this.#doubled,
      altered: this.#altered,
      times:
        sorted.length === 0
          ? null
          : {
              p50: percentile(sorted, 0.5),
              p95: percentile(sorted, 0.95),
              p99: percentile(sorted, 0.99),
              most: sorted.at(-1) ?? 0,
            },
      rate: seconds > 0 ? { messages: this.#echoed / seconds, bytes: (this.#echoed * this.#size) / seconds } : null,
      bars: barsOf(sorted),
    }
  }
}

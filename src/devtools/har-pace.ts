/**
 * How often the network log may be fetched. A fetch holds DevTools up: 2 ms on an empty page, but 0.12 ms more for each
 * request and 2.4 µs for each message of any socket in the log (measured on Chromium 156: 134 ms at 1,000 requests, 240 ms
 * at 100,000 messages). So it takes a share of the time, a small one.
 */

/**
 * - `live`: a worker's socket is open
 * - `suspected`: there is a worker, which may open one at any time
 * - `quiet`: nobody knows of a worker; there may be one that was started before DevTools
 */
export type Reason = 'live' | 'suspected' | 'quiet'

interface Pace {
  /** ms between two fetches at the least, and at the least when many have brought nothing. */
  readonly least: number
  readonly idle: number
  /** Fetches may take one in so many of the ms that go by, unless that made the wait longer than `most`, ms. */
  readonly share: number
  readonly most: number
}

const SHOWN: Readonly<Record<Reason, Pace>> = {
  live: { least: 500, idle: 2000, share: 25, most: 15_000 },
  suspected: { least: 500, idle: 8000, share: 50, most: 60_000 },
  quiet: { least: 2000, idle: 15_000, share: 200, most: 300_000 },
}

/** Nobody looks: only what a navigation would take away is fetched. */
const HIDDEN: Readonly<Record<Reason, Pace | null>> = {
  live: { least: 5000, idle: 15_000, share: 200, most: 60_000 },
  suspected: { least: 5000, idle: 30_000, share: 200, most: 300_000 },
  quiet: null,
}

export interface PaceFacts {
  readonly reason: Reason
  /** Somebody looks at the panel. */
  readonly shown: boolean
  /** What one fetch takes, ms. */
  readonly cost: number
  /** Fetches in a row that brought nothing. */
  readonly idle: number
}

/** ms until the next fetch; null: none until something happens. */
export function pause({ reason, shown, cost, idle }: PaceFacts): number | null {
  const pace = (shown ? SHOWN : HIDDEN)[reason]
  if (!pace) return null
  return Math.max(Math.min(cost * pace.share, pace.most), Math.min(pace.least * 2 ** idle, pace.idle))
}

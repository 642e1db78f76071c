/** How a connection that ended is tried again. Times in ms. */
export interface Retry {
  /** How often in a row; 0: never. */
  readonly attempts: number
  readonly wait: number
  readonly longest: number
  readonly factor: number
  /** Up to this share of each wait is left out, 0 to 1. */
  readonly jitter: number
}

/** ms before an attempt, the first being 1. `random`: 0 to below 1. */
export function waitBefore(attempt: number, { factor, jitter, longest, wait }: Retry, random: number): number {
  // The power may be beyond all numbers.
  const full = Math.min(longest, wait * factor ** (attempt - 1))
  return Math.round(full * (1 - jitter * random))
}

/** What each document keeps of its sockets' rows while no panel watches. */
export interface HistoryLimits {
  readonly rows: number
  readonly bytes: number
}

export const MEBIBYTE = 1024 * 1024
export const DEFAULT_LIMITS: HistoryLimits = { rows: 2000, bytes: 2 * MEBIBYTE }
/** Beyond that, history would be a burden to the pages of which nobody looks at. */
export const MOST_LIMITS: HistoryLimits = { rows: 100_000, bytes: 256 * MEBIBYTE }

/** Limits as they were stored; the default in place of what is none. */
export function limitsOf(stored: unknown): HistoryLimits {
  const { rows, bytes } = (stored ?? {}) as Partial<Record<keyof HistoryLimits, unknown>>
  return {
    rows: within(rows, MOST_LIMITS.rows) ?? DEFAULT_LIMITS.rows,
    bytes: within(bytes, MOST_LIMITS.bytes) ?? DEFAULT_LIMITS.bytes,
  }
}

function within(value: unknown, most: number): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null
}

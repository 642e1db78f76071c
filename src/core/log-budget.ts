import { MEBIBYTE } from './history-limits.ts'

/** What the log keeps in memory at the most, rounded up to whole chunks. */
export interface LogBudget {
  readonly rows: number
  /** Payload bytes. */
  readonly bytes: number
}

export const DEFAULT_BUDGET: LogBudget = { rows: 2 ** 20, bytes: 512 * MEBIBYTE }
/** What no budget goes beyond: the columns of so many rows take about a gibibyte. */
export const MOST_BUDGET: LogBudget = { rows: 20_000_000, bytes: 4096 * MEBIBYTE }
export const LEAST_BUDGET: LogBudget = { rows: 1000, bytes: MEBIBYTE }

/** A budget as it was stored; the default in place of what is none. */
export function budgetOf(stored: unknown): LogBudget {
  const { rows, bytes } = (stored ?? {}) as Partial<Record<keyof LogBudget, unknown>>
  return { rows: within(rows, 'rows'), bytes: within(bytes, 'bytes') }
}

/** Bytes that all sessions on disk together take at the most. */
export const KEPT_BYTES = { least: 16 * MEBIBYTE, default: 4096 * MEBIBYTE, most: 1024 * 1024 * MEBIBYTE }

/** A limit of what is kept on disk as it was stored, bytes; the default in place of what is none. */
export function keptBytesOf(stored: unknown): number {
  const isOne = typeof stored === 'number' && stored >= KEPT_BYTES.least && stored <= KEPT_BYTES.most
  return isOne ? stored : KEPT_BYTES.default
}

function within(value: unknown, key: keyof LogBudget): number {
  const isOne = typeof value === 'number' && value >= LEAST_BUDGET[key] && value <= MOST_BUDGET[key]
  return isOne ? value : DEFAULT_BUDGET[key]
}

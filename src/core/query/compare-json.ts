import type { Comparison, Operand } from './syntax.ts'
import { textSearch } from './text-search.ts'

/** Compares a JSON value with what was written: bare words with numbers, true, false, null and strings; quoted ones with strings. */
export function comparer(comparison: Comparison, { text, quoted }: Operand): (value: unknown) => boolean {
  const number = quoted || text.trim() === '' ? Number.NaN : Number(text)
  const part = textSearch(text, false)
  const equals = (value: unknown): boolean => {
    if (typeof value === 'string') return value === text
    if (typeof value === 'number') return value === number
    return !quoted && (value === null || typeof value === 'boolean') && String(value) === text
  }
  /** Below zero where the value is less than what was written; NaN where they can't be compared. */
  const order = (value: unknown): number => {
    if (!Number.isNaN(number)) {
      return typeof value === 'number' || (typeof value === 'string' && value !== '')
        ? Number(value) - number
        : Number.NaN
    }
    if (typeof value !== 'string') return Number.NaN
    return value < text ? -1 : value > text ? 1 : 0
  }
  switch (comparison) {
    case '=':
      return equals
    case '!=':
      return (value) => !equals(value)
    case '<':
      return (value) => order(value) < 0
    case '<=':
      return (value) => order(value) <= 0
    case '>':
      return (value) => order(value) > 0
    case '>=':
      return (value) => order(value) >= 0
    case '~':
      return (value) => (typeof value !== 'object' || value === null) && part.inText(String(value))
    default:
      return comparison satisfies never
  }
}

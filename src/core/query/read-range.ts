import type { Range } from './syntax.ts'

const OPERATOR = /^(<=|>=|<|>|=)/

/** A number as it was written, and one past it where what was written names a span: `12:30` is a minute. */
export interface Span {
  readonly from: number
  /** Exclusive; null where the number is meant exactly. */
  readonly to: number | null
}

/**
 * Reads `<x`, `<=x`, `>x`, `>=x`, `=x`, `x` or `x..y` with what `read` makes of a number; null where it makes nothing. An
 * upper bound alone reaches to -Infinity, a lower one to Infinity. A range includes both its ends.
 */
export function readRange(text: string, read: (text: string) => Span | null): Range | null {
  const operator = OPERATOR.exec(text)?.[0] ?? ''
  const rest = text.slice(operator.length)
  const dots = rest.indexOf('..')
  if (operator === '' && dots >= 0) {
    const low = read(rest.slice(0, dots))
    const high = read(rest.slice(dots + 2))
    return low && high && low.from <= high.from
      ? { low: low.from, high: high.from, withLow: true, withHigh: true }
      : null
  }
  const number = read(rest)
  if (!number) return null
  const { from, to } = number
  switch (operator) {
    case '<':
    case '<=':
      return { low: -Infinity, high: from, withLow: false, withHigh: operator === '<=' }
    case '>':
    case '>=':
      return { low: from, high: Infinity, withLow: operator === '>=', withHigh: false }
    default:
      return { low: from, high: to ?? from, withLow: true, withHigh: to === null }
  }
}

export function isWithin(range: Range, value: number): boolean {
  return (
    (value > range.low || (range.withLow && value === range.low)) &&
    (value < range.high || (range.withHigh && value === range.high))
  )
}

/** A range in words of the language, its bounds written by `write`. */
export function rangeText(range: Range, write: (value: number) => string): string {
  const { low, high, withLow, withHigh } = range
  if (low === high) return write(low)
  if (low === -Infinity) return `<${withHigh ? '=' : ''}${write(high)}`
  if (high === Infinity) return `>${withLow ? '=' : ''}${write(low)}`
  return `${write(low)}..${write(high)}`
}

const SIZE = /^(\d{1,9}(?:\.\d{1,9})?)([kKMG]?)B?$/
const POWERS: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9 }

/** `500`, `1k`, `1.5MB`, in bytes and powers of 1000 as sizeText has them. */
export function readSize(text: string): Span | null {
  const match = SIZE.exec(text)
  return match ? { from: Math.round(Number(match[1]) * (POWERS[match[2] ?? ''] ?? 1)), to: null } : null
}

export function readCode(text: string): Span | null {
  return /^\d{1,5}$/.test(text) ? { from: Number(text), to: null } : null
}

const DURATION = /^\+(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|min|h)$/
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }

/** `+5s`, `+200ms`, `+1.5min`, in ms. */
export function readDuration(text: string): Span | null {
  const match = DURATION.exec(text)
  if (!match) return null
  // To the nanosecond: 1.1 min is 66000 ms, and not 66000.00000000001.
  return { from: Math.round(Number(match[1]) * (UNITS[match[2] as string] as number) * 1e6) / 1e6, to: null }
}

export function durationText(time: number): string {
  return time >= 1000 && time % 1000 === 0 ? `+${time / 1000}s` : `+${time}ms`
}

const CLOCK = /^([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(\.\d{1,6})?)?$/

/** `12:30`, `12:30:01`, `12:30:01.5`, in ms since midnight; the span is that of the last place that is written. */
export function readClock(text: string): Span | null {
  const match = CLOCK.exec(text)
  if (!match) return null
  const [, hours, minutes, seconds = '0', fraction = ''] = match
  const from = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(`0${fraction}`) * 1000
  if (match[3] === undefined) return { from, to: from + 60_000 }
  return { from, to: from + (fraction === '' ? 1000 : 1000 / 10 ** (fraction.length - 1)) }
}

/** ms since midnight as readClock reads them, with the last place that a span of `span` ms has. */
export function clockText(time: number, span: number): string {
  const digits = span >= 1000 ? 0 : Math.max(0, Math.round(Math.log10(1000 / span)))
  const hours = Math.floor(time / 3_600_000)
  const minutes = Math.floor(time / 60_000) % 60
  const seconds = ((time % 60_000) / 1000).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')
  const two = (value: number) => String(value).padStart(2, '0')
  return span >= 60_000 ? `${two(hours)}:${two(minutes)}` : `${two(hours)}:${two(minutes)}:${seconds}`
}

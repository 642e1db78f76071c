import type { ReadyState } from './row.ts'

const MINUS = '\u2212'
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function padded(value: number, digits = 2): string {
  return String(value).padStart(digits, '0')
}

/** Local time of day, `HH:MM:SS.mmm`, of ms since the epoch; a dash where the number names no time. */
export function timeOfDay(time: number): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return '–'
  const seconds = `${padded(date.getSeconds())}.${padded(date.getMilliseconds(), 3)}`
  return `${padded(date.getHours())}:${padded(date.getMinutes())}:${seconds}`
}

/** Two units, the larger of them first: `2 min 3 s`, `1 h 4 min`, `2 d 3 h`. `time` in ms, at least a minute. */
function long(time: number): string {
  const seconds = Math.round(time / SECOND) * SECOND
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${(seconds % MINUTE) / SECOND} s`
  const minutes = Math.round(time / MINUTE) * MINUTE
  if (minutes < DAY) return `${Math.floor(minutes / HOUR)} h ${(minutes % HOUR) / MINUTE} min`
  const hours = Math.round(time / HOUR) * HOUR
  return `${Math.floor(hours / DAY)} d ${(hours % DAY) / HOUR} h`
}

/**
 * The time (ms) from one row to the next: `+0.3 ms`, `+12 ms`, `+1.25 s`, `+2 min 3 s`. It may be negative, since two
 * frames of a page can read their clocks in another order than their rows arrive.
 */
export function sincePrevious(time: number): string {
  if (!Number.isFinite(time)) return '–'
  const size = Math.abs(time)
  // Each limit is where rounding would reach the next form: 9.95 ms is said as 10 ms, not as 10.0 ms.
  if (size < 0.05) return '+0 ms'
  const sign = time < 0 ? MINUS : '+'
  if (size < 9.95) return `${sign}${size.toFixed(1)} ms`
  if (size < 999.5) return `${sign}${size.toFixed(0)} ms`
  if (size < MINUTE - 5) return `${sign}${(size / SECOND).toFixed(2)} s`
  return sign + long(Math.max(size, MINUTE))
}

/** How old something is (ms), to the second: `0 s`, `59 s`, `2 min 3 s`, `1 h 4 min`, `2 d 3 h`. */
export function age(time: number): string {
  if (!Number.isFinite(time)) return '–'
  const seconds = Math.max(0, Math.floor(time / SECOND))
  return seconds < 60 ? `${seconds} s` : long(seconds * SECOND)
}

const COUNT = new Intl.NumberFormat('en')

/** A whole number for people: `1,234,567`. */
export function count(value: number): string {
  return COUNT.format(value)
}

const STATES = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'] as const

/** The name of a `readyState`, as in https://websockets.spec.whatwg.org/#dom-websocket-readystate */
export function stateName(state: ReadyState): (typeof STATES)[number] {
  return STATES[state]
}

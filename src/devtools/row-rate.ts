import type { Log } from '../core/log.ts'

/** ms over which the rate is taken. */
const SPAN = 200

/** Rows a second that come into a log, as of a moment ago. */
export function rowRate(log: Log): () => number {
  let measured = { at: 0, end: 0, rate: 0 }
  return () => {
    const { end } = log
    const now = performance.now()
    const passed = now - measured.at
    if (passed > SPAN) measured = { at: now, end, rate: ((end - measured.end) / passed) * 1000 }
    return measured.rate
  }
}

import type { BenchWindow } from './bench-window.ts'

export interface Account {
  /** Messages of the newest socket that the log has taken in. */
  readonly received: number
  /** Rows that rows of the log say were lost. */
  readonly lost: number
}

/** What the session says of the newest socket. Whether rows were lost is looked up only when messages are missing. */
export function account(expected: number): Account {
  const { log, sockets } = (window as unknown as BenchWindow).handover.session
  const received = sockets.at(-1)?.received.messages ?? 0
  let lost = 0
  for (let row = log.first; received < expected && row < log.end; row++) {
    if (log.kind(row) === 'lost') lost += (log.body(row) as { count: number }).count
  }
  return { received, lost }
}

/** Empties the log. */
export function clearLog(): void {
  ;(window as unknown as BenchWindow).handover.session.clear()
}

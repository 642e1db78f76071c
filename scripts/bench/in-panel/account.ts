import type { BenchWindow } from './bench-window.ts'

export interface Account {
  /** Messages of the newest socket that the log has. */
  readonly received: number
  /** Rows that rows of the log say were lost. */
  readonly lost: number
}

/** Answers once the log accounts for so many received messages on the newest socket, as rows or as lost. */
export function account(received: number): Account | null {
  const { log, sockets } = (window as unknown as BenchWindow).handover.session
  const messages = sockets.at(-1)?.received.messages ?? 0
  if (messages === received) return { received, lost: 0 }
  let lost = 0
  for (let row = log.first; row < log.end; row++) {
    if (log.kind(row) === 'lost') lost += (log.body(row) as { count: number }).count
  }
  return messages + lost >= received ? { received: messages, lost } : null
}

/** Empties the log. */
export function clearLog(): void {
  ;(window as unknown as BenchWindow).handover.session.clear()
}

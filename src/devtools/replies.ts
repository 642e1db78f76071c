import type { Log, RowNumber, SocketNumber } from '../core/log.ts'
import { isPayload, type Payload } from '../core/row.ts'
import type { Test } from '../core/view.ts'

interface Reply {
  readonly row: RowNumber
  readonly payload: Payload
}

/** Is told of each message in order; `time` in ms since the epoch. After `reset` all are told again. */
export interface Observer {
  sent(payload: Payload, time: number): void
  received(payload: Payload, time: number): void
  reset(): void
}

/** What comes in on one socket from now on. Call `read` after the log has grown. */
export class Replies {
  /** `bufferedAmount` just after the last message that was sent, bytes. */
  buffered = 0
  /** The first row that passed the test. */
  match: RowNumber | null = null
  readonly #log: Log
  readonly #socket: SocketNumber
  readonly #test: Test | null
  readonly #observer: Observer | null
  readonly #begin: RowNumber
  readonly #found: Reply[] = []
  #next: RowNumber
  #insertions: number

  constructor(log: Log, socket: SocketNumber, test: Test | null, observer: Observer | null = null) {
    this.#log = log
    this.#socket = socket
    this.#test = test
    this.#observer = observer
    this.#begin = log.end
    this.#next = log.end
    this.#insertions = log.insertions
  }

  get count(): number {
    return this.#found.length
  }
  get payloads(): readonly Payload[] {
    return this.#found.map(({ payload }) => payload)
  }

  read(): void {
    const log = this.#log
    if (log.insertions !== this.#insertions) {
      // Rows of another document came late and moved these on: what was read from there on is read again.
      const lowest = this.#observer ? this.#begin : Math.max(this.#begin, log.lowestInsertion(this.#insertions))
      this.#observer?.reset()
      this.#insertions = log.insertions
      while ((this.#found.at(-1)?.row ?? -1) >= lowest) this.#found.pop()
      this.#next = Math.min(this.#next, lowest)
    }
    for (let row = Math.max(this.#next, log.first); row < log.end; row++) {
      if (log.socket(row) !== this.#socket) continue
      const kind = log.kind(row)
      const payload = log.body(row)
      if (kind === 'sent') this.buffered = log.buffered(row)
      if ((kind !== 'received' && kind !== 'sent') || !isPayload(payload)) continue
      this.#observer?.[kind](payload, log.time(row))
      if (kind === 'sent') continue
      this.#found.push({ row, payload })
      if (this.match === null && this.#test?.(log, row)) this.match = row
    }
    this.#next = log.end
  }
}

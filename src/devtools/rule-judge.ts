import { utf8Length } from '../core/bytes.ts'
import { Log, type RowNumber, type SocketNumber } from '../core/log.ts'
import { NO_SOCKET, type Payload } from '../core/row.ts'
import type { Decoding } from './decoding.ts'
import type { Session } from './session.ts'
import { type Meaning, newSieve, type Sieve } from './sieve.ts'

/** A message that waits in a page. */
export interface Case {
  readonly socket: SocketNumber | undefined
  readonly sent: boolean
  readonly payload: Payload
}

export interface JudgeOptions {
  readonly session: Pick<Session, 'sockets' | 'documents'>
  /** Says what messages of this log mean. */
  readonly decoding: (log: Log) => Decoding
  readonly now: () => number
}

/** What is remembered: decoders that need the messages before have them long since. */
const BUDGET = { rows: 4096, bytes: 64 * 2 ** 20 }

/**
 * Decides the conditions of rules that the page can't: over a log of its own, which has nothing but the messages that wait, by the
 * same filters and decoders as the list. So a condition means the same in both.
 */
export class RuleJudge {
  readonly #log = new Log(BUDGET)
  readonly #decoding: Decoding
  readonly #sieve: Sieve
  readonly #now: () => number
  #line: Promise<unknown> = Promise.resolve()
  /** Called when more is known. */
  #wake: (() => void) | null = null

  constructor({ session, decoding, now }: JudgeOptions) {
    const { documents, sockets } = session
    this.#decoding = decoding(this.#log)
    this.#sieve = newSieve({ log: this.#log, documents, sockets }, this.#decoding)
    this.#now = now
    const wake = (): void => this.#wake?.()
    this.#decoding.listen(wake)
    this.#sieve.listen(wake)
  }

  /** Resolves to whether each of these filters lets a message pass, in the order in which it was asked; one that can't be read lets none. */
  judge(filters: readonly string[], one: Case): Promise<readonly boolean[]> {
    const judged = this.#line.then(() => this.#judge(filters, one))
    this.#line = judged
    return judged
  }

  async #judge(filters: readonly string[], { payload, sent, socket }: Case): Promise<readonly boolean[]> {
    const size = typeof payload === 'string' ? utf8Length(payload) : payload.byteLength
    const row = this.#log.push({
      ...{ time: this.#now(), kind: sent ? 'sent' : 'received', socket: socket ?? NO_SOCKET, state: 1 },
      ...{ flags: 0, size, buffered: 0, body: payload },
    })
    const answers: boolean[] = []
    for (const filter of filters) answers.push(await this.#passes(filter, row))
    return answers
  }

  async #passes(filter: string, row: RowNumber): Promise<boolean> {
    const read = (): Meaning<unknown> => this.#sieve.filter(filter)
    while (read().type === 'loading') await this.#news()
    const meaning = this.#sieve.filter(filter)
    if (meaning.type !== 'ready') return false
    const view = this.#sieve.view({ tests: [meaning.value], socket: null, search: null, anchor: row })
    const earlier = row - this.#log.first
    for (view.advance(1); view.pending > earlier; view.advance(1)) await this.#news()
    return view.includes(row)
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

import type { Reading } from '../core/decoders/choose.ts'
import type { Message, SocketFacts } from '../core/decoders/decoder.ts'
import { NO_PREFERENCES, type OwnDecoder, ownId } from '../core/decoders/preferences.ts'
import type { Log, RowNumber, SocketNumber } from '../core/log.ts'
import { FLAG, isPayload } from '../core/row.ts'
import { DecodeLine, type DecodeWorker } from './decode-line.ts'

/** What came of trying a decoder. */
export interface Tried {
  /** Why it can't be run at all; null: it can. */
  readonly problem: string | null
  /** What it made of the message. null: it is not its; `late`: the worker was ended over it; `none`: there was no message. */
  readonly reading: Reading | null | 'late' | 'none'
}

interface TryingOptions {
  readonly log: Log
  readonly facts: (socket: SocketNumber) => SocketFacts | undefined
  readonly start: () => DecodeWorker
}

interface Trial {
  readonly own: OwnDecoder
  readonly row: RowNumber | null
  readonly tell: (tried: Tried) => void
  /** Without the messages before it: with them, the worker was ended. */
  readonly isAlone: boolean
}

/** ms that the worker may say nothing. */
const DEADLINE = 250
/** Messages of the socket that lead to the tried one, for what a decoder remembers, and their size, bytes. */
const LEAD = 50
const LEAD_SIZE = 2 ** 20

/** Tries a decoder that is being written on a message, in a worker of its own: no other message waits for it. */
export class Trying {
  readonly #log: Log
  readonly #facts: TryingOptions['facts']
  readonly #line: DecodeLine
  #wanted: Trial | null = null
  #underway: Trial | null = null

  constructor({ log, facts, start }: TryingOptions) {
    this.#log = log
    this.#facts = facts
    this.#line = new DecodeLine(start, NO_PREFERENCES, {
      ready: () => this.#post(),
      heard: ({ done, reading }) => {
        if (done) this.#tell(reading)
        else this.#line.wait(DEADLINE)
      },
      late: () => this.#tryAlone(),
      failed: () => this.#tell('none', 'The decoders did not start. Close DevTools and open it again.'),
    })
  }

  /** What the decoder makes of a message, or of none. Of several that wait only the last is tried; the others are never answered. */
  try(own: OwnDecoder, row: RowNumber | null): Promise<Tried> {
    return new Promise((tell) => {
      this.#wanted = { own, row, tell, isAlone: false }
      this.#next()
    })
  }

  /** Nobody tries any more: the worker goes. */
  end(): void {
    this.#wanted = null
    this.#underway = null
    this.#line.end()
  }

  #next(): void {
    if (this.#underway || !this.#wanted) return
    this.#underway = this.#wanted
    this.#wanted = null
    if (this.#line.hasFailed) {
      this.#tell('none', 'The decoders did not start. Close DevTools and open it again.')
      return
    }
    this.#line.prefer({ ...NO_PREFERENCES, own: [this.#underway.own] })
    this.#line.begin()
  }

  #post(): void {
    if (!this.#underway) return
    const { own, row, isAlone } = this.#underway
    const messages = row === null ? [] : this.#messages(row, isAlone ? 0 : LEAD)
    if (row === null || messages.length === 0) {
      this.#tell('none')
      return
    }
    const facts = this.#facts(this.#log.socket(row)) ?? { url: '', subprotocol: '' }
    const open = { facts, wishes: { pinned: ownId(own.id), off: [] } }
    this.#line.post({ type: 'job', lane: 0, open, messages, terms: [], full: true }, DEADLINE)
  }

  /** The machine may have been busy, or a message before this one is what takes so long. */
  #tryAlone(): void {
    const underway = this.#underway
    if (!underway || underway.isAlone) {
      this.#tell('late')
      return
    }
    this.#underway = { ...underway, isAlone: true }
    this.#line.begin()
  }

  #tell(reading: Tried['reading'], failure: string | null = null): void {
    this.#line.rest()
    const underway = this.#underway
    this.#underway = null
    const problem = this.#line.decoders.find(({ id }) => underway && id === ownId(underway.own.id))?.problem
    underway?.tell({ problem: failure ?? problem ?? null, reading })
    this.#next()
  }

  /** The message and at most `lead` before it; none where it is none or not here. */
  #messages(row: RowNumber, lead: number): Message[] {
    const log = this.#log
    const messages: Message[] = []
    let size = 0
    const socket = log.has(row) ? log.socket(row) : -1
    for (let at = row; at >= log.first && messages.length <= lead && size < LEAD_SIZE; at--) {
      const body = log.has(at) && log.socket(at) === socket && log.isHere(at) ? log.body(at) : null
      const isFed = isPayload(body) && (at === row || (log.flags(at) & FLAG.truncated) === 0)
      if (!isFed) {
        if (at === row) return []
        continue
      }
      size += log.size(at)
      const data = typeof body === 'string' ? body : new Uint8Array(body)
      messages.unshift({ direction: log.kind(at) === 'sent' ? 'sent' : 'received', data, time: log.time(at) })
    }
    return messages
  }
}

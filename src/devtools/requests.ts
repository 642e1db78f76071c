import type { Payload } from '../core/row.ts'
import type { Command, Refusal, Reply } from '../wire.ts'

type Send = (command: Command) => void

interface Waiting {
  readonly document: string
  readonly settle: (reply: Omit<Reply, 'type' | 'request'>) => void
}

/** Commands that wait for their answers. Each is answered once: by the page, or by the end of the way to it. */
export class Requests {
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  /** Sends what `make` makes of a new request's number; resolves to why it was refused, or null. */
  async ask(document: string, send: Send, make: (request: number) => Command): Promise<Refusal | null> {
    return (await this.reply(document, send, make)).refusal
  }

  /** What asks for a slice of the payload of a document's row, from a place on; null: the page no longer has it. */
  fetching(document: string, send: Send): (row: number, from: number) => Promise<Payload | null> {
    return async (row, from) => {
      const { slice } = await this.reply(document, send, (request) => ({ type: 'fetch', request, row, from }))
      return slice ?? null
    }
  }

  /** Sends likewise; resolves to the whole answer. */
  reply(document: string, send: Send, make: (request: number) => Command): Promise<Omit<Reply, 'type' | 'request'>> {
    const request = ++this.#last
    return new Promise((settle) => {
      this.#waiting.set(request, { document, settle })
      send(make(request))
    })
  }

  answer(reply: Reply): void {
    const waiting = this.#waiting.get(reply.request)
    this.#waiting.delete(reply.request)
    waiting?.settle(reply)
  }

  /** Settles those that will have no answer: of one document, or all. */
  refuse(document: string | null, refusal: Refusal): void {
    for (const [request, waiting] of this.#waiting) {
      if (document !== null && waiting.document !== document) continue
      this.#waiting.delete(request)
      waiting.settle({ refusal })
    }
  }
}

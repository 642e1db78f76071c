import type { Command, Refusal, Reply } from '../wire.ts'

interface Waiting {
  readonly document: string
  readonly settle: (refusal: Refusal | null) => void
}

/** Commands that wait for their answers. Each is answered once: by the page, or by the end of the way to it. */
export class Requests {
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  /** Sends what `make` makes of a new request's number; resolves to why it was refused, or null. */
  ask(document: string, send: (command: Command) => void, make: (request: number) => Command): Promise<Refusal | null> {
    const request = ++this.#last
    return new Promise((settle) => {
      this.#waiting.set(request, { document, settle })
      send(make(request))
    })
  }

  answer(reply: Reply): void {
    const waiting = this.#waiting.get(reply.request)
    this.#waiting.delete(reply.request)
    waiting?.settle(reply.refusal)
  }

  /** Settles those that will have no answer: of one document, or all. */
  refuse(document: string | null, refusal: Refusal): void {
    for (const [request, waiting] of this.#waiting) {
      if (document !== null && waiting.document !== document) continue
      this.#waiting.delete(request)
      waiting.settle(refusal)
    }
  }
}

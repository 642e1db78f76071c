import type { Call } from './decoders/decoder.ts'

/** A request and the message that ended it. */
export interface Answered<Message> {
  readonly request: Message
  readonly reply: Message
  readonly failed: boolean
}

/** Requests without a reply that are remembered; the oldest is forgotten first. */
const OPEN = 10_000

/** Pairs requests with their replies, by the protocol's own ids. It is told of a socket's messages in their order. */
export class Calls<Message> {
  readonly #open = new Map<string, Message>()

  /** Answers the pair that a reply completes; null for all else, and for a reply to nothing. */
  tell(socket: number, { role, scope, id, failed = false }: Call, message: Message): Answered<Message> | null {
    const key = JSON.stringify([socket, scope, id])
    if (role === 'part') return null
    const request = this.#open.get(key)
    this.#open.delete(key)
    if (role === 'reply') return request === undefined ? null : { request, reply: message, failed }
    // An id that is used again begins another call.
    this.#open.set(key, message)
    for (const old of this.#open.keys()) {
      if (this.#open.size <= OPEN) break
      this.#open.delete(old)
    }
    return null
  }

  clear(): void {
    this.#open.clear()
  }
}

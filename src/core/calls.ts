import type { Call, Message as Passed } from './decoders/decoder.ts'

/** A request and the message that ended it. */
export interface Answered<Message> {
  readonly request: Message
  readonly reply: Message
  readonly failed: boolean
}

/** Requests without a reply that are remembered; the oldest is forgotten first. */
const OPEN = 10_000

/** Pairs requests with their replies, by the protocol's own ids or one that the user named. It is told of a socket's messages in their order. */
export class Calls<Message extends { readonly time: number }> {
  readonly #open = new Map<string, Open<Message>>()

  /** Whether a message of which is told next begins a call. */
  begins(socket: number, { role, scope, id }: Call): boolean {
    return role === 'request' || (role === 'half' && !this.#open.has(keyOf(socket, scope, id)))
  }

  /** Answers the pair that a message completes; null for all else, and for a reply to nothing. */
  tell(
    socket: number,
    direction: Passed['direction'],
    { role, scope, id, failed = false }: Call,
    message: Message,
  ): Answered<Message> | null {
    const key = keyOf(socket, scope, id)
    if (role === 'part') return null
    const open = this.#open.get(key)
    if (role === 'half') {
      // The same id again in the same direction is still the first one's call.
      if (open?.direction === direction) return null
      this.#open.delete(key)
      if (!open) this.#keep(key, { direction, message })
      return open ? inOrder(open.message, message) : null
    }
    this.#open.delete(key)
    if (role === 'reply') return open === undefined ? null : { request: open.message, reply: message, failed }
    // An id that is used again begins another call.
    this.#keep(key, { direction, message })
    return null
  }

  clear(): void {
    this.#open.clear()
  }

  #keep(key: string, open: Open<Message>): void {
    this.#open.set(key, open)
    for (const old of this.#open.keys()) {
      if (this.#open.size <= OPEN) break
      this.#open.delete(old)
    }
  }
}

interface Open<Message> {
  readonly direction: Passed['direction']
  readonly message: Message
}

function keyOf(socket: number, scope: string, id: string): string {
  return JSON.stringify([socket, scope, id])
}

/** What is read later may have come earlier: a list is read from where one looks. */
function inOrder<Message extends { readonly time: number }>(one: Message, other: Message): Answered<Message> {
  const [request, reply] = other.time < one.time ? [other, one] : [one, other]
  return { request, reply, failed: false }
}

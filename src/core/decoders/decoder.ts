/**
 * What a decoder is: one file for each protocol or encoding, which opens with its specification's address and what it
 * refuses. Pure. Decoders run in a worker of the panel (`devtools/decode-worker`) under a deadline, on demand.
 *
 * A decoder says what a message means or that it is *not mine*; it never throws on purpose, loops on lengths that bytes
 * merely claim, or recurses with the depth of a payload. The raw bytes are always shown beside what it says.
 */
import type { Tree } from './tree.ts'

/** One message of a socket. Bytes are not written to. */
export interface Message {
  readonly direction: 'sent' | 'received'
  readonly data: string | Uint8Array
  /** ms since the epoch. */
  readonly time: number
}

/** What is known of the socket that a message belongs to. */
export interface SocketFacts {
  readonly url: string
  /** Chosen by the server; empty where none was. */
  readonly subprotocol: string
}

/** How sure a decoder is. The surest claim wins; of equal ones the decoder that comes first in the list. */
export type Confidence =
  /** A person wrote it for this socket's messages. */
  | 'decided'
  /** The subprotocol names it, or the conversation began with its handshake. */
  | 'certain'
  /** The bytes have its signature and all of them were read. */
  | 'likely'
  /** They can be read so, and much else can, too. */
  | 'possible'

/** A message's part in a call that has an answer, by the protocol's own ids or by one that the user named. */
export interface Call {
  /**
   * `request` begins, `reply` ends it; a `part` comes between, as a subscription's values do. `half`: what it is, is not
   * said; the first one of an id is the request, the next in the other direction its reply.
   */
  readonly role: 'request' | 'part' | 'reply' | 'half'
  /** The id of the call. Unique among calls of one `scope` of one socket that are open at one time. */
  readonly id: string
  /** Tells apart ids that are counted separately: by who asks (`page`, `server`), by namespace, by whether the user named them (`named`). */
  readonly scope: string
  /** Whether a reply says that the call failed. */
  readonly failed?: boolean
}

/** What a message means. */
export interface Decoded {
  /** As its specification writes it: `Socket.IO`, `MessagePack`. */
  readonly protocol: string
  readonly confidence: Confidence
  /** The meaning in one line, for the list: `event "chat:msg" ack 12`, `PUBLISH sensors/1 QoS 1`. At most 200 units. */
  readonly summary: string
  /** The discriminator by which messages are grouped: an event's name, a method, a topic, a packet's type. */
  readonly kind?: string
  /** All that was read. Shared or transferred to the panel as it is. */
  readonly tree: Tree
  /** The payload proper (an event's arguments, a result), for `json:` filters and shapes; else the whole tree. */
  readonly content?: Tree
  readonly call?: Call
  /** Bytes that the message carries in another encoding, to be decoded in turn (inflated, base64, an attachment). */
  readonly inner?: { readonly label: string; readonly data: string | Uint8Array }
  /** What the reader should know: what was cut, capped, invalid or assumed. Whole sentences. */
  readonly notes?: readonly string[]
}

/** It claims the message and can't read it: why, and from which byte or unit on. What was read before is shown. */
export interface Broken {
  readonly protocol: string
  readonly confidence: Confidence
  readonly error: string
  readonly at: number | null
  readonly tree?: Tree
}

export type Outcome = Decoded | Broken | 'not mine'

/** Reads the messages of one socket, which it is given in their order. */
export interface Reader {
  read(message: Message): Outcome
  /** No further message comes: what is kept elsewhere for this reader can go. */
  end?(): void
}

export interface Decoder {
  /** For settings and filters (`proto:mqtt`): lower case, no spaces. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** What a message means depends on the ones before it: all of a socket's messages are given, in order, to one reader. */
  readonly ordered: boolean
  /** Why it reads nothing, for people: of a user's own, which may be wrong. */
  readonly problem?: string
  /** A new reader for a socket; null where the socket's URL or subprotocol rule it out. `pinned`: the user says that it is this. */
  reader(socket: SocketFacts, pinned: boolean): Reader | null
}

export function isBroken(outcome: Exclude<Outcome, 'not mine'>): outcome is Broken {
  return 'error' in outcome
}

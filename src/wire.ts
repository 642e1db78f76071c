/**
 * Everything that crosses a border between the page and the panel: types, and the two guards at the end.
 *
 *   hook ──MessagePort── relay ──runtime port── background ──runtime port── session
 *
 * Reports go from left to right, commands from right to left. A report is about one document. Its rows are numbered
 * from 0 in the order in which the page saw them; the numbers are how the session finds what was lost or doubled.
 *
 * The conversation about one document:
 *
 *   relay → session  `hello`     here is a document with sockets (sent again after each reconnect)
 *   session → relay  `start`     tell me of it, from this row number on
 *   relay → session  `sockets`   what the sockets were before the rows that follow
 *   relay → session  `batches`   rows, in order, without a hole inside a batch
 *   session → relay  `ack`       all rows before this number are in the log; also permits what comes next
 *   relay → session  `farewell`  the document goes; its last rows, and how many there were
 *   relay → session  `blocked`   the page's policy has forbidden a connection
 *   session → relay  `trace`     tell each send of a socket with its call stack, or no longer
 *   session → relay  `send`, `close`   act on a socket; answered by one `reply` with the same `request`
 *   session → relay  `connect`   construct a socket as the page would; answered by one `reply` that has its number
 *   session → relay  `fetch`     tell a slice of a payload that came as its head alone; answered by one `reply` that has it
 *   session → relay  `clear`     the log was emptied: nobody will fetch the payloads that the page holds for it
 *   session → relay  `probe`     to a worker's relay: find out whether the worker still runs; its port ends where not
 *   background → relay `stop`    nobody is watching any more
 *   session → relay  `expect`    rules are to come: the page's part of them will say this secret
 *   relay → session  `acting`    that part is there, or is expected
 *   session → relay  `rules`     what is held and what becomes of new sockets, from now on
 *   relay → session  `held`      a message waits (told again after each reconnect); answered by `verdict`
 *   relay → session  `mocked`    a socket that never reaches the network; what happens on it, `play` says
 *
 * A worker is a document of its own in all this: the relay of the document that it belongs to has a second port for it.
 *
 * The hook keeps every row until it is acknowledged (within bounds), so nothing in the middle has to remember anything.
 */

import type { Handshake } from './core/handshake.ts'
import type { Body, Heard, Payload, ReadyState } from './core/row.ts'
import type { Condition } from './core/rules/condition.ts'
import type { Happening } from './core/rules/mock.ts'

/**
 * Raised whenever a message's shape changes. A hook of another version is told nothing and shown as outdated.
 * 2: `hello` says of which worker it is, and workers are sent `probe`; rows may have call stacks and listeners.
 * 3: payloads that are cut can be fetched; rules.
 * 4: sockets that the panel has a page construct.
 * 5: batches come together.
 */
export const VERSION = 5

/** Rows in columns, all of the same length. */
export interface Batch<B = Body> {
  /** The number of the first row; the others follow without a hole. */
  readonly first: number
  /** ms since the epoch, with the fraction that the browser gives. */
  readonly time: Float64Array
  /** Index into KINDS. */
  readonly kind: Uint8Array
  /** The socket's number within its document, from 1. */
  readonly socket: Uint32Array
  /** readyState just after what the row tells. */
  readonly state: Uint8Array
  /** FLAG bits. */
  readonly flags: Uint8Array
  /** Payload length: UTF-16 units of a text, bytes of a binary one. */
  readonly size: Float64Array
  /** `bufferedAmount` just after a send, bytes; else 0. */
  readonly buffered: Float64Array
  readonly body: readonly B[]
  /** Call stacks as the browser writes them: of a construction, and of a send that is traced. Null when no row has one. */
  readonly stack?: readonly (string | null)[] | null
  /** Who heard messages that were received, while that is counted. Null when no row has it. */
  readonly heard?: readonly (Heard | null)[] | null
  /** Numbers of those that were held, as in Held. Null when no row has one. */
  readonly held?: readonly (number | null)[] | null
}

/** What was gathered, in order. */
export interface Batches<B = Body> {
  readonly type: 'batches'
  readonly batches: readonly Batch<B>[]
}

/** Messages and their length in one direction. Length as in Batch.size. */
export interface Traffic {
  readonly messages: number
  readonly size: number
}

/** A socket as it stands before the rows that follow: what the rows that were let go said about it. */
export interface SocketSnapshot {
  readonly socket: number
  readonly url: string
  /** A WebSocketStream. */
  readonly stream: boolean
  /** The panel had the page construct it. */
  readonly made: boolean
  readonly protocols: readonly string[]
  /** ms since the epoch. */
  readonly constructed: number
  /** The call stack of the construction, as the browser writes it. */
  readonly stack: string | null
  readonly opened: number | null
  readonly protocol: string
  readonly extensions: string
  readonly state: ReadyState
  /** Messages that the hook let go of, and that will therefore never come as rows. */
  readonly lostSent: Traffic
  readonly lostReceived: Traffic
}

/** What a worker is. */
export interface WorkerInfo {
  readonly kind: 'dedicated' | 'shared'
  /** The name that the page gave it, often empty. */
  readonly name: string
}

/** First word about a document on a new port. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  /** Made by the relay; tells apart documents of one frame where the browser gives no `documentId`. */
  readonly nonce: string
  /** The document's address, or that of the worker's script, for showing only. */
  readonly url: string
  /** null: a document. */
  readonly worker: WorkerInfo | null
  /** The page had replaced natives before the hook ran: it stays native and reports nothing. */
  readonly tampered: boolean
}

export interface Sockets {
  readonly type: 'sockets'
  /** The number of the first row that the hook can still tell. */
  readonly first: number
  readonly sockets: readonly SocketSnapshot[]
}

/**
 * Last word about a document that goes. It comes on a port of its own, since nobody can tell there whether the one before
 * still has another end; so it is told whole, and what had come before is passed over.
 */
export interface Farewell {
  readonly type: 'farewell'
  readonly hello: Hello
  /** A session has asked for this document's rows. One that doesn't know it has let go of it. */
  readonly started: boolean
  readonly batches: readonly Batch[]
  /** The number of the row that would come next: what is missing before it will never come. */
  readonly next: number
}

/** Why a command was not carried out. */
export type Refusal =
  | { readonly why: 'state'; readonly state: ReadyState }
  /** The document or the socket is gone. */
  | { readonly why: 'gone' }
  /** The way to the page broke before an answer came: the log tells whether it was carried out. */
  | { readonly why: 'interrupted' }
  /** The socket is only read, from the browser's network log. The session says so, never a page. */
  | { readonly why: 'readOnly' }
  | { readonly why: 'threw'; readonly message: string }

/** The answer to a command; `refusal` null when it was carried out. */
export interface Reply<S = Payload> {
  readonly type: 'reply'
  readonly request: number
  readonly refusal: Refusal | null
  /** What `fetch` asked for: at most 4 MiB, empty at the end; null where the page no longer has it. */
  readonly slice?: S | null
  /** The number of what `connect` constructed, within its document. */
  readonly socket?: number | undefined
}

/** The page's Content Security Policy forbade a connection: why a socket failed that the page can't tell from others. */
export interface Blocked {
  readonly type: 'blocked'
  /** The address, as the browser gives it in `blockedURI`. */
  readonly url: string
  /** The policy as the page has it. */
  readonly policy: string
}

/** How far the page's part of the rules has come. */
export interface Acting {
  readonly type: 'acting'
  /** `expecting`: the hook waits for it. `early`: it is there, and was before the document's first socket. `late`: it came after that. */
  readonly stage: 'expecting' | 'early' | 'late'
}

/** A message waits in the page. */
export interface Held {
  readonly type: 'held'
  /** From 1, unique within the document. The row that it becomes carries it. */
  readonly id: number
  readonly socket: number
  readonly sent: boolean
  readonly data: Payload
  /** The rules that it meets. */
  readonly rules: readonly number[]
}

/** What became of messages without a verdict. */
export interface Unheld {
  readonly type: 'unheld'
  readonly id: number
  /** `released`: they went on as they were, for want of a panel. `closed`: the socket closed before they could be sent. */
  readonly why: 'released' | 'closed'
}

/** The page has constructed a socket that never reaches the network. What it does with it, its rows tell. */
export interface Mocked {
  readonly type: 'mocked'
  readonly socket: number
  readonly rule: number
  readonly protocols: readonly string[]
}
export type ActReport = Acting | Held | Unheld | Mocked

export type Report = Hello | Farewell | Sockets | Batches | Reply | Blocked | ActReport

export interface Start {
  readonly type: 'start'
  /** Number of the first row wanted. 0: all that is kept. */
  readonly from: number
}
export interface Ack {
  readonly type: 'ack'
  readonly next: number
}
export interface Stop {
  readonly type: 'stop'
}
export interface Clear {
  readonly type: 'clear'
}
export interface Probe {
  readonly type: 'probe'
}
/** Stays until it is taken back or a `stop` comes. */
export interface TraceCommand {
  readonly type: 'trace'
  readonly socket: number
  readonly on: boolean
}
export interface SendCommand {
  readonly type: 'send'
  readonly request: number
  readonly socket: number
  readonly data: Payload
}
export interface CloseCommand {
  readonly type: 'close'
  readonly request: number
  readonly socket: number
  readonly code: number | null
  readonly reason: string | null
}
/** Has the document construct a socket, with its own origin, cookies and policy. */
export interface ConnectCommand {
  readonly type: 'connect'
  readonly request: number
  readonly url: string
  readonly protocols: readonly string[]
}
/** Asks for a slice of a payload that came as its head alone. One at a time: the next is asked for when it has come. */
export interface FetchCommand {
  readonly type: 'fetch'
  readonly request: number
  /** The row's number in its document. */
  readonly row: number
  /** Place in the payload: bytes, or UTF-16 units of a text. */
  readonly from: number
}
/** The page's part of the rules comes, and says this. */
export interface ExpectCommand {
  readonly type: 'expect'
  readonly secret: string
}

/** A rule as the page needs it. */
export interface PageRule {
  readonly id: number
  readonly when: Condition
  /** What a message must meet, too, for the rule to do anything to it. null: no more than `when`. */
  readonly alters: Condition | null
  /** null: what is done is decided in the panel, while the message waits. */
  readonly socket: null | 'refuse' | 'mock' | { readonly find: string; readonly by: string }
}
export interface RulesCommand {
  readonly type: 'rules'
  readonly rules: readonly PageRule[]
}
/** What goes on in the place of a message that is held, in order; null stands for itself, and none at all drops it. */
export interface VerdictCommand {
  readonly type: 'verdict'
  readonly id: number
  readonly deliver: readonly (Payload | null)[]
  /** Does not wait for those before it. */
  readonly overtakes: boolean
}
/** Lets something happen on a socket as the page sees it. */
export interface PlayCommand {
  readonly type: 'play'
  readonly request: number
  readonly socket: number
  readonly happening: Happening | { readonly type: 'silence'; readonly on: boolean }
}
/** Nobody decides any more: what waits goes on as it is. */
export interface Release {
  readonly type: 'release'
}
export type ActCommand = RulesCommand | VerdictCommand | PlayCommand | Release

export type Command =
  | Start
  | Ack
  | Stop
  | Clear
  | Probe
  | TraceCommand
  | SendCommand
  | CloseCommand
  | ConnectCommand
  | FetchCommand
  | ExpectCommand
  | ActCommand

export type { Asker, Handshake, Header } from './core/handshake.ts'

/** What the browser says of where a report came from. Nothing here is the page's word but `url` and the title. */
export interface Source {
  /** Unique among all documents of the tab's life. */
  readonly document: string
  readonly frame: number
  readonly origin: string
}

/** Why the panel may be empty; see background/reach. */
export type Reach = 'ok' | 'reload' | 'restricted' | 'revoked' | 'file'

/** background → session */
export type Delivery =
  | { readonly type: 'report'; readonly source: Source; readonly report: Report }
  | { readonly type: 'gone'; readonly document: string }
  | { readonly type: 'reach'; readonly reach: Reach }
  /** A step of a connection being made, by whomever: all that is known of it so far. */
  | { readonly type: 'handshake'; readonly handshake: Handshake }
  /** The policy of a document of this origin forbids what capturing its workers fully needs. */
  | { readonly type: 'refused'; readonly origin: string }

/** session → background */
export type Order =
  | { readonly type: 'watch'; readonly tab: number }
  | { readonly type: 'look' }
  /** The tab's top document is to greet, though it may have no socket. */
  | { readonly type: 'wake' }
  | { readonly type: 'command'; readonly document: string; readonly command: Command }
  /** Origins whose workers are to be captured fully from the next load on (Chromium). */
  | { readonly type: 'workers'; readonly origins: readonly string[] }
  /** Brings the page's part of the rules into a document that expects it. */
  | { readonly type: 'act'; readonly document: string; readonly secret: string }

/** With a document's nonce the key in the extension's storage under which it says as JSON, while it goes, what it had to tell. */
export const LEFT = 'left '
export interface Left {
  /** How many rows it had. */
  readonly next: number
  /** Numbers of those that nobody acknowledged and that are no messages. */
  readonly steps: readonly number[]
}

/** Names of the two kinds of runtime port. The background also checks who connects. */
export const PORT = { document: 'document', session: 'session' } as const

/** relay → background, without a port: this document has its first socket. Answered by whether anybody watches its tab. */
export interface Ask {
  readonly type: 'ask'
}
/** relay → background, without a port: the document's policy forbids what capturing its workers fully needs. */
export interface Refused {
  readonly type: 'refused'
}
/** background → all relays of a tab: somebody watches now. */
export interface Watch {
  readonly type: 'watch'
}

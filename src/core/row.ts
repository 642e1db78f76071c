/** The words in which everything that happens to sockets is told: what a row of the log can say. */

/** What a row tells. The wire and the log carry the index: append only. */
export const KINDS = [
  'constructed',
  'open',
  'sent',
  'received',
  'error',
  'close',
  'closed',
  'lost',
  'navigated',
] as const
/**
 * - `constructed`: `new WebSocket(url, protocols)` or `new WebSocketStream(url, options)` returned; readyState is CONNECTING
 * - `open`: the `open` event, or a stream's `opened` was fulfilled
 * - `sent`, `received`: one message, in the direction that the page sees
 * - `error`: the `error` event, or a stream's `opened` was rejected
 * - `close`: `close(code, reason)` was called, or a stream's `readable` was cancelled or its `writable` closed or aborted
 * - `closed`: the `close` event, or a stream's `closed` was settled
 * - `lost`: messages that existed and are not in the log; only the session makes these
 * - `navigated`: the tab went to another document; only the session makes these
 */
export type Kind = (typeof KINDS)[number]

/** Who heard a message, where that was counted. */
export interface Heard {
  /** Listeners for it in the page when it came. */
  readonly listeners: number
  /** How long they ran together, ms; null where that isn't known. */
  readonly ran: number | null
}

/** Bits of a row's `flags`. */
export const FLAG = {
  /** Made by Sockeye: not by the page or its server. */
  synthetic: 1,
  /** `body` is only the head of the payload; `size` is true. */
  truncated: 2,
  /** The payload was a Blob on the page's side. */
  blob: 4,
  /** Happened before DevTools was opened; it comes from the hook's history. */
  history: 8,
} as const

/** `WebSocket.readyState`. */
export type ReadyState = 0 | 1 | 2 | 3

/** Body of a `constructed` row. `url` is the parsed URL (`socket.url`), `protocols` as requested. */
export interface Constructed {
  readonly url: string
  readonly protocols: readonly string[]
  /** It is a WebSocketStream. */
  readonly stream?: boolean
}

/** Body of an `open` row: what the server chose; each may be empty. */
export interface Opened {
  readonly protocol: string
  readonly extensions: string
}

/** Body of a `close` row: the arguments of `close()`, null where one was not given. */
export interface CloseCalled {
  readonly code: number | null
  readonly reason: string | null
}

/** Body of an `error` row where somebody told more than the page is told: what failed, in the browser's words. */
export interface Failed {
  readonly failure: string
}

/** Body of a `closed` row: the fields of the CloseEvent; null where only the end itself is known. */
export interface Closed {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** Why rows are missing: `history`, let go by the hook before the panel watched; `overflow`, the page was faster than
 *  the panel; `left`, the document went before it could tell them; `unreadable`, a Blob could not be read; `paused`, the user paused; `limit`, left the full log. */
export type LossCause = 'history' | 'overflow' | 'left' | 'unreadable' | 'paused' | 'limit'

/** Body of a `lost` row. */
export interface Lost {
  readonly count: number
  readonly cause: LossCause
}

/** Body of a `navigated` row. */
export interface Navigated {
  readonly address: string
}

/** The socket column of a row that is about no one socket. */
export const NO_SOCKET = 0xffff_ffff

/** A message's payload: text as the string that arrived, binary as its bytes. */
export type Payload = string | ArrayBuffer
/** A row's body. null: nothing to say. */
export type Body = Payload | Constructed | Opened | Failed | CloseCalled | Closed | Lost | Navigated | null

/** Whether a body is a binary payload. Not `instanceof`: the log and the panel live in different windows. */
export function isBytes(body: Body): body is ArrayBuffer {
  return typeof body === 'object' && body !== null && 'byteLength' in body
}

/** Whether a body is a message's payload, text or binary. */
export function isPayload(body: Body): body is Payload {
  return typeof body === 'string' || isBytes(body)
}

/**
 * What the browser itself tells of a connection being made: the HTTP request that asks for it and the answer to that
 * (RFC 6455 §4). It knows nothing of the page's socket; `devtools/handshakes` finds out which belongs to which.
 */

/** A header as it was on the wire; names keep their case where the browser does. */
export interface Header {
  readonly name: string
  readonly value: string
}

/** Who told of a handshake: the extension's webRequest, or the network log of DevTools. */
export type Witness = 'webRequest' | 'har'

/** What asked for the connection, as far as the browser tells. */
export type Asker = 'document' | 'worker' | 'sharedWorker' | 'serviceWorker' | 'unknown'

/** When each step happened, ms since the epoch; null where the browser doesn't tell or it hasn't happened. */
export interface HandshakeTimes {
  readonly started: number
  /** The request's headers were sent. */
  readonly sent: number | null
  /** The answer's headers came. */
  readonly answered: number | null
  /** It ended: switched to WebSocket, or failed. */
  readonly ended: number | null
}

export interface Handshake {
  /** Unique for its witness. */
  readonly id: string
  readonly witness: Witness
  readonly url: string
  readonly asker: Asker
  /** The document that it belongs to, as in the wire's Source; null where the browser doesn't tell. */
  readonly document: string | null
  /** The frame that it belongs to; null where the browser doesn't tell. */
  readonly frame: number | null
  /** The address of the document or worker that asked; empty where the browser doesn't tell. */
  readonly initiator: string
  readonly times: HandshakeTimes
  /** null until there is one, and where the browser doesn't tell. */
  readonly requestHeaders: readonly Header[] | null
  readonly responseHeaders: readonly Header[] | null
  /** HTTP status; null where there was no answer or the browser doesn't tell. */
  readonly status: number | null
  readonly statusText: string
  /** Where it was redirected to, the latest last. A WebSocket follows no redirect: one means failure. */
  readonly redirect: string | null
  /** The browser's own name of the error, such as `NS_ERROR_UNKNOWN_HOST` or `net::ERR_CONNECTION_REFUSED`. */
  readonly error: string | null
  /** IP address and port of the server. */
  readonly address: string | null
}

/**
 * WebSockets in the network log of Chromium's DevTools, as `devtools.network.getHAR()` and `onRequestFinished` give them:
 * HAR 1.2 entries with fields of Chromium's own. No text describes these; measured on Chromium 156:
 *
 * - `_resourceType` is `websocket`; `_webSocketMessages` holds all messages so far: `{type, time, opcode, data}`, time in
 *   seconds since the epoch, text (opcode 1) as it is, binary (2) as Base64. Fragments are joined; pings aren't there; what
 *   was sent as a Blob has no data; a lone surrogate is U+FFFD. Nothing is cut and nothing is left out.
 * - A failure, before or after the opening, is a message too: `{type: 'error', opcode: -1, data: 'the reason in words'}`.
 *   `response.status` is then 0, whatever the server said, and `response._error` always null.
 * - While a socket waits to connect, and when it fails before a request went out, there are no headers, and all times are the
 *   monotonic clock's: `startedDateTime` is in 1969.
 * - The close code is nowhere. `onRequestFinished` comes when a socket has closed or failed, and only then.
 * - `timings.wait` ends at the newest message, not at the answer: when a socket opened is known only before its first message.
 * - `_initiator.stack.callFrames[0].url` is the script that called the constructor: the extension's `hook.js` where it is in
 *   the way. `pageref` is missing for workers, service workers and cross-site frames.
 */

import type { Asker, Handshake, Header } from './handshake.ts'
import type { Row } from './log.ts'
import { parseBase64 } from './parse-bytes.ts'

export interface HarMessage {
  readonly type: 'send' | 'receive' | 'error'
  /** Seconds since the epoch. */
  readonly time: number
  readonly opcode: number
  readonly data: string
}

/** A WebSocket of the network log. */
export interface HarSocket {
  /** The same for every reading of one socket: its `Sec-WebSocket-Key`, where a request went out. */
  readonly id: string
  readonly url: string
  /** Addresses of the scripts on the stack that constructed it, the constructor's caller first. */
  readonly scripts: readonly string[]
  /** Whether it surely belongs to a document, not to a worker. */
  readonly inPage: boolean
  /** ms since the epoch; null where the log doesn't tell. */
  readonly started: number | null
  readonly opened: number | null
  /** The last that is known of it. */
  readonly last: number | null
  /** What failed, in Chromium's words. */
  readonly error: string | null
  readonly requestHeaders: readonly Header[]
  readonly responseHeaders: readonly Header[]
  readonly status: number
  readonly statusText: string
  readonly messages: readonly HarMessage[]
}

/** A row of a socket; only the session knows the socket's number. */
export type HarRow = Omit<Row, 'socket' | 'size'>

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Before this, ms since the epoch, a time is the monotonic clock's. */
const EPOCH = Date.UTC(2000, 0)
const timeOf = (time: number): number | null => (time > EPOCH ? time : null)

function headersOf(value: unknown): readonly Header[] {
  return listOf(value).map((header) => {
    const { name, value } = fieldsOf(header)
    return { name: textOf(name), value: textOf(value) }
  })
}

/** The value of a header, whatever the case of its name; empty where there is none. */
function headerOf(headers: readonly Header[], name: string): string {
  return headers.find((header) => header.name.toLowerCase() === name)?.value ?? ''
}

/** Addresses of the scripts on an initiator's stack, the innermost first; asynchronous parents are left out. */
function scriptsOf(initiator: unknown): readonly string[] {
  const { callFrames } = fieldsOf(fieldsOf(initiator).stack)
  return listOf(callFrames).map((frame) => textOf(fieldsOf(frame).url))
}

/** The address of an entry of a WebSocket, also of one of which nothing else is known; null for all other entries. */
export function readSocketUrl(value: unknown): string | null {
  const { _resourceType, request } = fieldsOf(value)
  return _resourceType === 'websocket' ? textOf(fieldsOf(request).url) : null
}

/** Reads an entry; null for one that is no WebSocket, or of which too little is known yet to know it again. */
export function readHarSocket(value: unknown): HarSocket | null {
  const entry = fieldsOf(value)
  if (entry._resourceType !== 'websocket') return null
  const request = fieldsOf(entry.request)
  const response = fieldsOf(entry.response)
  const messages = listOf(entry._webSocketMessages) as readonly HarMessage[]
  const newest = messages.at(-1)
  const failure = newest?.type === 'error' ? newest : null
  const requestHeaders = headersOf(request.headers)
  const url = textOf(request.url)
  const started = timeOf(Date.parse(textOf(entry.startedDateTime)))
  // Over HTTP/2 there is no key (RFC 8441 §5.1): what began in one ms at one address can't be told apart.
  const id =
    headerOf(requestHeaders, 'sec-websocket-key') ||
    (failure && started === null ? `${url} ${failure.time}` : requestHeaders.length > 0 ? `${url} ${started}` : '')
  if (id === '') return null
  const status = numberOf(response.status)
  const first = messages[0]
  const opening = started !== null && isOpening(status) ? started + numberOf(fieldsOf(entry.timings).wait) : null
  return {
    id,
    url,
    scripts: scriptsOf(entry._initiator),
    inPage: entry.pageref !== undefined,
    started,
    opened: opening === null || !first ? opening : Math.min(opening, first.time * 1000),
    last: started === null ? null : started + numberOf(entry.time),
    error: failure?.data ?? null,
    requestHeaders,
    responseHeaders: headersOf(response.headers),
    status,
    statusText: textOf(response.statusText),
    messages,
  }
}

/** Whether the answer opened the socket: 101, or over HTTP/2 any of the 200s (RFC 8441 §5). */
function isOpening(status: number): boolean {
  return status === 101 || (status >= 200 && status < 300)
}

/** What an entry of the script of a worker says; null for all else. */
export function readWorkerScript(value: unknown): { readonly url: string; readonly service: boolean } | null {
  const entry = fieldsOf(value)
  // Scripts that a page loads are its parser's or a script's; a worker's is nobody's.
  if (entry._resourceType !== 'script' || fieldsOf(entry._initiator).type !== 'other') return null
  const request = fieldsOf(entry.request)
  // https://w3c.github.io/ServiceWorker/#service-worker-script-request
  return { url: textOf(request.url), service: headerOf(headersOf(request.headers), 'service-worker') === 'script' }
}

/** Rows for how a socket began, as far as it has. `now` stands in for a start that the log doesn't tell. */
export function beginning(socket: HarSocket, now: number): { constructed: HarRow; open: HarRow | null } {
  const protocols = headerOf(socket.requestHeaders, 'sec-websocket-protocol')
  const body = { url: socket.url, protocols: protocols === '' ? [] : protocols.split(',').map((one) => one.trim()) }
  const constructed: HarRow = {
    time: socket.started ?? now,
    kind: 'constructed',
    state: 0,
    flags: 0,
    buffered: 0,
    body,
  }
  if (socket.opened === null) return { constructed, open: null }
  const protocol = headerOf(socket.responseHeaders, 'sec-websocket-protocol')
  const extensions = headerOf(socket.responseHeaders, 'sec-websocket-extensions')
  const open: HarRow = {
    time: socket.opened,
    kind: 'open',
    state: 1,
    flags: 0,
    buffered: 0,
    body: { protocol, extensions },
  }
  return { constructed, open }
}

/** The row of one item of the log; null for one that is no text, no binary message and no failure. */
export function rowOf(message: HarMessage, now: number): HarRow | null {
  const time = timeOf(message.time * 1000) ?? now
  if (message.type === 'error') {
    return { time, kind: 'error', state: 3, flags: 0, buffered: 0, body: { failure: message.data } }
  }
  const body = payloadOf(message)
  if (body === null) return null
  return { time, kind: message.type === 'send' ? 'sent' : 'received', state: 1, flags: 0, buffered: 0, body }
}

function payloadOf({ opcode, data }: HarMessage): string | ArrayBuffer | null {
  if (opcode === 1) return data
  const parsed = opcode === 2 ? parseBase64(data) : null
  return parsed?.ok ? parsed.bytes.buffer : null
}

/** The row for the end; the log knows neither code nor reason. */
export function ending(socket: HarSocket, now: number): HarRow {
  return { time: socket.last ?? now, kind: 'closed', state: 3, flags: 0, buffered: 0, body: null }
}

/** `Unexpected response code: 403`: the only place where the log holds the status of a refusal. */
const REFUSED = /Unexpected response code: (\d{3})$/

/** What the entry says of its handshake. `now` stands in for times that the log doesn't tell. */
export function handshakeOf(socket: HarSocket, asker: Asker, now: number): Handshake {
  const { opened, error } = socket
  const refused = error === null ? null : REFUSED.exec(error)
  const failed = opened === null && error !== null
  return {
    id: `har ${socket.id}`,
    witness: 'har',
    url: socket.url,
    asker,
    document: null,
    frame: null,
    initiator: socket.scripts[0] ?? '',
    times: {
      started: socket.started ?? now,
      // Its clock starts with the request.
      sent: socket.started,
      answered: opened,
      ended: opened ?? (failed ? (socket.last ?? now) : null),
    },
    requestHeaders: socket.requestHeaders.length > 0 ? socket.requestHeaders : null,
    responseHeaders: opened === null ? null : socket.responseHeaders,
    status: refused ? Number(refused[1]) : socket.status || null,
    statusText: socket.statusText,
    redirect: null,
    error: failed ? error : null,
    address: null,
  }
}

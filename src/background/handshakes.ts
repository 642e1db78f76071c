import type { Undo } from '../link.ts'
import type { Asker, Handshake, Header } from '../wire.ts'

/** What `webRequest` says of a request, as far as it matters here. Each event has some of these fields. */
export interface RequestDetails {
  readonly requestId: string
  readonly url: string
  /** -1: of no tab, as a shared or service worker's. */
  readonly tabId: number
  readonly frameId: number
  readonly documentId?: string
  /** Firefox: the address of the document in which it happens. */
  readonly documentUrl?: string
  /** Firefox: the address of what asked; of a worker, its script's. */
  readonly originUrl?: string
  /** ms since the epoch */
  readonly timeStamp: number
  readonly requestHeaders?: readonly RequestHeader[]
  readonly responseHeaders?: readonly RequestHeader[]
  readonly statusCode?: number
  /** `HTTP/1.1 403 Forbidden` */
  readonly statusLine?: string
  readonly redirectUrl?: string
  readonly ip?: string | null
  readonly error?: string
}

/** Of a value that is no UTF-8 the browser gives the bytes. */
interface RequestHeader {
  readonly name: string
  readonly value?: string
  readonly binaryValue?: readonly number[]
}

interface RequestEvent {
  addListener(listener: (details: RequestDetails) => void, filter: object, extra?: string[]): void
  removeListener(listener: (details: RequestDetails) => void): void
}

/** The events of `webRequest` that a handshake goes through. */
export type RequestEvents = Readonly<
  Record<
    'onBeforeRequest' | 'onSendHeaders' | 'onHeadersReceived' | 'onBeforeRedirect' | 'onCompleted' | 'onErrorOccurred',
    RequestEvent
  >
>

/** A handshake and where it happens. */
export interface Seen {
  readonly tab: number
  /** Origin of what asked, for what belongs to no tab. */
  readonly origin: string
  readonly handshake: Handshake
}

const FILTER = { urls: ['ws://*/*', 'wss://*/*'], types: ['websocket'] }

/**
 * Follows all handshakes of the browser: `tell` is called at each step with all that is known so far.
 * https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/webRequest
 */
export function followHandshakes(events: RequestEvents, tell: (seen: Seen) => void): Undo {
  const current = new Map<string, Handshake>()

  function step(details: RequestDetails, change: (handshake: Handshake) => Handshake, isLast = false): void {
    // One that began before anybody watched is told from here on.
    const handshake = change(current.get(details.requestId) ?? begin(details))
    if (isLast) current.delete(details.requestId)
    else current.set(details.requestId, handshake)
    tell({ tab: details.tabId, origin: originOf(details.originUrl ?? details.documentUrl ?? ''), handshake })
  }

  const undos = [
    on(events.onBeforeRequest, [], (details) => step(details, (handshake) => handshake)),
    on(events.onSendHeaders, ['requestHeaders'], (details) =>
      step(details, (handshake) => ({
        ...handshake,
        requestHeaders: headersOf(details.requestHeaders),
        times: { ...handshake.times, sent: details.timeStamp },
      })),
    ),
    on(events.onHeadersReceived, ['responseHeaders'], (details) =>
      step(details, (handshake) => ({
        ...answered(handshake, details),
        times: { ...handshake.times, answered: details.timeStamp },
      })),
    ),
    on(events.onBeforeRedirect, [], (details) =>
      step(details, (handshake) => ({ ...handshake, redirect: details.redirectUrl ?? null })),
    ),
    on(events.onCompleted, ['responseHeaders'], (details) =>
      step(details, (handshake) => ended(answered(handshake, details), details, null), true),
    ),
    on(events.onErrorOccurred, [], (details) =>
      step(details, (handshake) => ended(handshake, details, details.error ?? ''), true),
    ),
  ]
  return () => {
    for (const undo of undos) undo()
  }
}

function on(event: RequestEvent, extra: string[], listener: (details: RequestDetails) => void): Undo {
  if (extra.length > 0) event.addListener(listener, FILTER, extra)
  else event.addListener(listener, FILTER)
  return () => event.removeListener(listener)
}

function begin(details: RequestDetails): Handshake {
  const { requestId, url, documentId, frameId, originUrl, documentUrl, timeStamp } = details
  return {
    id: requestId,
    witness: 'webRequest',
    url,
    asker: askerOf(details),
    document: documentId ?? null,
    frame: frameId < 0 ? null : frameId,
    initiator: originUrl ?? documentUrl ?? '',
    times: { started: timeStamp, sent: null, answered: null, ended: null },
    requestHeaders: null,
    responseHeaders: null,
    status: null,
    statusText: '',
    redirect: null,
    error: null,
    address: null,
  }
}

/** What asked. Firefox gives a dedicated worker's requests the tab and frame of its document, but no `documentId` (measured on 153). */
function askerOf({ tabId, documentId }: RequestDetails): Asker {
  return tabId < 0 ? 'unknown' : documentId === undefined ? 'worker' : 'document'
}

function answered(handshake: Handshake, details: RequestDetails): Handshake {
  return {
    ...handshake,
    responseHeaders: details.responseHeaders ? headersOf(details.responseHeaders) : handshake.responseHeaders,
    status: details.statusCode || handshake.status,
    statusText: details.statusLine?.split(' ').slice(2).join(' ') ?? handshake.statusText,
    address: details.ip ?? handshake.address,
  }
}

function ended(handshake: Handshake, { timeStamp }: RequestDetails, error: string | null): Handshake {
  return { ...handshake, error, times: { ...handshake.times, ended: timeStamp } }
}

function headersOf(headers: readonly RequestHeader[] = []): Header[] {
  return headers.map(({ name, value, binaryValue }) => ({
    name,
    // Header bytes are Latin-1 where they are not UTF-8 (RFC 9110 §5.5).
    value: value ?? String.fromCharCode(...(binaryValue ?? [])),
  }))
}

function originOf(url: string): string {
  try {
    return new URL(url).origin
  } catch {
    return ''
  }
}

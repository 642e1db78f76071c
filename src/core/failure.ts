/**
 * Why a socket failed, in words. The page itself only gets an `error` event and code 1006, so that it can't look into
 * networks (https://websockets.spec.whatwg.org/#feedback-from-the-protocol); DevTools may know more.
 */
import type { Handshake, Header } from './handshake.ts'
import type { Closed } from './row.ts'

export interface FailureFacts {
  readonly url: string
  /** Requested subprotocols. */
  readonly protocols: readonly string[]
  /** Address of the document that constructed it; empty where it isn't known. */
  readonly page: string
  readonly opened: boolean
  /** null while it hasn't ended, and where only its end is known. */
  readonly closed: Closed | null
  readonly handshake: Handshake | null
  /** The policy of the page that forbade it, as the page's own `securitypolicyviolation` event said; null for none. */
  readonly policy: string | null
}

export interface Failure {
  /** A few words, for a list: `403 Forbidden`, `Connection refused`. */
  readonly title: string
  /** What that means and what to do about it: a sentence or two. */
  readonly advice: string
  /** The browser's own name or words, where it has given any. */
  readonly cause: string
}

/** Codes that no close frame carries: RFC 6455 §7.4.1. Firefox tells a page of failures of TLS. */
const FAILED = new Set([1006, 1015])

type Words = readonly [title: string, advice: string]

/** Why it failed; null for a socket that didn't. */
export function failureOf(facts: FailureFacts): Failure | null {
  const { handshake, closed, opened } = facts
  // One that a policy forbids has no close event in Chrome.
  const hasFailed = closed ? FAILED.has(closed.code) : Boolean(handshake?.error) || facts.policy !== null
  if (!hasFailed) return null
  const [title, advice] = opened ? lost(handshake) : (forbidden(facts) ?? refused(facts))
  return { title, advice, cause: handshake?.error ?? '' }
}

/** It was open, so the handshake isn't to blame. */
function lost(handshake: Handshake | null): Words {
  if (handshake?.error) return ['Protocol error after opening', `The browser ended the connection: ${handshake.error}`]
  return [
    'Lost without a close frame',
    'The connection was open and broke: the server or a proxy ended it without a close frame, or the network went away. Look at the server’s log, and at idle timeouts of proxies.',
  ]
}

/** What the browser forbade before anything went out. */
function forbidden({ url, page, policy, handshake }: FailureFacts): Words | null {
  if (policy !== null) {
    return [
      'Blocked by Content Security Policy',
      `The page’s policy forbids it. Add ${originOf(url)} to connect-src: ${policy}`,
    ]
  }
  if (handshake) return null
  if (isMixed(url, page)) {
    return [
      'Mixed content',
      'A page that was loaded over https: may not open a ws: connection, except to the own machine. Use wss:, or load the page over http: while developing.',
    ]
  }
  return isBadPort(url) ? UNSAFE_PORT : null
}

function refused(facts: FailureFacts): Words {
  const { handshake } = facts
  if (!handshake) {
    return [
      'Failed, and the browser doesn’t say why',
      'No handshake was seen. The address may be blocked by the browser or an extension, or the connection failed before DevTools was opened: reload the page to see more.',
    ]
  }
  const { status, error } = handshake
  if (status !== null && status !== 101) return answeredWith(status, handshake)
  const known = error === null ? null : wordsOf(error)
  if (known) return known
  if (status === 101) return mismatch(facts, handshake)
  return ['Connection failed', 'The browser gives no more than the words below.']
}

/** An HTTP answer that isn't 101 Switching Protocols. */
function answeredWith(status: number, { statusText, redirect, responseHeaders, error }: Handshake): Words {
  if (statusText === '' && /INVALID_HTTP_RESPONSE/.test(error ?? '')) return NOT_HTTP
  const title = `${status} ${statusText || (STATUS[status]?.[0] ?? '')}`.trim()
  const place = redirect ?? header(responseHeaders, 'location')
  if (status >= 300 && status < 400) {
    return [
      title,
      `The server redirects${place ? ` to ${place}` : ''}, and a WebSocket follows no redirect. Connect to the final address.`,
    ]
  }
  const advice =
    STATUS[status]?.[1] ??
    'The server answered the handshake like any other request. Look at its log, and at proxies in between.'
  return [title, advice]
}

/** Reason phrases of RFC 9110 §15, for HTTP/2 and servers that send none, and what is usual behind them. */
const STATUS: Readonly<Record<number, Words>> = {
  200: [
    'OK',
    'What is at this address doesn’t speak WebSocket. Check the path, and that proxies pass the Upgrade header on.',
  ],
  400: [
    'Bad Request',
    'The server didn’t take it for a handshake. Often a proxy drops the Upgrade and Connection headers.',
  ],
  401: [
    'Unauthorized',
    'The server wants credentials. A page can’t set headers on a WebSocket: use a cookie, the URL or a subprotocol.',
  ],
  403: [
    'Forbidden',
    'The server refused. Often it doesn’t accept the Origin header of this page, or the session’s cookie is missing.',
  ],
  404: ['Not Found', 'There is nothing at this path. Check it, and whether a proxy strips a prefix.'],
  426: ['Upgrade Required', 'The server wants another protocol or version: see its Upgrade header.'],
  429: ['Too Many Requests', 'The server limits how often one may connect. Reconnect more slowly.'],
  500: ['Internal Server Error', 'The server failed while it was answering. Look at its log.'],
  502: ['Bad Gateway', 'A proxy couldn’t reach the server behind it.'],
  503: ['Service Unavailable', 'The server or what is behind a proxy is not ready.'],
  504: ['Gateway Timeout', 'A proxy waited in vain for the server behind it.'],
}

const NOT_HTTP: Words = [
  'Not an HTTP answer',
  'What listens there doesn’t speak HTTP. Check the port; a TLS server needs wss:.',
]
const UNSAFE_PORT: Words = [
  'Port blocked by the browser',
  'Browsers don’t connect to ports of some other protocols. Let the server listen on another port.',
]
const REFUSED: Words = [
  'Connection refused',
  'Nothing listens at this address and port. Check that the server runs and which port it has.',
]
const UNKNOWN_HOST: Words = ['Unknown host', 'The name could not be resolved. Check its spelling, and DNS.']
const TIMEOUT: Words = ['Timed out', 'The server didn’t answer. Often a firewall drops the packets.']
const RESET: Words = [
  'Closed during the handshake',
  'The server or something in between hung up before it answered. Look at its log; a TLS server needs wss:.',
]
const OFFLINE: Words = ['Offline', 'This computer has no network, or the network changed.']
const UNREACHABLE: Words = ['Unreachable', 'There is no way to this address from this network.']
const PROXY: Words = ['Proxy failed', 'The proxy that the browser is set to use could not be reached or refused.']
const ABORTED: Words = ['Given up', 'The page closed the socket, or went away, before it was open.']
const BLOCKED: Words = [
  'Blocked in the browser',
  'An extension, the browser’s tracking protection or a policy blocked it. Try without them.',
]
const CERTIFICATE: Words = [
  'Certificate not trusted',
  'Open the same address with https: in a tab: the browser says there what is wrong. A page can’t ask for an exception.',
]
const TLS: Words = ['TLS failed', 'No secure connection came about. Often the server speaks plain ws: on this port.']

/** Patterns in what browsers call their errors. https://searchfox.org/mozilla-central/source/xpcom/base/ErrorList.py, https://chromium.googlesource.com/chromium/src/+/main/net/base/net_error_list.h */
const ERRORS: readonly (readonly [RegExp, Words])[] = [
  [/UNSAFE_PORT|PORT_ACCESS_NOT_ALLOWED/, UNSAFE_PORT],
  [/PROXY|TUNNEL/, PROXY],
  [/INVALID_HTTP_RESPONSE|NS_ERROR_WEBSOCKET_CONNECTION_REFUSED/, NOT_HTTP],
  [/CONNECTION_REFUSED/, REFUSED],
  [/NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|UNKNOWN_HOST/, UNKNOWN_HOST],
  [/TIMED_OUT|NET_TIMEOUT/, TIMEOUT],
  [/CERT|certificate/i, CERTIFICATE],
  [/SSL|TLS|SEC_ERROR/, TLS],
  [
    /CONNECTION_RESET|CONNECTION_CLOSED|Connection closed before|EMPTY_RESPONSE|NET_RESET|NET_INTERRUPT|NET_PARTIAL_TRANSFER/,
    RESET,
  ],
  [/INTERNET_DISCONNECTED|NETWORK_CHANGED|NS_ERROR_OFFLINE/, OFFLINE],
  [/ADDRESS_UNREACHABLE|ADDRESS_INVALID|NETWORK_ACCESS/, UNREACHABLE],
  [/BLOCKED|CONTENT_BLOCKED|TRACKING|NS_ERROR_BLOCKED/, BLOCKED],
  [/ERR_ABORTED|BINDING_ABORTED|NS_ERROR_ABORT|WebSocket is closed before/, ABORTED],
  [
    /Sec-WebSocket-Accept/,
    ['Wrong Sec-WebSocket-Accept', 'The server’s proof of the handshake doesn’t fit the key (RFC 6455 §4.2.2).'],
  ],
  [
    /Sec-WebSocket-Protocol/,
    [
      'Subprotocol mismatch',
      'The server has to choose one of the subprotocols that were asked for, or none if none was.',
    ],
  ],
  [
    /Sec-WebSocket-Extensions/,
    ['Extension mismatch', 'The server chose an extension that the browser didn’t offer (RFC 6455 §9.1).'],
  ],
  [
    /['‘]?(Upgrade|Connection)['’]? header/,
    ['Not a WebSocket answer', 'The answer lacks the Upgrade or Connection header. Often a proxy took them out.'],
  ],
  [
    /Authentication/,
    [
      '401 Unauthorized',
      'The server wants credentials. A page can’t set headers on a WebSocket: use a cookie, the URL or a subprotocol.',
    ],
  ],
]

function wordsOf(error: string): Words | null {
  const found = ERRORS.find(([pattern]) => pattern.test(error))
  if (found) return found[1]
  // Firefox tells of TLS and certificates in sentences of the user's language, and of all else in names.
  return /^(NS_|net::|Error )/.test(error) || error === '' ? null : ['TLS or certificate problem', `${TLS[1]}`]
}

/** The server switched protocols, and yet the browser didn't open the socket. */
function mismatch({ protocols }: FailureFacts, { responseHeaders }: Handshake): Words {
  const chosen = header(responseHeaders, 'sec-websocket-protocol')
  if (chosen !== null && !protocols.includes(chosen)) {
    return [
      'Subprotocol mismatch',
      `The server chose ${chosen}, which was not asked for${protocols.length > 0 ? ` (${protocols.join(', ')})` : ''}.`,
    ]
  }
  if (chosen === null && protocols.length > 0) {
    return [
      'Subprotocol mismatch, probably',
      `${protocols.join(', ')} was asked for and the server chose none. Chrome refuses that, Firefox opens the socket.`,
    ]
  }
  return [
    'Answer not accepted',
    'The server switched protocols, but its Sec-WebSocket-Accept, its extensions or what followed are not as they should be (RFC 6455 §4.1).',
  ]
}

function header(headers: readonly Header[] | null, name: string): string | null {
  return headers?.find((one) => one.name.toLowerCase() === name)?.value ?? null
}

function originOf(url: string): string {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}`
  } catch {
    return url
  }
}

/** https://w3c.github.io/webappsec-mixed-content/#should-block-fetch */
function isMixed(url: string, page: string): boolean {
  if (!url.startsWith('ws:') || !page.startsWith('https:')) return false
  const { hostname } = new URL(url)
  return !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** https://fetch.spec.whatwg.org/#port-blocking */
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

function isBadPort(url: string): boolean {
  try {
    const { port } = new URL(url)
    return port !== '' && BAD_PORTS.has(Number(port))
  } catch {
    return false
  }
}

import type { Header } from '../handshake.ts'
import type { Body } from '../row.ts'
import { isPayload } from '../row.ts'
import type { RecordedHandshake, RecordedSocket } from './recording.ts'

/** What stands in a file in place of a secret. */
export const REDACTED = 'REDACTED'

/** Words that make the value of a parameter or header with such a name a secret: `access_token`, `apiKey`, `X-Auth`. */
const SECRET_WORDS = new Set(
  `apikey auth authenticate authentication authorization bearer cookie credential credentials csrf jwt key otp pass
  passphrase passwd password pwd secret session sessionid sid sig signature ticket token tokens xsrf`.split(/\s+/),
)
/** Headers of RFC 6455 that sound like secrets and are none: the key only proves that the server speaks WebSocket. */
const HARMLESS_HEADERS = new Set(['sec-websocket-key', 'sec-websocket-accept', 'sec-websocket-version'])
/** Headers whose value is an address. */
const ADDRESS_HEADERS = new Set(['referer', 'location', 'origin'])
const PROTOCOL_HEADER = 'sec-websocket-protocol'

/** Whether a name says that its value is a secret. Words are told apart by case, digits and punctuation. */
function isSecretName(name: string): boolean {
  const words = decoded(name)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  return words.some((word) => SECRET_WORDS.has(word)) || SECRET_WORDS.has(words.join(''))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A JSON Web Token (RFC 7519) or another token of its kind: the Base64 of an object of JSON begins with `eyJ`. */
const TOKEN = /\beyJ[\w+/=-]{12,}(?:\.[\w-]*)*/g
/** Subprotocols that say that the next one is a secret. */
const KUBERNETES = /^(base64url\.bearer\.authorization\.(?:.*\.)?).+$/
const ANNOUNCES_SECRET = /(?:^|[-_.])(?:token|auth|authorization|bearer|jwt|api[-_]?key|secret|password)$/i

/**
 * An address without its secrets: the password before the host, the values of parameters with telling names in query and
 * fragment, and tokens of JSON wherever they stand. All else stays as it is, byte for byte.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, `$1${REDACTED}@`)
    .replace(/([?&;#])([^=&;#?]*)=([^&;#]*)/g, (all, before: string, name: string, value: string) =>
      value !== '' && isSecretName(name) ? `${before}${name}=${REDACTED}` : all,
    )
    .replace(TOKEN, REDACTED)
}

/**
 * Subprotocols without the secrets that pages smuggle in them, having no other way to set a header: a token of JSON, the
 * value behind a telling name (`['access_token', '…']`), and what follows Kubernetes' name for one.
 */
export function redactProtocols(protocols: readonly string[]): readonly string[] {
  return protocols.map((protocol, at) => {
    const before = protocols[at - 1]
    if (before !== undefined && ANNOUNCES_SECRET.test(before)) return REDACTED
    return protocol.replace(KUBERNETES, `$1${REDACTED}`).replace(TOKEN, REDACTED)
  })
}

/** The chosen subprotocol as it stands among the redacted requested ones. */
function redactProtocol(protocol: string, requested: readonly string[]): string {
  const at = requested.indexOf(protocol)
  return redactProtocols(at < 0 ? [protocol] : requested)[Math.max(0, at)] ?? protocol
}

function redactHeader({ name, value }: Header): Header {
  const known = name.toLowerCase()
  if (known === PROTOCOL_HEADER) return { name, value: redactProtocols(value.split(/,\s*/)).join(', ') }
  if (ADDRESS_HEADERS.has(known)) return { name, value: redactUrl(value) }
  if (HARMLESS_HEADERS.has(known) || known.startsWith(':')) return { name, value: redactUrl(value) }
  return { name, value: isSecretName(name) ? REDACTED : value.replace(TOKEN, REDACTED) }
}

function redactHandshake(handshake: RecordedHandshake): RecordedHandshake {
  return {
    ...handshake,
    requestHeaders: handshake.requestHeaders?.map(redactHeader) ?? null,
    responseHeaders: handshake.responseHeaders?.map(redactHeader) ?? null,
  }
}

/** A socket without the secrets in its addresses, subprotocols and headers. */
export function redactSocket(socket: RecordedSocket): RecordedSocket {
  return {
    ...socket,
    page: redactUrl(socket.page),
    url: redactUrl(socket.url),
    protocols: redactProtocols(socket.protocols),
    protocol: redactProtocol(socket.protocol, socket.protocols),
    handshake: socket.handshake && redactHandshake(socket.handshake),
  }
}

/** What a row says without secrets in addresses and subprotocols. Payloads are left alone: only their protocol knows them. */
export function redactBody(body: Body): Body {
  if (body === null || isPayload(body)) return body
  if ('address' in body) return { ...body, address: redactUrl(body.address) }
  if ('url' in body) return { ...body, url: redactUrl(body.url), protocols: redactProtocols(body.protocols) }
  if ('protocol' in body) return { ...body, protocol: redactProtocol(body.protocol, [body.protocol]) }
  return body
}

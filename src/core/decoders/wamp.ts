/**
 * WAMP version 2, in JSON, MessagePack or CBOR, one message or a batch to each of a socket's.
 * https://wamp-proto.org/wamp_bp_latest_ietf.html
 *
 * Refuses: sockets without one of its subprotocols, which the specification demands, and the FlatBuffers and UBJSON forms.
 */
import { BoundedMap } from './bounded-map.ts'
import { ByteCursor } from './byte-cursor.ts'
import { cborDecoder } from './cbor.ts'
import { type Call, type Decoder, isBroken, type Message, type Outcome, type Reader } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { messagePackValue } from './message-pack-value.ts'
import { decodedOf, nameText, type Packet, quoted, SHOWN } from './packets.ts'
import { record } from './record.ts'
import { TreeValue } from './tree-value.ts'

/** What the positions behind a message's number are called. */
const SHAPES: ReadonlyMap<number, readonly [type: string, ...fields: string[]]> = new Map([
  [1, ['HELLO', 'realm', 'details']],
  [2, ['WELCOME', 'session', 'details']],
  [3, ['ABORT', 'details', 'reason']],
  [4, ['CHALLENGE', 'authmethod', 'extra']],
  [5, ['AUTHENTICATE', 'signature', 'extra']],
  [6, ['GOODBYE', 'details', 'reason']],
  [8, ['ERROR', 'request type', 'request', 'details', 'error', 'arguments', 'arguments by name']],
  [16, ['PUBLISH', 'request', 'options', 'topic', 'arguments', 'arguments by name']],
  [17, ['PUBLISHED', 'request', 'publication']],
  [32, ['SUBSCRIBE', 'request', 'options', 'topic']],
  [33, ['SUBSCRIBED', 'request', 'subscription']],
  [34, ['UNSUBSCRIBE', 'request', 'subscription']],
  [35, ['UNSUBSCRIBED', 'request', 'details']],
  [36, ['EVENT', 'subscription', 'publication', 'details', 'arguments', 'arguments by name']],
  [48, ['CALL', 'request', 'options', 'procedure', 'arguments', 'arguments by name']],
  [49, ['CANCEL', 'request', 'options']],
  [50, ['RESULT', 'request', 'details', 'arguments', 'arguments by name']],
  [64, ['REGISTER', 'request', 'options', 'procedure']],
  [65, ['REGISTERED', 'request', 'registration']],
  [66, ['UNREGISTER', 'request', 'registration']],
  [67, ['UNREGISTERED', 'request', 'details']],
  [68, ['INVOCATION', 'request', 'registration', 'details', 'arguments', 'arguments by name']],
  [69, ['INTERRUPT', 'request', 'options']],
  [70, ['YIELD', 'request', 'options', 'arguments', 'arguments by name']],
])
const INVOCATION = 68

export const wampDecoder: Decoder = {
  id: 'wamp',
  name: 'WAMP',
  ordered: true,
  reader({ subprotocol }, pinned) {
    const [, form, batched] = /^wamp\.2\.(json|msgpack|cbor)(\.batched)?$/.exec(subprotocol) ?? []
    return form || pinned ? new WampReader(form ?? 'json', batched !== undefined) : null
  },
}

class WampReader implements Reader {
  readonly #form: string
  readonly #batched: boolean
  /** Topics and procedures by the page's request, and by the id that the router gave them. */
  readonly #asked = new BoundedMap<string, string>()
  readonly #topics = new BoundedMap<string, string>()
  readonly #procedures = new BoundedMap<string, string>()

  constructor(form: string, batched: boolean) {
    this.#form = form
    this.#batched = batched
  }

  read({ data }: Message): Outcome {
    const values = typeof data === 'string' ? this.#texts(data) : this.#binary(data)
    const packets: Packet[] = []
    for (const value of values.slice(0, SHOWN)) {
      const packet = value && this.#packet(value)
      if (!packet) return { protocol: 'WAMP', confidence: 'certain', error: 'This is no WAMP message.', at: null }
      packets.push(packet)
    }
    return packets.length > 0 ? decodedOf('WAMP', 'certain', packets, values.length) : 'not mine'
  }

  #texts(data: string): (TreeValue | null)[] {
    if (!this.#batched) return [jsonValue(data)]
    // Implementations end messages with CAN, the specification's text has RS.
    return data
      .split('\u0018')
      .flatMap((text) => text.split('\u001e'))
      .filter((text) => text !== '')
      .map(jsonValue)
  }

  #binary(data: Uint8Array): (TreeValue | null)[] {
    const read = this.#form === 'cbor' ? cborValue : packedValue
    if (!this.#batched) return [read(data)]
    const cursor = new ByteCursor(data)
    const values: (TreeValue | null)[] = []
    while (cursor.left > 0 && !cursor.short) values.push(read(cursor.take(cursor.u32())))
    return values
  }

  #packet(value: TreeValue): Packet | null {
    const items = value.items(8)
    const code = items[0]?.integer ?? -1
    const [type, ...names] = SHAPES.get(code) ?? []
    if (!value.isArray || type === undefined || items.length > names.length + 1 || items.length < 2) return null
    const at = (name: string) => items[names.indexOf(name) + 1] ?? null
    const has = (name: string) => (names.includes(name) ? at(name) : null)
    const request = has('request')?.id ?? null
    const about = this.#about(type, request, has)
    const error = has('error')?.string ?? has('reason')?.string
    const shown = about ?? has('realm')?.string ?? has('authmethod')?.string ?? null
    return {
      summary: `${type}${shown === null ? '' : ` ${nameText(shown)}`}${request === null ? '' : ` #${request}`}${error == null ? '' : ` ${quoted(error)}`}`,
      kind: about === null ? type : `${type} ${about}`,
      tree: record({ type, ...Object.fromEntries(names.map((name) => [name, at(name) ?? undefined])) }),
      content: contentOf(has('arguments'), has('arguments by name')),
      call: callOf(type, request, has),
    }
  }

  /** The topic or procedure that a message is about; ids that stand for one are learnt on the way. */
  #about(type: string, request: string | null, field: (name: string) => TreeValue | null): string | null {
    const own = field('topic')?.string ?? field('procedure')?.string ?? null
    if (own !== null) {
      if (request !== null && type !== 'PUBLISH') this.#asked.set(request, own)
      return own
    }
    const subscription = field('subscription')?.id
    const registration = field('registration')?.id
    if (type === 'SUBSCRIBED' || type === 'REGISTERED' || type === 'RESULT') {
      const asked = request === null ? undefined : this.#asked.get(request)
      if (asked !== undefined && subscription != null) this.#topics.set(subscription, asked)
      if (asked !== undefined && registration != null) this.#procedures.set(registration, asked)
      return asked ?? null
    }
    if (subscription != null) return this.#topics.get(subscription) ?? null
    return registration == null ? null : (this.#procedures.get(registration) ?? null)
  }
}

function packedValue(bytes: Uint8Array): TreeValue | null {
  const cursor = new ByteCursor(bytes)
  const value = messagePackValue(cursor)
  return cursor.isSpent ? value : null
}

/** Bytes as the decoder of CBOR reads them when it is told that they are CBOR. */
function cborValue(bytes: Uint8Array): TreeValue | null {
  const reader = cborDecoder.reader({ url: '', subprotocol: '' }, true)
  const outcome = reader?.read({ direction: 'received', data: bytes, time: 0 }) ?? 'not mine'
  return outcome === 'not mine' || isBroken(outcome) ? null : new TreeValue(outcome.tree)
}

/** The arguments by position, unless there are only some by name. */
function contentOf(list: TreeValue | null, byName: TreeValue | null) {
  return (list && (list.size > 0 || !byName) ? list : byName)?.whole
}

function callOf(type: string, request: string | null, field: (name: string) => TreeValue | null): Call | null {
  const page = (role: Call['role'], failed = false): Call | null =>
    request === null ? null : { role, id: request, scope: 'page', ...(failed ? { failed } : {}) }
  const server = (role: Call['role']): Call | null => (request === null ? null : { role, id: request, scope: 'server' })
  const progress = (field('details') ?? field('options'))?.field('progress')?.boolean === true
  switch (type) {
    case 'HELLO':
      return { role: 'request', id: 'session', scope: 'session' }
    case 'CHALLENGE':
    case 'AUTHENTICATE':
      return { role: 'part', id: 'session', scope: 'session' }
    case 'WELCOME':
      return { role: 'reply', id: 'session', scope: 'session' }
    case 'ABORT':
      return { role: 'reply', id: 'session', scope: 'session', failed: true }
    case 'PUBLISH':
      return field('options')?.field('acknowledge')?.boolean === true ? page('request') : null
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
    case 'CALL':
    case 'REGISTER':
    case 'UNREGISTER':
      return page('request')
    case 'CANCEL':
      return page('part')
    case 'PUBLISHED':
    case 'SUBSCRIBED':
    case 'UNSUBSCRIBED':
    case 'REGISTERED':
    case 'UNREGISTERED':
      return page('reply')
    case 'RESULT':
      return page(progress ? 'part' : 'reply')
    case 'INVOCATION':
      return server('request')
    case 'INTERRUPT':
      return server('part')
    case 'YIELD':
      return server(progress ? 'part' : 'reply')
    case 'ERROR': {
      const failed = page('reply', true)
      return failed && field('request type')?.integer === INVOCATION ? { ...failed, scope: 'server' } : failed
    }
    default:
      return null
  }
}

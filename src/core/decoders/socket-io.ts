/**
 * Engine.IO 3 and 4 with Socket.IO 2 to 5 on it.
 * https://socket.io/docs/v4/engine-io-protocol/, https://github.com/socketio/socket.io-protocol
 *
 * Refuses: long-polling payloads, which are no WebSocket messages, and parsers that users plug in instead of the default
 * one: their messages are shown as Engine.IO's and what is in them is handed on (`inner`), as MessagePack for instance.
 */
import type { Call, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import { TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'

const ENGINE = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const
const SOCKET = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK'] as const
type SocketType = (typeof SOCKET)[number]

/** Type, attachments, namespace with a query that only version 2 had, and id; the JSON follows. */
const HEAD = /^([0-6])(?:(\d{1,4})-)?(?:(\/[^,]{0,1000})(?:,|$))?(\d{1,15})?/

/** Bytes of attachments that are kept until their packet is whole. */
const KEPT = 16 * 1024 * 1024

interface SocketPacket {
  readonly type: SocketType
  readonly attachments: number
  readonly namespace: string
  readonly id: string | null
  readonly payload: TreeValue | null
}

/** A packet whose attachments are on their way. */
interface Pending {
  readonly packet: SocketPacket
  readonly received: Uint8Array[]
  bytes: number
}

export const socketIoDecoder: Decoder = {
  id: 'socket.io',
  name: 'Socket.IO',
  ordered: true,
  reader({ url, subprotocol }, pinned) {
    if (subprotocol !== '' && !pinned) return null
    const version = /[?&]EIO=([34])(?:&|#|$)/.exec(url)?.[1]
    return new SocketIoReader(version === undefined ? null : Number(version), pinned)
  },
}

class SocketIoReader implements Reader {
  #version: number | null
  #certain: boolean
  readonly #pending: Record<Message['direction'], Pending | null> = { sent: null, received: null }

  constructor(version: number | null, pinned: boolean) {
    this.#version = version
    this.#certain = pinned || version !== null
  }

  read(message: Message): Outcome {
    if (typeof message.data !== 'string') return this.#attachment(message, message.data)
    const type = ENGINE[message.data.charCodeAt(0) - 0x30]
    if (type === undefined) return 'not mine'
    const rest = message.data.slice(1)
    if (type === 'message') return this.#message(message, rest)
    const payload = type === 'open' ? jsonValue(rest) : null
    if (type === 'open') {
      if (!payload?.field('sid')?.string || payload.field('pingInterval')?.integer == null) return 'not mine'
      this.#certain = true
      this.#version ??= payload.field('maxPayload') ? 4 : 3
    } else if (!this.#certain || (rest !== '' && rest !== 'probe')) return 'not mine'
    const summary = rest === '' || payload ? type : `${type} ${rest}`
    const tree = record({ engine: type, data: payload ?? (rest || undefined) })
    const call: Call | null =
      type === 'ping' || type === 'pong'
        ? { role: type === 'ping' ? 'request' : 'reply', id: rest || 'ping', scope: 'engine' }
        : null
    return decodedOf('Engine.IO', 'certain', [{ summary, kind: type, tree, content: payload?.whole, call }])
  }

  #message(message: Message, rest: string): Outcome {
    const packet = parsePacket(rest)
    if (!packet) {
      if (!this.#certain) return 'not mine'
      const tree = record({ engine: 'message', data: rest })
      const inner = { label: 'Engine.IO message', data: rest }
      return decodedOf('Engine.IO', 'certain', [{ summary: 'message', kind: '', tree, inner }])
    }
    // Only events have a shape that hardly anything else has: 42["name".
    if (!this.#certain && !eventName(packet)) return 'not mine'
    const lost = this.#pending[message.direction]
    this.#pending[message.direction] =
      packet.attachments > 0 && this.#certain ? { packet, received: [], bytes: 0 } : null
    const described = describe(packet, message.direction, null)
    const notes = lost
      ? [`${lost.packet.attachments - lost.received.length} attachments of the packet before this one never came.`]
      : undefined
    return decodedOf('Socket.IO', this.#certain ? 'certain' : 'likely', [{ ...described, notes }])
  }

  #attachment(message: Message, data: Uint8Array): Outcome {
    if (!this.#certain) return 'not mine'
    // Version 3 puts the packet's type, as a byte, before what is binary.
    const bytes = this.#version === 3 && data[0] === ENGINE.indexOf('message') ? data.subarray(1) : data
    const pending = this.#pending[message.direction]
    if (!pending) {
      const tree = record({ engine: 'message', data: bytes })
      const inner = { label: 'Engine.IO message', data: bytes }
      return decodedOf('Engine.IO', 'certain', [{ summary: 'binary message', kind: '', tree, inner }])
    }
    pending.bytes += bytes.length
    pending.received.push(pending.bytes > KEPT ? new Uint8Array() : bytes)
    const { packet, received } = pending
    const whole = received.length === packet.attachments
    if (whole) this.#pending[message.direction] = null
    const event = eventName(packet)
    const of = event === null ? `ack ${packet.id}` : quoted(event)
    const summary = `attachment ${received.length} of ${packet.attachments} of ${of}`
    const described = whole ? describe(packet, message.direction, received) : null
    return decodedOf('Socket.IO', 'certain', [
      {
        summary,
        kind: 'attachment',
        tree: record({ attachment: bytes, ...(described ? { packet: new TreeValue(described.tree) } : {}) }),
        content: described?.content,
        inner: { label: `attachment ${received.length}`, data: bytes },
        notes:
          pending.bytes > KEPT
            ? ['The attachments have more than 16 MiB; later ones are not put together.']
            : undefined,
      },
    ])
  }
}

/** A Socket.IO packet; null where the text is none. Strict: a payload must be what its type has. */
function parsePacket(text: string): SocketPacket | null {
  const head = HEAD.exec(text)
  if (!head) return null
  const type = SOCKET[Number(head[1])] as SocketType
  const rest = text.slice(head[0].length)
  const payload = rest === '' ? null : jsonValue(rest)
  if (rest !== '' && !payload) return null
  const binary = type === 'BINARY_EVENT' || type === 'BINARY_ACK'
  if (binary !== (head[2] !== undefined)) return null
  const packet = {
    type,
    attachments: Number(head[2] ?? 0),
    namespace: head[3] ?? '/',
    id: head[4] ?? null,
    payload,
  }
  switch (type) {
    case 'EVENT':
    case 'BINARY_EVENT':
      return eventName(packet) === null ? null : packet
    case 'ACK':
    case 'BINARY_ACK':
      return payload?.isArray && packet.id !== null ? packet : null
    case 'CONNECT':
      return packet.id === null && (!payload || payload.isObject) ? packet : null
    case 'DISCONNECT':
      return packet.id === null && !payload ? packet : null
    case 'CONNECT_ERROR':
      return packet.id === null && (!payload || payload.isObject || payload.string !== null) ? packet : null
    default:
      return type satisfies never
  }
}

/** An event's name, which may be a number, too; null for all else. */
function eventName({ type, payload }: SocketPacket): string | null {
  return type === 'EVENT' || type === 'BINARY_EVENT' ? (payload?.item(0)?.id ?? null) : null
}

function describe(
  packet: SocketPacket,
  direction: Message['direction'],
  attachments: readonly Uint8Array[] | null,
): Packet {
  const { type, namespace, id } = packet
  const event = eventName(packet)
  const space = namespace === '/' ? '' : ` ${nameText(namespace)}`
  const waiting =
    packet.attachments > 0 && !attachments
      ? `, ${packet.attachments} attachment${packet.attachments === 1 ? '' : 's'} to come`
      : ''
  const ack = id === null ? '' : ` ack ${id}`
  const isAnswer = type === 'ACK' || type === 'BINARY_ACK'
  const asker = (direction === 'sent') === isAnswer ? 'server' : 'page'
  const content = contentOf(packet, attachments)
  const tree = record({
    type,
    namespace,
    id: id ?? undefined,
    event: event ?? undefined,
    attachments: packet.attachments || undefined,
    data: content ? new TreeValue(content) : undefined,
  })
  const name = isAnswer ? 'ack' : type.toLowerCase().replace('_', ' ')
  return {
    summary:
      event === null
        ? `${name}${isAnswer ? ` ${id}` : ''}${space}${waiting}`
        : `event ${quoted(event)}${ack}${space}${waiting}`,
    kind: event ?? name,
    tree,
    content,
    call:
      id === null
        ? connection(type, namespace, direction)
        : { role: isAnswer ? 'reply' : 'request', id, scope: `${asker} ${namespace}` },
  }
}

/** The page asks to be connected to a namespace, which the server confirms or refuses. */
function connection(type: SocketType, namespace: string, direction: Message['direction']): Call | null {
  const id = namespace.split('?')[0] as string
  if (type === 'CONNECT') return { role: direction === 'sent' ? 'request' : 'reply', id, scope: 'namespace' }
  return type === 'CONNECT_ERROR' ? { role: 'reply', id, scope: 'namespace', failed: true } : null
}

/** The payload without an event's name, and with the attachments where their placeholders are. */
function contentOf(packet: SocketPacket, attachments: readonly Uint8Array[] | null) {
  const { payload } = packet
  if (!payload) return null
  const fill = (value: TreeValue) => {
    if (!attachments || value.field('_placeholder')?.boolean !== true) return null
    return attachments[value.field('num')?.integer ?? -1] ?? null
  }
  const builder = new TreeBuilder()
  if (eventName(packet) === null) payload.addTo(builder, null, fill)
  else {
    builder.open('array')
    for (const item of payload.items(Number.POSITIVE_INFINITY).slice(1)) item.addTo(builder, null, fill)
  }
  return builder.done()
}

/**
 * ASP.NET Core SignalR: the JSON and the MessagePack hub protocol, from the handshake on.
 * https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md
 *
 * Refuses: the SignalR of ASP.NET before Core, whose messages are another protocol.
 */
import { ByteCursor, utf8Text } from './byte-cursor.ts'
import type { Call, Confidence, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { messagePackValue } from './message-pack-value.ts'
import { decodedOf, nameText, type Packet, quoted, SHOWN } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

/** By their numbers, which begin with 1. */
const TYPES = [
  'invocation',
  'stream item',
  'completion',
  'stream invocation',
  'cancel invocation',
  'ping',
  'close',
  'ack',
  'sequence',
] as const

/** A hub message of either protocol. Fields that a type has not are null. */
interface HubMessage {
  readonly type: (typeof TYPES)[number]
  readonly id: string | null
  readonly target: string | null
  readonly arguments: TreeValue | null
  readonly streamIds: TreeValue | null
  readonly item: TreeValue | null
  readonly result: TreeValue | null
  readonly error: string | null
  readonly headers: TreeValue | null
  readonly sequenceId: number | null
}

const END = '\u001e'

export const signalrDecoder: Decoder = {
  id: 'signalr',
  name: 'SignalR',
  ordered: true,
  reader({ subprotocol }, pinned) {
    return subprotocol !== '' && !pinned ? null : new SignalrReader(pinned)
  },
}

class SignalrReader implements Reader {
  #confidence: Confidence
  /** The server answers the handshake with one record that has no type. */
  #answerDue = false

  constructor(pinned: boolean) {
    this.#confidence = pinned ? 'certain' : 'likely'
  }

  read(message: Message): Outcome {
    const { data } = message
    const text = typeof data === 'string' ? data : handshakeText(data)
    if (text?.endsWith(END)) {
      const packets: Packet[] = []
      const parts = text.slice(0, -1).split(END)
      for (const part of parts.slice(0, SHOWN)) {
        const value = jsonValue(part)
        const packet = value && (this.#handshake(message, value) ?? describe(fromJson(value), message.direction))
        if (!packet) return 'not mine'
        packets.push(packet)
      }
      return decodedOf('SignalR', this.#confidence, packets, parts.length)
    }
    return typeof data === 'string' ? 'not mine' : this.#messagePack(message, data)
  }

  #handshake(message: Message, value: TreeValue): Packet | null {
    const protocol = value.field('protocol')?.string
    if (message.direction === 'sent' && protocol != null && value.field('version')?.integer != null) {
      this.#confidence = 'certain'
      this.#answerDue = true
      return { summary: `handshake ${nameText(protocol)}`, kind: 'handshake', tree: value.whole }
    }
    if (message.direction === 'sent' || !this.#answerDue || !value.isObject || value.field('type')) return null
    this.#answerDue = false
    const error = value.field('error')?.string
    const summary = error == null ? 'handshake accepted' : `handshake refused: ${quoted(error)}`
    return { summary, kind: 'handshake', tree: value.whole }
  }

  /** Each message is preceded by its length. */
  #messagePack(message: Message, data: Uint8Array): Outcome {
    const cursor = new ByteCursor(data)
    const packets: Packet[] = []
    let total = 0
    for (; cursor.left > 0; total++) {
      const part = new ByteCursor(cursor.take(cursor.varint(5)))
      if (cursor.short) return 'not mine'
      if (total >= SHOWN) continue
      const value = messagePackValue(part)
      const packet = value && part.isSpent ? describe(fromMessagePack(value), message.direction) : null
      if (!packet) return 'not mine'
      packets.push(packet)
    }
    return packets.length > 0 ? decodedOf('SignalR', this.#confidence, packets, total) : 'not mine'
  }
}

/** Clients of the MessagePack protocol send the handshake, which is JSON, as bytes. */
function handshakeText(data: Uint8Array): string | null {
  return data[0] === 0x7b && data.at(-1) === 0x1e ? utf8Text(data) : null
}

function fromJson(value: TreeValue): HubMessage | null {
  const type = TYPES[(value.field('type')?.integer ?? 0) - 1]
  if (!type) return null
  return {
    type,
    id: value.field('invocationId')?.string ?? null,
    target: value.field('target')?.string ?? null,
    arguments: value.field('arguments'),
    streamIds: value.field('streamIds'),
    item: value.field('item'),
    result: value.field('result'),
    error: value.field('error')?.string ?? null,
    headers: value.field('headers'),
    sequenceId: value.field('sequenceId')?.integer ?? null,
  }
}

function fromMessagePack(value: TreeValue): HubMessage | null {
  const type = TYPES[(value.item(0)?.integer ?? 0) - 1]
  if (!type) return null
  const nothing = {
    type,
    id: null,
    target: null,
    arguments: null,
    streamIds: null,
    item: null,
    result: null,
    error: null,
    headers: null,
    sequenceId: null,
  }
  if (type === 'ping') return nothing
  if (type === 'close') return { ...nothing, error: value.item(1)?.string ?? null }
  if (type === 'ack' || type === 'sequence') return { ...nothing, sequenceId: value.item(1)?.integer ?? null }
  const headers = value.item(1)
  if (!headers?.isObject) return null
  const called = { ...nothing, headers: headers.size > 0 ? headers : null, id: value.item(2)?.string ?? null }
  if (type === 'invocation' || type === 'stream invocation') {
    return { ...called, target: value.item(3)?.string ?? null, arguments: value.item(4), streamIds: value.item(5) }
  }
  if (type === 'stream item') return { ...called, item: value.item(3) }
  if (type === 'cancel invocation') return called
  // A completion's kind: 1 an error, 2 no result, 3 a result.
  const kind = value.item(3)?.integer
  if (kind === 1) return { ...called, error: value.item(4)?.string ?? '' }
  return { ...called, result: kind === 3 ? value.item(4) : null }
}

/** Strict: null where a field is missing that the type must have. */
function describe(message: HubMessage | null, direction: Message['direction']): Packet | null {
  if (!message) return null
  const { type, id, target, error } = message
  const here = direction === 'sent' ? 'page' : 'server'
  const there = direction === 'sent' ? 'server' : 'page'
  const number = id === null ? '' : ` #${nameText(id)}`
  const tree = record(Object.fromEntries(Object.entries(message).filter(([, value]) => value !== null)))
  const packet = (
    summary: string,
    call: Call | null = null,
    content: TreeValue | null = null,
    kind: string = type,
  ) => ({
    summary,
    kind,
    tree,
    content: content?.whole,
    call,
  })
  switch (type) {
    case 'invocation':
    case 'stream invocation': {
      if (target === null || !message.arguments?.isArray || (type === 'stream invocation' && id === null)) return null
      const verb = type === 'invocation' ? 'invoke' : 'stream'
      const call: Call | null = id === null ? null : { role: 'request', id, scope: here }
      return packet(`${verb} ${nameText(target)}${number}`, call, message.arguments, target)
    }
    case 'stream item':
      // A client's items belong to streams that it has named in an invocation, not to a call of the server's.
      return id === null
        ? null
        : packet(`item${number}`, direction === 'sent' ? null : { role: 'part', id, scope: 'page' }, message.item)
    case 'completion': {
      if (id === null) return null
      const failed = error === null ? {} : { failed: true }
      const said = error === null ? '' : `: ${quoted(error)}`
      return packet(
        `${error === null ? 'result' : 'error'}${number}${said}`,
        { role: 'reply', id, scope: there, ...failed },
        message.result,
      )
    }
    case 'cancel invocation':
      return id === null ? null : packet(`cancel${number}`, { role: 'part', id, scope: here })
    case 'ping':
      return packet('ping')
    case 'close':
      return packet(error === null ? 'close' : `close: ${quoted(error)}`)
    case 'ack':
    case 'sequence':
      return message.sequenceId === null ? null : packet(`${type} ${message.sequenceId}`)
    default:
      return type satisfies never
  }
}

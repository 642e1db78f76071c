/**
 * MQTT 3.1, 3.1.1 and 5, whose packets don't begin and end where messages do.
 * https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html, https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html
 *
 * Refuses: sockets without the subprotocol that the specification demands (§6), unless they begin with a CONNECT packet.
 * Packets of more than 16 MiB are passed over.
 */

import { BoundedMap } from './bounded-map.ts'
import { ByteCursor } from './byte-cursor.ts'
import { ByteQueue } from './byte-queue.ts'
import type { Call, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { type MqttProperties, mqttProperties } from './mqtt-properties.ts'
import { mqttReason } from './mqtt-reasons.ts'
import { decodedOf, nameText, type Packet, SHOWN } from './packets.ts'
import { payloadParts } from './payload-parts.ts'
import { record } from './record.ts'

/** By their numbers, which begin with 1. */
const TYPES = [
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
] as const
type Type = (typeof TYPES)[number]
/** Types whose four flags are 0010, not 0000 (§2.2.2). */
const FLAGGED: ReadonlySet<Type> = new Set(['PUBREL', 'SUBSCRIBE', 'UNSUBSCRIBE'])

const KEPT = 16 * 1024 * 1024

type Direction = Message['direction']
type Fields = Record<string, unknown>

/** A packet's fields by the specification's names, and what follows from them. */
interface Body extends Pick<Packet, 'content' | 'inner' | 'call' | 'notes'> {
  readonly fields: Fields
  readonly said: string
  /** Default: the packet's type. */
  readonly kind?: string
}

export const mqttDecoder: Decoder = {
  id: 'mqtt',
  name: 'MQTT',
  ordered: true,
  reader({ subprotocol }, pinned) {
    const named = /^mqtt(v3\.1)?$/i.test(subprotocol)
    return named || pinned || subprotocol === '' ? new MqttReader(named || pinned) : null
  },
}

class MqttReader implements Reader {
  #known: boolean
  /** 3 for 3.1, 4 for 3.1.1, 5; null until CONNECT says it. */
  #version: number | null = null
  /** Packets of which not all has come: the type, and how many bytes there are to be. */
  readonly #partial: Record<Direction, { readonly type: Type; readonly end: number } | null> = {
    sent: null,
    received: null,
  }
  readonly #queues: Record<Direction, ByteQueue> = { sent: new ByteQueue(), received: new ByteQueue() }
  readonly #aliases: Record<Direction, BoundedMap<number, string>> = {
    sent: new BoundedMap(),
    received: new BoundedMap(),
  }

  constructor(known: boolean) {
    this.#known = known
  }

  read({ data, direction }: Message): Outcome {
    if (typeof data === 'string' || data.length === 0) return 'not mine'
    if (!this.#known) {
      if (direction !== 'sent' || !beginsWithConnect(data)) return 'not mine'
      this.#known = true
    }
    const queue = this.#queues[direction]
    const before = queue.length
    queue.push(data)
    const packets: Packet[] = []
    let total = 0
    const partial = this.#partial[direction]
    // Chunks are joined only when that can complete a packet.
    const waits = partial !== null && queue.length < partial.end
    while (queue.length > 1 && !waits) {
      this.#partial[direction] = null
      const head = headOf(queue.bytes)
      if (head === 'broken') {
        queue.clear()
        const error = 'This is no MQTT packet, or one is missing before it.'
        return { protocol: 'MQTT', confidence: 'certain', error, at: 0 }
      }
      if (!head) break
      const { type, start, end } = head
      if (end > queue.length) {
        if (end > KEPT) queue.drop(end)
        else this.#partial[direction] = head
        const notes = end > KEPT ? ['Packets of more than 16 MiB are not put together.'] : undefined
        const summary = `part of ${type}, ${before + data.length} of ${end} bytes`
        if (packets.length === 0) packets.push({ summary, kind: type, tree: record({ part: data }), notes })
        break
      }
      const bytes = queue.bytes
      const flags = (bytes[0] as number) & 15
      const cursor = new ByteCursor(bytes.subarray(start, end))
      const body = flagsFit(type, flags) ? this.#body(type, flags, cursor, direction) : null
      queue.drop(end)
      if (!body || cursor.short) {
        queue.clear()
        const error = `The fields of this ${type} packet don't fit its length or its flags.`
        return { protocol: 'MQTT', confidence: 'certain', error, at: before === 0 ? start : null }
      }
      if (total < SHOWN) packets.push(packetOf(type, body))
      total++
    }
    if (packets.length > 0) return decodedOf('MQTT', 'certain', packets, Math.max(1, total))
    const summary = partial ? `part of ${partial.type}, ${queue.length} of ${partial.end} bytes` : 'part of a packet'
    const kind = partial?.type ?? 'part'
    return decodedOf('MQTT', 'certain', [{ summary, kind, tree: record({ part: data }) }])
  }

  #body(type: Type, flags: number, cursor: ByteCursor, direction: Direction): Body | null {
    const asker = direction === 'sent' ? 'page' : 'server'
    const answered = direction === 'sent' ? 'server' : 'page'
    switch (type) {
      case 'CONNECT':
        return this.#connect(cursor)
      case 'CONNACK': {
        const present = cursor.u8()
        const code = cursor.u8()
        const failed = code !== 0 ? { failed: true } : {}
        return {
          fields: { 'session present': present === 1, 'reason code': code, properties: this.#properties(cursor) },
          said: code === 0 ? 'accepted' : `refused ${mqttReason(code, true)}`,
          call: { role: 'reply', id: 'connect', scope: 'connection', ...failed },
        }
      }
      case 'PUBLISH':
        return this.#publish(flags, cursor, direction)
      case 'PUBACK':
      case 'PUBREC':
      case 'PUBREL':
      case 'PUBCOMP': {
        const id = cursor.u16()
        const code = this.#version === 5 && cursor.left > 0 ? cursor.u8() : 0
        const failed = code >= 0x80
        const scope = type === 'PUBREL' ? asker : answered
        const role = type === 'PUBREL' || (type === 'PUBREC' && !failed) ? 'part' : 'reply'
        return {
          fields: { 'packet identifier': id, 'reason code': code || undefined, properties: this.#properties(cursor) },
          said: `#${id}${failed ? ` refused ${mqttReason(code)}` : ''}`,
          call: { role, id: String(id), scope, ...(failed ? { failed } : {}) },
        }
      }
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE': {
        const id = cursor.u16()
        const properties = this.#properties(cursor)
        const topics: Fields[] = []
        while (cursor.left > 0 && !cursor.short) {
          const topic = cursor.text(cursor.u16())
          topics.push(type === 'SUBSCRIBE' ? subscription(topic, cursor.u8()) : { topic })
        }
        if (topics.length === 0) return null
        const names = topics.slice(0, 3).map(({ topic, QoS }) => nameText(String(topic)) + (QoS ? ` QoS ${QoS}` : ''))
        return {
          fields: { 'packet identifier': id, properties, topics },
          said: `${names.join(', ')}${topics.length > 3 ? `, ${topics.length - 3} more` : ''}`,
          call: { role: 'request', id: String(id), scope: asker },
        }
      }
      case 'SUBACK':
      case 'UNSUBACK': {
        const id = cursor.u16()
        const properties = this.#properties(cursor)
        const codes = [...cursor.take(cursor.left)]
        const refused = codes.filter((code) => code >= 0x80)
        const call: Call = { role: 'reply', id: String(id), scope: answered }
        return {
          fields: { 'packet identifier': id, properties, 'reason codes': codes },
          said:
            refused.length === 0
              ? `#${id}`
              : `#${id} refused ${refused
                  .slice(0, 3)
                  .map((code) => mqttReason(code))
                  .join(', ')}`,
          call: refused.length > 0 ? { ...call, failed: true } : call,
        }
      }
      case 'PINGREQ':
      case 'PINGRESP':
        if (cursor.left > 0) return null
        return {
          fields: {},
          said: '',
          call: { role: type === 'PINGREQ' ? 'request' : 'reply', id: 'ping', scope: 'connection' },
        }
      case 'DISCONNECT':
      case 'AUTH': {
        const code = cursor.left > 0 ? cursor.u8() : 0
        return {
          fields: { 'reason code': code, properties: cursor.left > 0 ? this.#properties(cursor) : undefined },
          said: code === 0 ? '' : mqttReason(code),
        }
      }
      default:
        return type satisfies never
    }
  }

  #connect(cursor: ByteCursor): Body | null {
    const protocol = cursor.text(cursor.u16())
    const version = cursor.u8()
    if (protocol !== 'MQTT' && protocol !== 'MQIsdp') return null
    this.#version = version
    const flags = cursor.u8()
    const keepAlive = cursor.u16()
    const properties = this.#properties(cursor)
    const client = cursor.text(cursor.u16())
    const will: Fields = {}
    if (flags & 4) {
      will.properties = this.#properties(cursor)
      will.topic = cursor.text(cursor.u16())
      will.payload = payloadParts(cursor.take(cursor.u16())).shown
    }
    const user = flags & 0x80 ? cursor.text(cursor.u16()) : undefined
    const password = flags & 0x40 ? cursor.take(cursor.u16()) : undefined
    const { payload, ...willFields } = will
    const name =
      version === 5 ? 'MQTT 5' : version === 4 ? 'MQTT 3.1.1' : version === 3 ? 'MQTT 3.1' : `MQTT level ${version}`
    return {
      fields: {
        protocol,
        version,
        'clean start': (flags & 2) !== 0,
        'keep alive': keepAlive,
        properties,
        'client identifier': client,
        ...(flags & 4
          ? { will: { ...willFields, QoS: (flags >> 3) & 3, retain: (flags & 32) !== 0 }, 'will payload': payload }
          : {}),
        'user name': user,
        password,
      },
      said: `${client === '' ? '' : `${nameText(client)} `}${name}`,
      call: { role: 'request', id: 'connect', scope: 'connection' },
    }
  }

  #publish(flags: number, cursor: ByteCursor, direction: Direction): Body | null {
    const qos = (flags >> 1) & 3
    const sent = cursor.text(cursor.u16())
    const id = qos > 0 ? cursor.u16() : null
    const properties = this.#properties(cursor)
    const alias = properties?.get('topic alias')
    const aliases = this.#aliases[direction]
    if (typeof alias === 'number' && sent !== '') aliases.set(alias, sent)
    const topic = sent === '' && typeof alias === 'number' ? (aliases.get(alias) ?? '') : sent
    const { shown, content, inner } = payloadParts(cursor.take(cursor.left))
    const marks = `${qos > 0 ? ` QoS ${qos}` : ''}${flags & 1 ? ' retain' : ''}${flags & 8 ? ' again' : ''}`
    const unnamed = typeof alias === 'number' ? `alias ${alias}` : '(no topic)'
    const notes = this.#version === null ? ['The CONNECT packet was not seen; MQTT 3.1.1 is assumed.'] : undefined
    return {
      fields: {
        topic,
        QoS: qos,
        retain: (flags & 1) !== 0,
        duplicate: (flags & 8) !== 0,
        'packet identifier': id ?? undefined,
        properties,
        payload: shown,
      },
      said: `${topic === '' ? unnamed : nameText(topic)}${marks}`,
      kind: topic || unnamed,
      content,
      inner,
      call: id === null ? null : { role: 'request', id: String(id), scope: direction === 'sent' ? 'page' : 'server' },
      notes,
    }
  }

  /** Version 5 alone has properties; some packets end before them. */
  #properties(cursor: ByteCursor): MqttProperties | undefined {
    if (this.#version !== 5 || cursor.left === 0) return undefined
    const properties = mqttProperties(cursor)
    if (!properties) cursor.short = true
    return properties?.size ? properties : undefined
  }
}

/** A CONNECT packet with the protocol's name in it. */
function beginsWithConnect(data: Uint8Array): boolean {
  const cursor = new ByteCursor(data.subarray(0, 16))
  if (cursor.u8() !== 0x10) return false
  cursor.varint(4)
  const name = cursor.text(cursor.u16())
  const version = cursor.u8()
  return !cursor.short && (name === 'MQTT' ? version === 4 || version === 5 : name === 'MQIsdp' && version === 3)
}

/** The packet that begins these bytes: its fields lie from `start` to `end`. Null where too little has come. */
function headOf(bytes: Uint8Array) {
  const type = TYPES[((bytes[0] as number) >> 4) - 1]
  if (!type) return 'broken'
  const cursor = new ByteCursor(bytes.subarray(0, 5), 1)
  const length = cursor.varint(4)
  if (cursor.short) return bytes.length >= 5 ? 'broken' : null
  return { type, start: cursor.at, end: cursor.at + length }
}

function flagsFit(type: Type, flags: number): boolean {
  return type === 'PUBLISH' ? (flags & 6) !== 6 : flags === (FLAGGED.has(type) ? 2 : 0)
}

function subscription(topic: string, options: number): Fields {
  return { topic, QoS: options & 3, 'no local': (options & 4) !== 0, 'retain as published': (options & 8) !== 0 }
}

function packetOf(type: Type, { fields, said, kind, ...rest }: Body): Packet {
  return {
    ...rest,
    summary: said === '' ? type : `${type} ${said}`,
    kind: kind ?? type,
    tree: record({ type, ...fields }),
  }
}

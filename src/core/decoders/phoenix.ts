/**
 * Phoenix channels, serializer versions 1 and 2 with its binary messages.
 * https://hexdocs.pm/phoenix/writing_a_channels_client.html, https://github.com/phoenixframework/phoenix/blob/main/assets/js/phoenix/serializer.js
 *
 * Refuses: what LiveView puts into its events; it is shown as JSON.
 */

import { BoundedMap } from './bounded-map.ts'
import { ByteCursor } from './byte-cursor.ts'
import type { Call, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonMessage } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

const OWN = /^(?:phx_(?:join|leave|reply|error|close)|heartbeat)$/

interface Push {
  readonly joinRef: string | null
  readonly ref: string | null
  readonly topic: string
  readonly event: string
  /** Of a binary message: its bytes. */
  readonly payload: TreeValue | Uint8Array
  /** Of a reply. */
  readonly status: string | null
}

export const phoenixDecoder: Decoder = {
  id: 'phoenix',
  name: 'Phoenix',
  ordered: true,
  reader({ url, subprotocol }, pinned) {
    const named = /\/websocket\?(?:[^#]*&)?vsn=[12]\.\d/.test(url)
    return named || pinned || subprotocol === '' || subprotocol === 'phoenix'
      ? new PhoenixReader(named || pinned)
      : null
  },
}

class PhoenixReader implements Reader {
  #certain: boolean
  /** The events that refs were sent with. */
  readonly #events = new BoundedMap<string, string>()

  constructor(certain: boolean) {
    this.#certain = certain
  }

  read(message: Message): Outcome {
    const push =
      typeof message.data === 'string'
        ? (fromArray(jsonMessage(message, '[')) ?? fromObject(jsonMessage(message, '{', '"topic"')))
        : this.#certain
          ? fromBytes(message.data, message.direction)
          : null
    if (!push) return 'not mine'
    const { event, topic, ref } = push
    if (!this.#certain && !(OWN.test(event) && (event !== 'heartbeat' || topic === 'phoenix'))) return 'not mine'
    if (event === 'phx_join' && message.direction === 'sent') this.#certain = true
    return decodedOf('Phoenix', this.#certain ? 'certain' : 'likely', [this.#describe(push, message.direction, ref)])
  }

  #describe(push: Push, direction: Message['direction'], ref: string | null): Packet {
    const { topic, event, status } = push
    const asked = event === 'phx_reply' && ref !== null ? this.#events.take(ref) : undefined
    if (direction === 'sent' && ref !== null) this.#events.set(ref, event)
    const call: Call | null =
      ref === null
        ? null
        : direction === 'sent'
          ? { role: 'request', id: ref, scope: 'page' }
          : event === 'phx_reply'
            ? { role: 'reply', id: ref, scope: 'page', ...(status === 'ok' ? {} : { failed: true }) }
            : null
    const number = ref === null ? '' : ` #${nameText(ref)}`
    const isBytes = push.payload instanceof Uint8Array
    const response = isBytes ? null : (push.payload as TreeValue)
    return {
      summary:
        event === 'phx_reply'
          ? `reply ${status ?? ''} ${asked ? `to ${quoted(asked)} ` : ''}${nameText(topic)}${number}`
          : `${OWN.test(event) ? event.replace('phx_', '') : `event ${quoted(event)}`} ${nameText(topic)}${number}`,
      kind: event === 'phx_reply' && asked ? `reply ${asked}` : event,
      tree: record({
        'join ref': push.joinRef ?? undefined,
        ref: ref ?? undefined,
        topic,
        event,
        status: status ?? undefined,
        payload: push.payload,
      }),
      content: ((event === 'phx_reply' ? response?.field('response') : null) ?? response)?.whole,
      inner: isBytes ? { label: 'payload', data: push.payload as Uint8Array } : null,
      call,
    }
  }
}

const isRef = (value: TreeValue | null) => value !== null && (value.isNull || value.id !== null)

/** Version 2: [join_ref, ref, topic, event, payload]. */
function fromArray(value: TreeValue | null): Push | null {
  const [joinRef, ref, topic, event, payload, more] = value?.items(6) ?? []
  if (!joinRef || !ref || topic?.string == null || event?.string == null || !payload?.isObject || more) return null
  if (!isRef(joinRef) || !isRef(ref)) return null
  return pushOf(joinRef.id, ref.id, topic.string, event.string, payload)
}

/** Version 1: an object with the same names. */
function fromObject(value: TreeValue | null): Push | null {
  const topic = value?.field('topic')?.string
  const event = value?.field('event')?.string
  const payload = value?.field('payload')
  if (!value || topic == null || event == null || !payload?.isObject || !isRef(value.field('ref'))) return null
  return pushOf(value.field('join_ref')?.id ?? null, value.field('ref')?.id ?? null, topic, event, payload)
}

function pushOf(joinRef: string | null, ref: string | null, topic: string, event: string, payload: TreeValue): Push {
  return {
    joinRef,
    ref,
    topic,
    event,
    payload,
    status: event === 'phx_reply' ? (payload.field('status')?.string ?? '') : null,
  }
}

/** Version 2's binary forms: push 0, reply 1, broadcast 2, each with the lengths of its texts in bytes first. */
function fromBytes(data: Uint8Array, direction: Message['direction']): Push | null {
  const cursor = new ByteCursor(data)
  const kind = cursor.u8()
  if (kind > 2 || (direction === 'sent' && kind !== 0)) return null
  const joinRefLength = kind === 2 ? 0 : cursor.u8()
  // Only what the page pushes, and replies to it, have a ref.
  const refLength = kind === 1 || (kind === 0 && direction === 'sent') ? cursor.u8() : 0
  const topicLength = cursor.u8()
  const lastLength = cursor.u8()
  const joinRef = cursor.text(joinRefLength) || null
  const ref = cursor.text(refLength) || null
  const topic = cursor.text(topicLength)
  const last = cursor.text(lastLength)
  if (cursor.short || topic === '' || last === '') return null
  const payload = cursor.take(cursor.left)
  return { joinRef, ref, topic, event: kind === 1 ? 'phx_reply' : last, payload, status: kind === 1 ? last : null }
}

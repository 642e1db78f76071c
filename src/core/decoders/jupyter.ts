/**
 * Jupyter's kernel messages: as JSON, as JSON with buffers, and in the protocol v1.kernel.websocket.jupyter.org.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 * https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html
 *
 * Refuses: messages without a header that has an id and a type.
 */
import { ByteCursor, utf8Text } from './byte-cursor.ts'
import type { Call, Confidence, Decoder, Message, Outcome } from './decoder.ts'
import { jsonMessage, jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

const SUBPROTOCOL = 'v1.kernel.websocket.jupyter.org'

interface KernelMessage {
  readonly channel: string | null
  readonly header: TreeValue
  readonly parent: TreeValue | null
  readonly metadata: TreeValue | null
  readonly content: TreeValue | null
  readonly buffers: readonly Uint8Array[]
}

export const jupyterDecoder: Decoder = {
  id: 'jupyter',
  name: 'Jupyter',
  ordered: false,
  reader({ subprotocol }, pinned) {
    const named = subprotocol === SUBPROTOCOL
    if (!named && subprotocol !== '' && !pinned) return null
    const confidence: Confidence = named || pinned ? 'certain' : 'likely'
    return { read: (message) => read(message, named, confidence) }
  },
}

function read(message: Message, named: boolean, confidence: Confidence): Outcome {
  const { data } = message
  const parts =
    typeof data === 'string'
      ? fromJson(jsonMessage(message, '{', '"msg_type"'), [])
      : named
        ? fromParts(data)
        : fromBuffers(data)
  const packet = parts && describe(parts, message.direction)
  return packet ? decodedOf('Jupyter', confidence, [packet]) : 'not mine'
}

function fromJson(value: TreeValue | null, buffers: readonly Uint8Array[]): KernelMessage | null {
  const header = value?.field('header')
  const parent = value?.field('parent_header')
  if (!value || !header || !parent?.isObject) return null
  const channel = value.field('channel')?.string ?? null
  return { channel, header, parent, metadata: value.field('metadata'), content: value.field('content'), buffers }
}

/** How many parts a message may have. */
const PARTS = 10_000

/** 64-bit little-endian: how many offsets, the offsets. Channel, header, parent, metadata, content, buffers lie between them. */
function fromParts(data: Uint8Array): KernelMessage | null {
  const cursor = new ByteCursor(data)
  const count = Number(cursor.u64(true))
  if (count < 6 || count > PARTS) return null
  const parts = slices(
    data,
    Array.from({ length: count }, () => Number(cursor.u64(true))),
  )
  if (cursor.short || !parts) return null
  const [channel, header, parent, metadata, content, ...buffers] = parts.map((part, index) =>
    index < 5 ? (utf8Text(part) ?? '') : part,
  )
  const json = (text: unknown) => jsonValue(String(text))
  const read = json(header)
  if (!read) return null
  return {
    channel: String(channel),
    header: read,
    parent: json(parent),
    metadata: json(metadata),
    content: json(content),
    buffers: buffers.filter((part) => typeof part !== 'string'),
  }
}

/** 32-bit big-endian: how many parts, their offsets. The first part is JSON, the others are its buffers. */
function fromBuffers(data: Uint8Array): KernelMessage | null {
  const cursor = new ByteCursor(data)
  const count = cursor.u32()
  if (count < 1 || count > PARTS) return null
  const offsets = Array.from({ length: count }, () => cursor.u32())
  const parts = cursor.short || offsets[0] !== cursor.at ? null : slices(data, [...offsets, data.length])
  const text = parts?.[0] ? utf8Text(parts[0]) : null
  return text === null ? null : fromJson(jsonValue(text), parts?.slice(1) ?? [])
}

/** What lies between ascending offsets. */
function slices(data: Uint8Array, offsets: readonly number[]): Uint8Array[] | null {
  const fits = offsets.every((offset, index) => offset <= data.length && offset >= (offsets[index - 1] ?? 0))
  return fits ? offsets.slice(1).map((offset, index) => data.subarray(offsets[index], offset)) : null
}

function describe(
  { channel, header, parent, metadata, content, buffers }: KernelMessage,
  direction: Message['direction'],
): Packet | null {
  const type = header.field('msg_type')?.string
  const id = header.field('msg_id')?.string
  if (type == null || id == null) return null
  const of = parent?.field('msg_id')?.string ?? null
  const status = content?.field('status')?.string
  const failed = status === 'error' ? { failed: true } : {}
  const here = direction === 'sent' ? 'page' : 'server'
  const there = direction === 'sent' ? 'server' : 'page'
  const call: Call | null = type.endsWith('_request')
    ? { role: 'request', id, scope: here }
    : of === null || of === ''
      ? null
      : type.endsWith('_reply')
        ? { role: 'reply', id: of, scope: there, ...failed }
        : { role: 'part', id: of, scope: there }
  const detail =
    content?.field('execution_state')?.string ?? content?.field('code')?.string ?? content?.field('text')?.string
  const said = detail == null ? (status == null ? '' : ` ${status}`) : ` ${quoted(detail)}`
  return {
    summary: `${nameText(type)}${channel ? ` on ${nameText(channel)}` : ''}${said}`,
    kind: type,
    tree: record({
      channel: channel ?? undefined,
      header,
      'parent header': parent ?? undefined,
      metadata: metadata ?? undefined,
      content: content ?? undefined,
      buffers: buffers.length > 0 ? buffers : undefined,
    }),
    content: content?.whole,
    call,
  }
}

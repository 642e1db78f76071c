/**
 * JSON-RPC 2.0, batches included. https://www.jsonrpc.org/specification
 *
 * Refuses: version 1.0 and protocols with its shape but without its `jsonrpc` field, as Chrome's DevTools protocol.
 */
import { utf8Text } from './byte-cursor.ts'
import type { Confidence, Decoder, Message, Outcome } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted, SHOWN } from './packets.ts'
import type { TreeValue } from './tree-value.ts'

export const jsonRpcDecoder: Decoder = {
  id: 'json-rpc',
  name: 'JSON-RPC',
  ordered: false,
  reader({ subprotocol }, pinned) {
    const confidence: Confidence = pinned || /^json-?rpc/i.test(subprotocol) ? 'certain' : 'likely'
    return { read: (message) => read(message, confidence) }
  },
}

function read({ data, direction }: Message, confidence: Confidence): Outcome {
  // Some servers send their JSON as bytes.
  const text = typeof data === 'string' ? data : data[0] === 0x7b || data[0] === 0x5b ? utf8Text(data) : null
  if (!text?.includes('"jsonrpc"')) return 'not mine'
  const value = jsonValue(text)
  const packets = jsonRpcPackets(value, direction)
  if (!packets) return 'not mine'
  return decodedOf('JSON-RPC', confidence, packets, value?.isArray ? value.size : 1)
}

/** What a message or the first of a batch of them say; null where it is not JSON-RPC. */
export function jsonRpcPackets(value: TreeValue | null, direction: Message['direction']): Packet[] | null {
  const packets = (value?.isArray ? value.items(SHOWN) : [value]).map((one) => packetOf(one, direction))
  return packets.length > 0 && packets.every((packet) => packet !== null) ? packets : null
}

function packetOf(value: TreeValue | null, direction: Message['direction']): Packet | null {
  if (value?.field('jsonrpc')?.string !== '2.0') return null
  const id = value.field('id')
  const number = id?.id == null ? '' : ` #${nameText(id.id)}`
  if (id && id.id === null && !id.isNull) return null
  const here = direction === 'sent' ? 'page' : 'server'
  const there = direction === 'sent' ? 'server' : 'page'
  // 1 and "1" are two ids.
  const key = id?.id == null ? null : id.kind === 'string' ? JSON.stringify(id.id) : id.id
  const method = value.field('method')
  const params = value.field('params')
  if (method) {
    if (method.string === null || (params && !params.isObject && !params.isArray)) return null
    return {
      summary: `${key === null ? 'notify' : 'call'} ${nameText(method.string)}${number}`,
      kind: method.string,
      tree: value.whole,
      content: params?.whole,
      call: key === null ? null : { role: 'request', id: key, scope: here },
    }
  }
  const result = value.field('result')
  const error = value.field('error')
  // Exactly one of the two; servers exist that send the other as null.
  if (!id || (result && !result.isNull && error && !error.isNull) || (!result && !error)) return null
  if (error && !error.isNull) {
    const code = error.field('code')?.integer
    if (code == null) return null
    return {
      summary: `error${number}: ${code} ${quoted(error.field('message')?.string ?? '')}`,
      kind: 'error',
      tree: value.whole,
      content: error.whole,
      call: key === null ? null : { role: 'reply', id: key, scope: there, failed: true },
    }
  }
  return {
    summary: `result${number}`,
    kind: 'result',
    tree: value.whole,
    content: result?.whole,
    call: key === null ? null : { role: 'reply', id: key, scope: there },
  }
}

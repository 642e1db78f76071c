/**
 * The base protocol of the Language Server Protocol: JSON-RPC behind `Content-Length` headers, whose messages don't begin
 * and end where a socket's do. The Debug Adapter Protocol has the same framing.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
 *
 * Refuses: content in other charsets than UTF-8. Language servers that send bare JSON-RPC are that decoder's.
 */
import { utf8Text } from './byte-cursor.ts'
import { ByteQueue } from './byte-queue.ts'
import type { Confidence, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonRpcPackets } from './json-rpc.ts'
import { jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, SHOWN } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

const KEPT = 16 * 1024 * 1024
/** All headers, the empty line included. */
const HEAD =
  /^(?:Content-Type: [^\r\n]{0,100}\r\n)?Content-Length: (\d{1,9})\r\n(?:Content-Type: [^\r\n]{0,100}\r\n)?\r\n/i
const HEAD_LIMIT = 300

interface Stream {
  readonly queue: ByteQueue
  /** Bytes of the message that is not whole yet; 0 where none is. */
  awaited: number
}

export const languageServerDecoder: Decoder = {
  id: 'lsp',
  name: 'Language Server Protocol',
  ordered: true,
  reader({ subprotocol }, pinned) {
    return new LanguageServerReader(pinned || subprotocol === 'lsp')
  },
}

class LanguageServerReader implements Reader {
  #confidence: Confidence
  readonly #streams: Record<Message['direction'], Stream> = {
    sent: { queue: new ByteQueue(), awaited: 0 },
    received: { queue: new ByteQueue(), awaited: 0 },
  }

  constructor(certain: boolean) {
    this.#confidence = certain ? 'certain' : 'likely'
  }

  read({ data, direction }: Message): Outcome {
    const stream = this.#streams[direction]
    const { queue } = stream
    const begin = typeof data === 'string' ? data.slice(0, HEAD_LIMIT) : utf8Start(data)
    if (queue.length === 0 && !/^content-/i.test(begin)) return 'not mine'
    queue.push(typeof data === 'string' ? new TextEncoder().encode(data) : data)
    const packets: Packet[] = []
    let total = 0
    while (queue.length > 0 && queue.length >= stream.awaited) {
      const head = HEAD.exec(utf8Start(queue.bytes))
      const length = head ? head[0].length + Number(head[1]) : 0
      if (!head || length > KEPT) {
        // The rest of headers may be on its way.
        if (!head && queue.length < HEAD_LIMIT && total === 0 && this.#confidence === 'certain') break
        queue.clear()
        stream.awaited = 0
        if (this.#confidence !== 'certain') return 'not mine'
        const error = head
          ? 'Messages of more than 16 MiB are not put together.'
          : 'Content-Length and an empty line must come first.'
        return { protocol: 'Language Server Protocol', confidence: 'certain', error, at: null }
      }
      stream.awaited = length
      if (queue.length < length) break
      const text = utf8Text(queue.bytes.subarray(head[0].length, length))
      queue.drop(length)
      stream.awaited = 0
      const value = text === null ? null : jsonValue(text)
      if (!value && this.#confidence !== 'certain') return 'not mine'
      this.#confidence = 'certain'
      if (total < SHOWN) packets.push(...packetsOf(value, direction))
      total++
    }
    if (packets.length > 0)
      return decodedOf('Language Server Protocol', 'certain', packets, Math.max(total, packets.length))
    const of = stream.awaited > 0 ? ` of ${stream.awaited}` : ''
    return decodedOf('Language Server Protocol', this.#confidence, [
      { summary: `part of a message, ${queue.length}${of} bytes`, kind: 'part', tree: record({ part: data }) },
    ])
  }
}

function utf8Start(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, HEAD_LIMIT))
}

function packetsOf(value: TreeValue | null, direction: Message['direction']): Packet[] {
  const rpc = jsonRpcPackets(value, direction)
  if (rpc) return rpc
  if (!value) return [{ summary: 'content that is no JSON', kind: 'unreadable', tree: record({}) }]
  return [debugAdapterPacket(value, direction) ?? { summary: 'JSON', kind: 'JSON', tree: value.whole }]
}

/** https://microsoft.github.io/debug-adapter-protocol/specification */
function debugAdapterPacket(value: TreeValue, direction: Message['direction']): Packet | null {
  const type = value.field('type')?.string
  const name = (value.field('command') ?? value.field('event'))?.string
  const seq = value.field(type === 'response' ? 'request_seq' : 'seq')?.id
  if (name == null || seq == null || (type !== 'request' && type !== 'response' && type !== 'event')) return null
  const failed = value.field('success')?.boolean === false
  const asker = (direction === 'sent') === (type === 'request') ? 'page' : 'server'
  return {
    summary: `${type} ${nameText(name)} #${seq}${failed ? ' failed' : ''}`,
    kind: name,
    tree: value.whole,
    content: (value.field('arguments') ?? value.field('body'))?.whole,
    call:
      type === 'event'
        ? null
        : { role: type === 'request' ? 'request' : 'reply', id: seq, scope: asker, ...(failed ? { failed } : {}) },
  }
}

/**
 * SockJS' frames over WebSocket; what they carry is handed on (`inner`).
 * https://sockjs.github.io/sockjs-protocol/sockjs-protocol-0.3.3.html
 *
 * Refuses: its raw WebSocket endpoint (`/websocket` without a session), which has no frames.
 */
import type { Decoder, Message, Outcome } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { decodedOf, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

export const sockjsDecoder: Decoder = {
  id: 'sockjs',
  name: 'SockJS',
  ordered: false,
  reader({ url }, pinned) {
    // The address has a server's number and a session between the prefix and its end.
    if (!pinned && !/\/\d{3}\/[^/?#]+\/websocket(?:[?#]|$)/.test(url)) return null
    return { read }
  },
}

function read({ data, direction }: Message): Outcome {
  const packet = typeof data === 'string' ? (direction === 'sent' ? fromClient(data) : fromServer(data)) : null
  return packet ? decodedOf('SockJS', 'certain', [packet]) : 'not mine'
}

/** Clients send an array of texts, or a single text. */
function fromClient(text: string): Packet | null {
  const value = jsonValue(text)
  return value ? carrying(value) : null
}

function fromServer(text: string): Packet | null {
  const rest = text.slice(1)
  switch (text[0]) {
    case 'o':
      return rest === '' ? { summary: 'open', kind: 'open', tree: record({ frame: 'open' }) } : null
    case 'h':
      return rest === '' ? { summary: 'heartbeat', kind: 'heartbeat', tree: record({ frame: 'heartbeat' }) } : null
    case 'a':
    case 'm': {
      const value = jsonValue(rest)
      return value ? carrying(value) : null
    }
    case 'c': {
      const value = jsonValue(rest)
      const code = value?.item(0)?.integer
      const reason = value?.item(1)?.string
      if (code == null || reason == null) return null
      return {
        summary: `close ${code} ${quoted(reason)}`,
        kind: 'close',
        tree: record({ frame: 'close', code, reason }),
      }
    }
    default:
      return null
  }
}

function carrying(value: TreeValue): Packet | null {
  const messages = value.isArray ? value.items(Number.POSITIVE_INFINITY) : [value]
  if (!messages.every((message) => message.string !== null)) return null
  const [first] = messages
  const several = messages.length !== 1
  return {
    summary: several ? `${messages.length} messages` : `message ${quoted(first?.string ?? '')}`,
    // Of a single message, what it holds has a kind.
    kind: several ? 'messages' : '',
    tree: record({ frame: 'message', messages: value }),
    content: several ? value.whole : undefined,
    inner: several ? null : { label: 'SockJS message', data: first?.string ?? '' },
    notes: several
      ? ['Several messages are in this frame; what each of them holds is not decoded further.']
      : undefined,
  }
}

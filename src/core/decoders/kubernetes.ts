/**
 * Kubernetes' channels over one WebSocket: exec, attach and port-forward.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/httpstream/wsstream/doc.go
 *
 * Refuses: sockets without one of its subprotocols; watches, which are JSON.
 */
import { ByteCursor, utf8Text } from './byte-cursor.ts'
import type { Decoder, Message, Outcome, Reader } from './decoder.ts'
import { decodedOf, type Packet, quoted } from './packets.ts'
import { payloadParts } from './payload-parts.ts'
import { record } from './record.ts'

const STREAMS = ['stdin', 'stdout', 'stderr', 'error', 'resize'] as const
/** Since version 5: the channel in the next byte is closed. */
const CLOSE = 255

export const kubernetesDecoder: Decoder = {
  id: 'kubernetes',
  name: 'Kubernetes',
  ordered: true,
  reader({ url, subprotocol }, pinned) {
    const named = /^(?:v[1-5]\.)?(?:base64\.)?channel\.k8s\.io$/.test(subprotocol)
    if (!named && !pinned) return null
    return new KubernetesReader(subprotocol.includes('base64'), /\/portforward(?:[?#]|$)/.test(url))
  },
}

class KubernetesReader implements Reader {
  readonly #base64: boolean
  readonly #forwardsPorts: boolean
  /** Channels whose first message, which names the port, has come. */
  readonly #named = new Set<number>()

  constructor(base64: boolean, forwardsPorts: boolean) {
    this.#base64 = base64
    this.#forwardsPorts = forwardsPorts
  }

  read({ data, direction }: Message): Outcome {
    const bytes = this.#base64
      ? typeof data === 'string'
        ? fromBase64(data)
        : null
      : typeof data === 'string'
        ? null
        : data
    const channel = bytes?.[0]
    if (!bytes || channel === undefined) return 'not mine'
    const rest = bytes.subarray(1)
    if (channel === CLOSE) {
      const closed = rest[0] ?? 0
      const name = this.#forwardsPorts ? `channel ${closed}` : (STREAMS[closed] ?? `channel ${closed}`)
      return decodedOf('Kubernetes', 'certain', [
        { summary: `close ${name}`, kind: 'close', tree: record({ close: closed, name }) },
      ])
    }
    const packet = this.#forwardsPorts ? this.#forwarded(channel, rest, direction) : stream(channel, rest)
    return packet ? decodedOf('Kubernetes', 'certain', [packet]) : 'not mine'
  }

  /** Each port has two channels, data and errors; the server's first message on each is the port, little-endian. */
  #forwarded(channel: number, rest: Uint8Array, direction: Message['direction']): Packet {
    const name = `${channel % 2 === 0 ? 'data' : 'error'} of port ${channel >> 1}`
    if (direction === 'received' && rest.length === 2 && !this.#named.has(channel)) {
      this.#named.add(channel)
      const port = new ByteCursor(rest).u16(true)
      return { summary: `${name} is :${port}`, kind: 'port', tree: record({ channel, port }) }
    }
    const { shown, content, inner } = payloadParts(rest)
    return {
      summary: `${name}, ${rest.length} bytes`,
      kind: name,
      tree: record({ channel, data: shown }),
      content,
      inner,
    }
  }
}

function stream(channel: number, rest: Uint8Array): Packet | null {
  const name = STREAMS[channel]
  if (!name) return null
  const { shown, content, inner } = payloadParts(rest)
  const text = utf8Text(rest.subarray(0, 80)) ?? utf8Text(rest.subarray(0, 77))
  const said = rest.length === 0 ? '(empty)' : text === null ? `${rest.length} bytes` : quoted(text)
  return { summary: `${name} ${said}`, kind: name, tree: record({ channel, name, data: shown }), content, inner }
}

/** The channel's digit, and Base64 behind it; null where it is not that. */
function fromBase64(text: string): Uint8Array | null {
  if (!/^\d[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  try {
    return Uint8Array.from(`${String.fromCharCode(Number(text[0]))}${atob(text.slice(1))}`, (one) => one.charCodeAt(0))
  } catch {
    return null
  }
}

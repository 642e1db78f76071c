/**
 * Centrifugo's client protocol, version 2, in JSON: commands, replies and pushes, one a line.
 * https://centrifugal.dev/docs/transports/client_protocol
 *
 * Refuses: its Protobuf form (subprotocol `centrifuge-protobuf`), whose bytes the Protobuf decoder shows, and version 1.
 */
import { BoundedMap } from './bounded-map.ts'
import type { Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted, SHOWN } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

const METHODS = [
  'connect',
  'subscribe',
  'unsubscribe',
  'publish',
  'presence',
  'presence_stats',
  'history',
  'ping',
  'send',
  'rpc',
  'refresh',
  'sub_refresh',
] as const
const PUSHES = [
  'pub',
  'join',
  'leave',
  'unsubscribe',
  'message',
  'subscribe',
  'connect',
  'disconnect',
  'refresh',
] as const

export const centrifugoDecoder: Decoder = {
  id: 'centrifugo',
  name: 'Centrifugo',
  ordered: true,
  reader({ url, subprotocol }, pinned) {
    const named = subprotocol === 'centrifuge-json' || /\/connection\/websocket(?:[?#]|$)/.test(url)
    if (subprotocol === 'centrifuge-protobuf') return null
    return named || pinned || subprotocol === '' ? new CentrifugoReader(named || pinned) : null
  },
}

class CentrifugoReader implements Reader {
  #certain: boolean
  /** What was asked, by id. */
  readonly #asked = new BoundedMap<string, string>()

  constructor(certain: boolean) {
    this.#certain = certain
  }

  read({ data, direction }: Message): Outcome {
    if (typeof data !== 'string' || !data.startsWith('{')) return 'not mine'
    const lines = data.split('\n').filter((line) => line !== '')
    const packets: Packet[] = []
    for (const line of lines.slice(0, SHOWN)) {
      const value = jsonValue(line)
      const packet = value?.isObject ? (direction === 'sent' ? this.#command(value) : this.#reply(value)) : null
      if (!packet) return 'not mine'
      packets.push(packet)
    }
    return decodedOf('Centrifugo', this.#certain ? 'certain' : 'likely', packets, lines.length)
  }

  #command(value: TreeValue): Packet | null {
    const names = value.names(3)
    if (this.#certain && names.length === 0) return { summary: 'pong', kind: 'pong', tree: record({ command: 'pong' }) }
    const method = names.length <= 2 ? METHODS.find((one) => value.field(one)?.isObject) : undefined
    const id = value.field('id')
    if (!method || names.some((name) => name !== 'id' && name !== method) || (id && id.integer === null)) return null
    // An id and `connect`, before all else, is what nobody else begins with.
    if (!this.#certain && !(method === 'connect' && id)) return null
    this.#certain = true
    const content = value.field(method)
    const about = content?.field('channel')?.string ?? content?.field('method')?.string ?? null
    const said = `${method}${about === null ? '' : ` ${nameText(about)}`}`
    if (id?.id != null) this.#asked.set(id.id, said)
    return {
      summary: `${said}${id?.id == null ? '' : ` #${id.id}`}`,
      kind: method,
      tree: value.whole,
      content: content?.whole,
      call: id?.id == null ? null : { role: 'request', id: id.id, scope: 'page' },
    }
  }

  #reply(value: TreeValue): Packet | null {
    if (!this.#certain) return null
    if (value.names(1).length === 0) return { summary: 'ping', kind: 'ping', tree: record({ reply: 'ping' }) }
    const push = value.field('push')
    if (push?.isObject) {
      const kind = PUSHES.find((one) => push.field(one))
      const channel = push.field('channel')?.string
      if (!kind) return null
      const content = push.field(kind)?.field('data') ?? push.field(kind)
      const said = `push ${kind}${channel == null ? '' : ` ${nameText(channel)}`}`
      return { summary: said, kind: channel ?? kind, tree: value.whole, content: content?.whole }
    }
    const id = value.field('id')?.integer
    if (id == null) return null
    const error = value.field('error')
    const of = this.#asked.take(String(id)) ?? 'reply'
    const result = METHODS.map((method) => value.field(method)).find((one) => one !== null)
    const failed = error ? { failed: true } : {}
    return {
      summary: `${error ? `error ${error.field('code')?.integer ?? ''} ${quoted(error.field('message')?.string ?? '')} to ` : 'reply to '}${of} #${id}`,
      kind: `reply ${of.split(' ')[0]}`,
      tree: value.whole,
      content: (error ?? result)?.whole,
      call: { role: 'reply', id: String(id), scope: 'page', ...failed },
    }
  }
}

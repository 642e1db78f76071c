/**
 * DDP, of Meteor, over WebSocket as it is or in SockJS' frames.
 * https://github.com/meteor/meteor/blob/devel/packages/ddp/DDP.md
 *
 * Refuses: EJSON's types are shown as the objects they are sent as.
 */
import type { Call, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonMessage } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import type { TreeValue } from './tree-value.ts'

/** Messages by `msg`, with a field that each must have. */
const SENT: Readonly<Record<string, string | null>> = {
  connect: 'version',
  ping: null,
  pong: null,
  sub: 'name',
  unsub: 'id',
  method: 'method',
}
const RECEIVED: Readonly<Record<string, string | null>> = {
  connected: 'session',
  failed: 'version',
  ping: null,
  pong: null,
  nosub: 'id',
  added: 'collection',
  changed: 'collection',
  removed: 'collection',
  ready: 'subs',
  addedBefore: 'collection',
  movedBefore: 'collection',
  result: 'id',
  updated: 'methods',
  error: 'reason',
}

export const ddpDecoder: Decoder = {
  id: 'ddp',
  name: 'DDP',
  ordered: true,
  reader({ subprotocol }, pinned) {
    return subprotocol === '' || pinned ? new DdpReader(pinned) : null
  },
}

class DdpReader implements Reader {
  #certain: boolean

  constructor(certain: boolean) {
    this.#certain = certain
  }

  read(message: Message): Outcome {
    const value = jsonMessage(message, '{', '"msg"')
    const msg = value?.field('msg')?.string
    if (!value || msg == null) return 'not mine'
    const known = message.direction === 'sent' ? SENT : RECEIVED
    const must = Object.hasOwn(known, msg) ? known[msg] : undefined
    if (must === undefined || (must !== null && !value.field(must))) return 'not mine'
    if (msg === 'connect' && value.field('support')?.isArray) this.#certain = true
    const isMethod = msg === 'method' && value.field('id')?.string != null && value.field('params')?.isArray !== false
    if (!this.#certain && !isMethod) return 'not mine'
    return decodedOf('DDP', this.#certain ? 'certain' : 'likely', [describe(value, msg)])
  }
}

function describe(value: TreeValue, msg: string): Packet {
  const text = (name: string) => value.field(name)?.string ?? null
  const id = text('id')
  const about = text('method') ?? text('name') ?? text('collection')
  const reason = value.field('error')?.field('reason')?.string ?? text('reason')
  const error = value.field('error') ? ` error ${quoted(reason ?? '')}` : ''
  return {
    summary: `${msg}${about === null ? '' : ` ${nameText(about)}`}${id === null ? '' : ` #${nameText(id)}`}${error}`,
    kind: about === null ? msg : `${msg} ${about}`,
    tree: value.whole,
    content: (value.field('params') ?? value.field('fields') ?? value.field('result'))?.whole,
    call: callOf(value, msg, id),
  }
}

function callOf(value: TreeValue, msg: string, id: string | null): Call | null {
  const failed = value.field('error') ? { failed: true } : {}
  if (msg === 'connect') return { role: 'request', id: 'connect', scope: 'connection' }
  if (msg === 'connected') return { role: 'reply', id: 'connect', scope: 'connection' }
  if (msg === 'failed') return { role: 'reply', id: 'connect', scope: 'connection', failed: true }
  if (msg === 'ready') {
    const first = value.field('subs')?.item(0)?.string
    return first == null ? null : { role: 'reply', id: first, scope: 'subscription' }
  }
  if (id === null) return null
  if (msg === 'method') return { role: 'request', id, scope: 'method' }
  if (msg === 'result') return { role: 'reply', id, scope: 'method', ...failed }
  if (msg === 'sub') return { role: 'request', id, scope: 'subscription' }
  if (msg === 'nosub') return { role: 'reply', id, scope: 'subscription', ...failed }
  return null
}

/**
 * The Pusher channels protocol, also spoken by Soketi, Laravel Reverb and others.
 * https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/
 *
 * Refuses: events without a channel or a `pusher:` name on sockets whose address isn't Pusher's: any JSON may have an `event`.
 */
import type { Call, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonMessage, jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import type { TreeValue } from './tree-value.ts'

export const pusherDecoder: Decoder = {
  id: 'pusher',
  name: 'Pusher',
  ordered: true,
  reader({ url, subprotocol }, pinned) {
    const named = /\/app\/[^/?]+\?(?:[^#]*&)?protocol=\d/.test(url)
    return named || pinned || subprotocol === '' ? new PusherReader(named || pinned) : null
  },
}

class PusherReader implements Reader {
  #certain: boolean

  constructor(certain: boolean) {
    this.#certain = certain
  }

  read(message: Message): Outcome {
    const value = jsonMessage(message, '{', '"event"')
    const event = value?.field('event')?.string
    if (!value || event == null) return 'not mine'
    const isOwn = /^pusher(?:_internal)?:/.test(event)
    if (event === 'pusher:connection_established' && message.direction === 'received') this.#certain = true
    if (!this.#certain && !isOwn) return 'not mine'
    return decodedOf('Pusher', this.#certain ? 'certain' : 'likely', [describe(value, event, isOwn)])
  }
}

function describe(value: TreeValue, event: string, isOwn: boolean): Packet {
  const given = value.field('data')
  // Servers put their data as JSON into a text; clients as it is.
  const data = (given?.string == null ? null : jsonValue(given.string)) ?? given
  const channel = value.field('channel')?.string ?? data?.field('channel')?.string ?? null
  const said = channel === null ? '' : ` ${nameText(channel)}`
  const code = data?.field('code')?.integer
  const error = event === 'pusher:error' ? ` ${code ?? ''} ${quoted(data?.field('message')?.string ?? '')}` : ''
  return {
    summary: isOwn ? `${event.replace(/^pusher(_internal)?:/, '')}${said}${error}` : `event ${quoted(event)}${said}`,
    kind: event,
    tree: record({
      event,
      channel: channel ?? undefined,
      data: data ?? undefined,
      'user id': value.field('user_id') ?? undefined,
    }),
    content: data?.whole,
    call: callOf(event, channel),
  }
}

function callOf(event: string, channel: string | null): Call | null {
  if (event === 'pusher:ping') return { role: 'request', id: 'ping', scope: 'connection' }
  if (event === 'pusher:pong') return { role: 'reply', id: 'ping', scope: 'connection' }
  if (channel === null) return null
  if (event === 'pusher:subscribe') return { role: 'request', id: channel, scope: 'subscription' }
  if (event === 'pusher_internal:subscription_succeeded') return { role: 'reply', id: channel, scope: 'subscription' }
  if (event === 'pusher:subscription_error') return { role: 'reply', id: channel, scope: 'subscription', failed: true }
  return null
}

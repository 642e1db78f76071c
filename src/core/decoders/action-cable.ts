/**
 * Action Cable, of Ruby on Rails. https://docs.anycable.io/misc/action_cable_protocol (Rails itself has no text of it)
 *
 * Refuses: AnyCable's additions for history beyond their names.
 */
import type { Call, Decoder, Message, Outcome } from './decoder.ts'
import { jsonMessage, jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'

const COMMANDS = new Set(['subscribe', 'unsubscribe', 'message', 'history', 'whisper', 'pong'])
const TYPES = new Set([
  'welcome',
  'disconnect',
  'ping',
  'confirm_subscription',
  'reject_subscription',
  'confirm_history',
  'reject_history',
])

export const actionCableDecoder: Decoder = {
  id: 'action-cable',
  name: 'Action Cable',
  ordered: false,
  reader({ subprotocol }, pinned) {
    const named = /^actioncable-/.test(subprotocol)
    return named || pinned || subprotocol === '' ? { read: (message) => read(message, named || pinned) } : null
  },
}

function read(message: Message, certain: boolean): Outcome {
  const packet = packetOf(message, certain)
  return packet ? decodedOf('Action Cable', certain ? 'certain' : 'likely', [packet]) : 'not mine'
}

function packetOf(message: Message, certain: boolean): Packet | null {
  const value = jsonMessage(message, '{', certain ? '' : '"identifier"')
  const isSent = message.direction === 'sent'
  const name = (isSent ? value?.field('command') : value?.field('type'))?.string ?? null
  // The identifier is JSON in a text: the channel's name and its parameters.
  const identifier = value?.field('identifier')?.string ?? null
  const inside = identifier === null ? null : jsonValue(identifier)
  const channel = inside?.field('channel')?.string ?? null
  if (!value || (!certain && channel === null)) return null
  const said = channel === null ? '' : ` ${nameText(channel)}`
  const fields = { identifier: inside ?? identifier ?? undefined }
  if (name !== null && (isSent ? COMMANDS : TYPES).has(name)) {
    const data = value.field('data')
    const sent = data?.string == null ? data : jsonValue(data.string)
    const action = sent?.field('action')?.string ?? null
    const reason = value.field('reason')?.string
    const call: Call | null =
      identifier === null || identifier.length > 200
        ? null
        : name === 'subscribe'
          ? { role: 'request', id: identifier, scope: 'page' }
          : name === 'confirm_subscription'
            ? { role: 'reply', id: identifier, scope: 'page' }
            : name === 'reject_subscription'
              ? { role: 'reply', id: identifier, scope: 'page', failed: true }
              : null
    return {
      summary: `${name.replace('_subscription', '')}${said}${action === null ? '' : `.${nameText(action)}`}${reason == null ? '' : ` ${quoted(reason)}`}`,
      kind: action ?? name,
      tree: record({
        [isSent ? 'command' : 'type']: name,
        ...fields,
        data: sent ?? data ?? undefined,
        message: value.field('message') ?? undefined,
        reason: reason ?? undefined,
        reconnect: value.field('reconnect') ?? undefined,
      }),
      content: (sent ?? value.field('message'))?.whole,
      call,
    }
  }
  const content = value.field('message')
  if (isSent || name !== null || !content || identifier === null) return null
  return {
    summary: `message${said}`,
    kind: channel ?? 'message',
    tree: record({ ...fields, message: content }),
    content: content.whole,
  }
}

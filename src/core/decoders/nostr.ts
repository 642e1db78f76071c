/**
 * Nostr's messages between clients and relays.
 * https://github.com/nostr-protocol/nips/blob/master/01.md, with NIP-11, 42, 45 and 77's names
 *
 * Refuses: events without a 64-digit id and public key; signatures are not verified.
 */
import type { Call, Confidence, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonMessage } from './json-value.ts'
import { decodedOf, nameText, type Packet, quoted } from './packets.ts'
import type { TreeValue } from './tree-value.ts'

const HEX_ID = /^[0-9a-f]{64}$/
const SUBSCRIPTION = /^.{1,64}$/s

/** Types whose messages have a shape that hardly anything else has. */
const TELLING = new Set(['EVENT', 'OK', 'REQ'])

export const nostrDecoder: Decoder = {
  id: 'nostr',
  name: 'Nostr',
  ordered: true,
  reader({ subprotocol }, pinned) {
    return subprotocol === '' || subprotocol === 'nostr' || pinned ? new NostrReader(pinned) : null
  },
}

class NostrReader implements Reader {
  #confidence: Confidence

  constructor(pinned: boolean) {
    this.#confidence = pinned ? 'certain' : 'possible'
  }

  read(message: Message): Outcome {
    const value = jsonMessage(message, '[')
    const type = value?.item(0)?.string
    const packet = value && type != null ? packetOf(value, type, message.direction) : null
    if (!packet || type == null) return 'not mine'
    if (this.#confidence === 'possible' && TELLING.has(type)) this.#confidence = 'likely'
    return decodedOf('Nostr', this.#confidence, [packet])
  }
}

function packetOf(value: TreeValue, type: string, direction: Message['direction']): Packet | null {
  const [, first, second, third] = value.items(4)
  const name = first?.string ?? null
  const isSubscription = name !== null && SUBSCRIPTION.test(name)
  const call = (role: Call['role'], scope: string, failed = false): Call | null =>
    name === null ? null : { role, id: name, scope, ...(failed ? { failed } : {}) }
  const packet = (said: string, its: Call | null = null, content: TreeValue | null = null, kind = type): Packet => ({
    summary: `${type}${said === '' ? '' : ` ${said}`}`,
    kind,
    tree: value.whole,
    content: content?.whole,
    call: its,
  })
  const named = isSubscription ? nameText(name) : ''
  if (direction === 'sent') {
    switch (type) {
      case 'EVENT':
      case 'AUTH': {
        const event = first ? eventOf(first) : null
        if (!event || !first) return null
        return packet(
          event.said,
          { role: 'request', id: event.id, scope: 'event' },
          first,
          `${type} kind ${event.kind}`,
        )
      }
      case 'REQ':
      case 'COUNT':
        return isSubscription && second?.isObject ? packet(named, call('request', 'subscription'), second) : null
      case 'CLOSE':
        return isSubscription && !second ? packet(named) : null
      default:
        return null
    }
  }
  switch (type) {
    case 'EVENT': {
      const event = second ? eventOf(second) : null
      if (!isSubscription || !event || !second) return null
      return packet(`${event.said} for ${named}`, call('part', 'subscription'), second, `EVENT kind ${event.kind}`)
    }
    case 'OK': {
      const ok = second?.boolean
      if (name === null || !HEX_ID.test(name) || ok == null || third?.string == null) return null
      const reason = third.string === '' ? '' : ` ${quoted(third.string)}`
      return packet(`${name.slice(0, 8)}… ${ok ? 'accepted' : 'refused'}${reason}`, call('reply', 'event', !ok))
    }
    case 'EOSE':
      return isSubscription && !second ? packet(named, call('reply', 'subscription')) : null
    case 'COUNT':
      return isSubscription && second?.field('count') ? packet(named, call('reply', 'subscription'), second) : null
    case 'CLOSED':
      return isSubscription && second?.string != null
        ? packet(`${named} ${quoted(second.string)}`, call('reply', 'subscription', true))
        : null
    case 'NOTICE':
    case 'AUTH':
      return name !== null && !second ? packet(quoted(name)) : null
    default:
      return null
  }
}

function eventOf(value: TreeValue): { readonly id: string; readonly kind: number; readonly said: string } | null {
  const id = value.field('id')?.string
  const author = value.field('pubkey')?.string
  const kind = value.field('kind')?.integer
  if (id == null || author == null || kind == null || !HEX_ID.test(id) || !HEX_ID.test(author)) return null
  return { id, kind, said: `kind ${kind} ${id.slice(0, 8)}…` }
}

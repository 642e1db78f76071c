/**
 * GraphQL over WebSocket: graphql-transport-ws, and the older protocol that calls itself graphql-ws.
 * https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md
 * https://github.com/apollographql/subscriptions-transport-ws/blob/master/PROTOCOL.md
 *
 * AppSync's realtime endpoint speaks the older one, with an operation as JSON in a text.
 *
 * Refuses: AppSync's event API (aws-appsync-event-ws), which is another protocol.
 */
import { BoundedMap } from './bounded-map.ts'
import type { Call, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { jsonMessage, jsonValue } from './json-value.ts'
import { decodedOf, nameText, type Packet } from './packets.ts'
import type { TreeValue } from './tree-value.ts'

const BEGIN = new Set(['subscribe', 'start'])
const PART = new Set(['next', 'data', 'start_ack', 'stop'])
const END = new Set(['error', 'complete'])
const CONNECTION = new Set([
  'connection_init',
  'connection_ack',
  'connection_error',
  'connection_keep_alive',
  'connection_terminate',
  'ka',
  'ping',
  'pong',
])

export const graphqlWsDecoder: Decoder = {
  id: 'graphql-ws',
  name: 'GraphQL',
  ordered: true,
  reader({ subprotocol }, pinned) {
    const named = subprotocol === 'graphql-transport-ws' || subprotocol === 'graphql-ws'
    return named || subprotocol === '' || pinned ? new GraphqlReader(named || pinned) : null
  },
}

class GraphqlReader implements Reader {
  #certain: boolean
  /** What the operations of this socket are called. */
  readonly #names = new BoundedMap<string, string>()

  constructor(certain: boolean) {
    this.#certain = certain
  }

  read(message: Message): Outcome {
    const value = jsonMessage(message, '{', '"type"')
    const type = value?.field('type')?.string
    if (!value || type == null) return 'not mine'
    const payload = value.field('payload')
    const id = value.field('id')?.id ?? null
    if (type === 'connection_init' && message.direction === 'sent' && id === null) this.#certain = true
    const isQuery = BEGIN.has(type) && payload?.field('query')?.string != null
    if (!this.#certain && !(isQuery && id !== null)) return 'not mine'
    const packet = CONNECTION.has(type)
      ? { summary: type, kind: type, tree: value.whole, content: payload?.whole }
      : id === null
        ? null
        : this.#operation(message, value, type, id)
    if (!packet) return 'not mine'
    return decodedOf('GraphQL', this.#certain ? 'certain' : 'likely', [packet])
  }

  #operation({ direction }: Message, value: TreeValue, type: string, id: string): Packet | null {
    const payload = value.field('payload')
    let call: Call
    if (BEGIN.has(type)) {
      this.#names.set(id, operationName(payload))
      call = { role: 'request', id, scope: 'page' }
    } else if (PART.has(type)) call = { role: 'part', id, scope: 'page' }
    else if (END.has(type)) call = { role: 'reply', id, scope: 'page', ...(type === 'error' ? { failed: true } : {}) }
    else return null
    const name = this.#names.get(id)
    const errors = type !== 'error' && payload?.field('errors')?.isArray ? ', with errors' : ''
    const gone = type === 'complete' && direction === 'sent' ? ' by the page' : ''
    return {
      summary: `${type} ${name ? `${nameText(name)} ` : ''}#${nameText(id)}${gone}${errors}`,
      kind: name && (type === 'next' || type === 'data') ? `${type} ${name}` : type,
      tree: value.whole,
      content: (type === 'next' ? payload?.field('data') : null)?.whole ?? payload?.whole,
      call,
    }
  }
}

const OPERATION = /(?:^|[\s}])(?:query|mutation|subscription)\s+([_A-Za-z]\w{0,100})/
const FIRST_FIELD = /\{\s*([_A-Za-z]\w{0,100})/

/** The operation that is asked for: by its name, by the first name in the query, or by its first field. */
function operationName(payload: TreeValue | null): string {
  const text = payload?.field('data')?.string
  const operation = text == null ? payload : jsonValue(text)
  const query = operation?.field('query')?.string?.slice(0, 10_000) ?? ''
  return operation?.field('operationName')?.string ?? OPERATION.exec(query)?.[1] ?? FIRST_FIELD.exec(query)?.[1] ?? ''
}

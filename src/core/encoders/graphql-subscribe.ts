import { type Encoder, jsonField } from './encoder.ts'

/**
 * An operation over graphql-transport-ws, or over the older protocol that calls itself graphql-ws.
 * https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md#subscribe
 * https://github.com/apollographql/subscriptions-transport-ws/blob/master/PROTOCOL.md#gql_start
 */
export const graphqlSubscribeEncoder: Encoder = {
  id: 'graphql-subscribe',
  name: 'GraphQL operation',
  protocol: 'graphql-ws',
  fields: [
    { id: 'query', label: 'Query', kind: 'lines', isOptional: false, example: 'subscription { ticks }' },
    { id: 'variables', label: 'Variables', kind: 'json', isOptional: true, example: '{"room": 1}' },
    { id: 'operation', label: 'Operation name', kind: 'line', isOptional: true, example: 'Ticks' },
    { id: 'id', label: 'Id', kind: 'line', isOptional: false, example: '{{uuid}}' },
    {
      id: 'type',
      label: 'Message type',
      kind: 'choice',
      choices: ['subscribe', 'start'],
      isOptional: true,
      example: '',
    },
  ],
  encode({ query = '', variables = '', operation = '', id = '', type = '' }) {
    if (query.trim() === '') return { ok: false, field: 'query', message: 'Enter the operation.' }
    const given = jsonField('variables', variables, 'object')
    if (!given.ok) return given
    if (id === '') {
      return { ok: false, field: 'id', message: 'Enter an id that no open operation has, such as {{uuid}}.' }
    }
    const named = operation === '' ? '' : `,"operationName":${JSON.stringify(operation)}`
    const filled = variables.trim() === '' ? '' : `,"variables":${given.json}`
    const head = `{"id":${JSON.stringify(id)},"type":${JSON.stringify(type || 'subscribe')}`
    return { ok: true, payload: `${head},"payload":{"query":${JSON.stringify(query)}${named}${filled}}}` }
  },
}

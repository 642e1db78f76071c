import { createRequire } from 'node:module'
import { createClient } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { capture } from './captured/capture.ts'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

// graphql-ws gets the CommonJS copy from Node, and graphql refuses schemas of another copy.
const { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString }: typeof import('graphql') = createRequire(
  import.meta.url,
)('graphql')

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString, resolve: () => 'world' } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      count: {
        type: GraphQLInt,
        async *subscribe() {
          yield { count: 1 }
          yield { count: 2 }
        },
      },
    },
  }),
})

describe('graphql-transport-ws as graphql-ws speaks it', () => {
  it('is read to the last message', async () => {
    const server = await serve(() => {}, { handleProtocols: () => 'graphql-transport-ws' })
    const running = useServer({ schema }, server.server)
    const captured = await capture(server.origin)
    let id = 0
    const client = createClient({
      url: captured.url,
      webSocketImpl: WebSocket,
      lazy: false,
      generateID: () => `${++id}`,
    })
    const ask = (query: string) =>
      new Promise<void>((resolve) =>
        client.subscribe({ query }, { next: () => {}, error: () => resolve(), complete: resolve }),
      )
    await ask('query Greeting { hello }')
    await ask('subscription { count }')
    await ask('{ nothing }')
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    expect(await lines(taken)).toEqual([
      '↑ GraphQL certain: connection_init',
      '↓ GraphQL certain: connection_ack',
      '↑ GraphQL certain: subscribe Greeting #1 [request page 1]',
      '↓ GraphQL certain: next Greeting #1 [part page 1]',
      '↓ GraphQL certain: complete Greeting #1 [reply page 1]',
      '↑ GraphQL certain: subscribe count #2 [request page 2]',
      '↓ GraphQL certain: next count #2 [part page 2]',
      '↓ GraphQL certain: next count #2 [part page 2]',
      '↓ GraphQL certain: complete count #2 [reply page 2]',
      '↑ GraphQL certain: subscribe nothing #3 [request page 3]',
      '↓ GraphQL certain: error nothing #3 [reply failed page 3]',
    ])
    expect(plain(decoded((await readAll(taken))[3]).content)).toEqual({ hello: 'world' })
    await client.dispose()
    await running.dispose()
    captured.close()
    server.close()
  })
})

describe('the older graphql-ws', () => {
  it('has words of its own', async () => {
    const taken = conversation(
      { subprotocol: 'graphql-ws' },
      ['>', '{"type":"connection_init","payload":{}}'],
      ['<', '{"type":"ka"}'],
      ['>', '{"id":"1","type":"start","payload":{"query":"subscription OnNews { news }"}}'],
      ['<', '{"id":"1","type":"data","payload":{"data":null,"errors":[{"message":"x"}]}}'],
      ['>', '{"id":"1","type":"stop"}'],
      ['<', '{"id":"1","type":"complete"}'],
    )
    expect(await lines(taken)).toEqual([
      '↑ GraphQL certain: connection_init',
      '↓ GraphQL certain: ka',
      '↑ GraphQL certain: start OnNews #1 [request page 1]',
      '↓ GraphQL certain: data OnNews #1, with errors [part page 1]',
      '↑ GraphQL certain: stop OnNews #1 [part page 1]',
      '↓ GraphQL certain: complete OnNews #1 [reply page 1]',
    ])
  })

  it('is spoken by AppSync, too', async () => {
    const query = '{"query":"subscription OnPost { post }","variables":{}}'
    const taken = conversation(
      { subprotocol: 'graphql-ws' },
      ['>', JSON.stringify({ id: 'a', type: 'start', payload: { data: query, extensions: {} } })],
      ['<', '{"id":"a","type":"start_ack"}'],
    )
    expect(await lines(taken)).toEqual([
      '↑ GraphQL certain: start OnPost #a [request page a]',
      '↓ GraphQL certain: start_ack OnPost #a [part page a]',
    ])
  })

  it('is not every object with a type', async () => {
    const taken = conversation(
      {},
      ['<', '{"type":"data","id":"1"}'],
      ['<', '{"type":"ping"}'],
      ['>', '{"type":"error"}'],
    )
    expect(new Set(await lines(taken))).toEqual(new Set(['↓ not mine', '↑ not mine']))
  })
})

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { Aedes } from 'aedes'
import { useServer } from 'graphql-ws/use/ws'
import { Server } from 'socket.io'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'

// As graphql-ws itself gets it: of schemas of another copy it wants to know nothing.
const { GraphQLInt, GraphQLObjectType, GraphQLSchema } = createRequire(import.meta.url)(
  'graphql',
) as typeof import('graphql')

/** One server on one port for all client libraries: the real ones where npm has them, else as little as the client needs. */
export interface LibraryServer {
  readonly port: number
  close(): Promise<void>
}

export async function startLibraryServer(): Promise<LibraryServer> {
  const http = createServer(answer)
  const io = new Server(http, { cors: { origin: '*' }, destroyUpgrade: false })
  io.on('connection', (socket) => {
    socket.on('echo', (value, reply) => reply(value))
    socket.on('drop me', () => socket.conn.close())
  })
  const broker = await Aedes.createBroker()
  const graphql = new WebSocketServer({ noServer: true })
  useServer({ schema }, graphql)
  const sockets = new WebSocketServer({ noServer: true })
  const mqtt = new WebSocketServer({ noServer: true, handleProtocols: () => 'mqtt' })
  const talks: Readonly<Record<string, (socket: WebSocket) => void>> = {
    '/flaky': flaky(),
    '/socket/websocket': phoenix,
    '/hub': signalR,
    '/yjs/room': room(),
  }
  http.on('upgrade', (request, stream, head) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path.startsWith('/socket.io/')) return
    const server = path === '/graphql' ? graphql : path === '/mqtt' ? mqtt : sockets
    server.handleUpgrade(request, stream, head, (socket) => {
      if (server === graphql) graphql.emit('connection', socket, request)
      else if (server === mqtt) broker.handle(createWebSocketStream(socket), request)
      else (path.startsWith('/sockjs/') ? sockJS : talks[path])?.(socket)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      for (const server of [graphql, sockets, mqtt]) for (const client of server.clients) client.terminate()
      await io.close()
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      http.closeAllConnections()
    },
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.startsWith('/socket.io/')) return
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
  response.setHeader('access-control-allow-credentials', 'true')
  if (request.url?.startsWith('/sockjs/info')) {
    response
      .setHeader('content-type', 'application/json')
      .end('{"websocket":true,"origins":["*:*"],"cookie_needed":false}')
  } else response.setHeader('content-type', 'text/html').end('<!doctype html><title>Libraries</title>')
}

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { one: { type: GraphQLInt } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      count: {
        type: GraphQLInt,
        async *subscribe() {
          for (let count = 1; count <= 3; count++) yield { count }
        },
      },
    },
  }),
})

/** Fails the first two connections of every three, each in a way of its own, and echoes on the third. */
function flaky(): (socket: WebSocket) => void {
  let connections = 0
  return (socket) => {
    const turn = connections++ % 3
    // The page sends two messages. What a closed socket has not read makes it reset the connection, of which Firefox tells
    // as an error or as an end, whichever it sees first.
    if (turn === 0) socket.on('message', (_, isBinary) => isBinary && socket.terminate())
    else if (turn === 1) socket.once('message', () => socket.close(1011, 'not yet'))
    else socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  }
}

/** The messages of Phoenix' second serializer: [join ref, ref, topic, event, payload]. */
function phoenix(socket: WebSocket): void {
  socket.on('message', (data) => {
    const [join, ref, topic, , payload] = JSON.parse(String(data)) as [unknown, unknown, unknown, unknown, unknown]
    socket.send(JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response: { got: payload } }]))
  })
}

const RECORD_SEPARATOR = '\u001e'

function signalR(socket: WebSocket): void {
  socket.on('message', (data) => {
    for (const text of String(data).split(RECORD_SEPARATOR).filter(Boolean)) {
      const { protocol, invocationId, arguments: values } = JSON.parse(text)
      if (protocol) socket.send(`{}${RECORD_SEPARATOR}`)
      else if (invocationId) {
        socket.send(JSON.stringify({ type: 3, invocationId, result: values[0] }) + RECORD_SEPARATOR)
      }
    }
  })
}

function sockJS(socket: WebSocket): void {
  socket.send('o')
  socket.on('message', (data) => socket.send(`a${data}`))
}

/** Hands each message on to the others. */
function room(): (socket: WebSocket) => void {
  const members = new Set<WebSocket>()
  return (socket) => {
    members.add(socket)
    socket.on('close', () => members.delete(socket))
    socket.on('message', (data) => {
      for (const member of members) if (member !== socket) member.send(data, { binary: true })
    })
  }
}

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'

/** A WebSocket server on the loopback that gives every connection to `accept`. */
export async function serve(accept: (socket: WebSocket) => void, options: ServerOptions = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options })
  server.on('connection', accept)
  await once(server, 'listening')
  return {
    server,
    origin: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

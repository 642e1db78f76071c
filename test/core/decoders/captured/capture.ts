import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import type { Message, SocketFacts } from '../../../../src/core/decoders/decoder.ts'

/** What went over one WebSocket, as the client sees it. */
export interface Conversation extends SocketFacts {
  readonly messages: Message[]
}

/** A place between a client and its server where every message is written down. */
export interface Capture {
  /** `ws://127.0.0.1:…`: what the client connects to; path and query go on to the server. */
  readonly url: string
  readonly conversations: readonly Conversation[]
  close(): void
}

const isText = (data: RawData, isBinary: boolean) =>
  isBinary ? new Uint8Array(data as Buffer) : (data as Buffer).toString('utf8')

/**
 * Listens on the loopback and passes everything on to the server at `origin` (`ws://127.0.0.1:…`). A client that offers
 * several subprotocols gets its first one.
 */
export async function capture(origin: string): Promise<Capture> {
  const conversations: Conversation[] = []
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: ([first]) => first ?? false })
  server.on('connection', (client, request) => {
    const url = origin + request.url
    const upstream = new WebSocket(url, client.protocol ? [client.protocol] : [])
    const messages: Message[] = []
    conversations.push({ url, subprotocol: client.protocol, messages })
    const opened = once(upstream, 'open')
    client.on('message', async (data, isBinary) => {
      messages.push({ direction: 'sent', data: isText(data, isBinary), time: Date.now() })
      await opened
      upstream.send(data, { binary: isBinary })
    })
    upstream.on('message', (data, isBinary) => {
      messages.push({ direction: 'received', data: isText(data, isBinary), time: Date.now() })
      client.send(data, { binary: isBinary })
    })
    client.on('close', () => upstream.close())
    upstream.on('close', () => client.close())
    upstream.on('error', () => client.terminate())
  })
  await once(server, 'listening')
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    conversations,
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

/** The echo server that Sockeye is tried on: `/echo` as in the classic tutorials, and a few that misbehave on purpose. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { listen } from './listen.ts'
import { targetOf } from './target-of.ts'

export interface RunningServer {
  /** Address to open, without a slash at its end. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export interface EchoOptions {
  /** 0: any free port. */
  readonly port?: number
}

/** Paths and what they do; also what the server's own page says. */
const PATHS: Readonly<Record<string, string>> = {
  '/echo': 'answers each message with itself, text or binary; takes the first subprotocol that is offered',
  '/deflate': 'echoes, with permessage-deflate where the client offers it; all other paths go without',
  '/fragments?parts=4': 'echoes each message in so many frames',
  '/protocol?choose=chat': 'echoes; takes this subprotocol if it is offered, and none otherwise',
  '/chat?room=lobby': 'passes each text on to all in the room, the sender too, and tells who comes and goes',
  '/ticker?every=1000': 'sends a JSON message every so many milliseconds',
  '/binary': 'sends binary messages of 0, 1, 4, 16, 64 and 256 bytes',
  '/slow?delay=1000': 'echoes after a delay in milliseconds',
  '/burst?count=1000&size=200': 'sends so many messages of so many characters at once',
  '/close?code=4001&reason=bye': 'opens, then closes with a code and a reason',
  '/drop': 'opens, then drops the TCP connection after 50 ms: the page gets 1006',
  '/wait?delay=1000': 'answers the handshake after a delay in milliseconds, then echoes',
  '/refuse?status=403': 'refuses the handshake with a status',
  '/redirect': 'redirects the handshake to /echo, which no WebSocket follows',
  '/hang-up': 'ends the TCP connection instead of answering the handshake',
  '/wrong-accept': 'answers with a Sec-WebSocket-Accept that does not fit the key',
  '/unasked': 'chooses a subprotocol that nobody asked for',
}

type Behave = (socket: WebSocket, query: URLSearchParams) => void

/** The most that one burst holds, characters: all of it waits in the server's memory. */
const LARGEST_BURST = 256_000_000

/** A whole number from a query, kept within bounds so that a page can't make the server work for ever. */
function numberOf(query: URLSearchParams, name: string, fallback: number, least: number, most: number): number {
  const value = Number.parseInt(query.get(name) ?? '', 10)
  return Number.isNaN(value) ? fallback : Math.min(Math.max(value, least), most)
}

const rooms = new Map<string, Set<WebSocket>>()
/** The last number that somebody in a chat room was given. */
let guests = 0

/** Everybody in the room, as JSON. */
function tellRoom(room: ReadonlySet<WebSocket>, message: object): void {
  for (const socket of room) socket.send(JSON.stringify(message))
}

const echo: Behave = (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))

const behaviours: Readonly<Record<string, Behave>> = {
  '/echo': echo,
  '/deflate': echo,
  '/wait': echo,
  '/protocol': echo,
  '/fragments': (socket, query) => {
    const parts = numberOf(query, 'parts', 4, 1, 1000)
    socket.on('message', (data: Buffer, binary) => {
      // RFC 6455 §5.4: a frame may be empty, and may end inside a character.
      const length = Math.ceil(data.length / parts)
      for (let part = 0; part < parts; part++) {
        socket.send(data.subarray(part * length, (part + 1) * length), { binary, fin: part === parts - 1 })
      }
    })
  },
  '/chat': (socket, query) => {
    const name = query.get('room') ?? 'lobby'
    const room = rooms.get(name) ?? new Set()
    rooms.set(name, room.add(socket))
    const guest = ++guests
    tellRoom(room, { type: 'joined', guest, guests: room.size })
    socket.on('message', (data, isBinary) => {
      if (!isBinary) tellRoom(room, { type: 'said', guest, text: data.toString() })
    })
    socket.on('close', () => {
      room.delete(socket)
      if (room.size === 0) rooms.delete(name)
      tellRoom(room, { type: 'left', guest, guests: room.size })
    })
  },
  '/ticker': (socket, query) => {
    let tick = 0
    const send = () => socket.send(JSON.stringify({ type: 'tick', tick: ++tick, at: new Date().toISOString() }))
    const timer = setInterval(send, numberOf(query, 'every', 1000, 1, 60_000))
    socket.on('close', () => clearInterval(timer))
  },
  '/binary': (socket) => {
    for (const size of [0, 1, 4, 16, 64, 256])
      socket.send(Uint8Array.from({ length: size }, (_, at) => (at * 37) % 256))
  },
  '/slow': (socket, query) => {
    const delay = numberOf(query, 'delay', 1000, 0, 60_000)
    // What is sent after the close goes nowhere, and nothing that is still to be sent keeps a server that ends.
    socket.on('message', (data, isBinary) => {
      setTimeout(() => socket.send(data, { binary: isBinary }), delay).unref()
    })
  },
  '/burst': (socket, query) => {
    const size = numberOf(query, 'size', 200, 1, 1_000_000)
    const count = numberOf(query, 'count', 1000, 0, Math.min(1_000_000, Math.floor(LARGEST_BURST / size)))
    for (let at = 0; at < count; at++) socket.send(`${at} `.padEnd(size, 'x'))
  },
  '/close': (socket, query) => {
    try {
      socket.close(numberOf(query, 'code', 4001, 0, 4999), query.get('reason') ?? 'bye')
    } catch {
      // A code or a reason that no close frame may carry.
      socket.close(1008, 'Ask for a code of 1000 to 1014 or 3000 to 4999 and a reason of at most 123 bytes')
    }
  },
  '/drop': (socket) => void setTimeout(() => socket.terminate(), 50),
}

/** Answers to the handshake that no client may take for one, by path; null: none at all. */
const faults: Readonly<Record<string, (key: string) => string | null>> = {
  '/redirect': () => 'HTTP/1.1 302 Found\r\nLocation: /echo\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  '/hang-up': () => null,
  '/wrong-accept': () => switching('bm90IHRoZSByaWdodCBvbmUgYXQgYWxs'),
  '/unasked': (key) => switching(acceptOf(key), 'Sec-WebSocket-Protocol: unasked'),
}

/** RFC 6455 §4.2.2 */
function switching(accept: string, ...headers: readonly string[]): string {
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`, ...headers]
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`
}

function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

function answerPage(request: IncomingMessage): string {
  const rows = Object.entries(PATHS).map(
    ([path, what]) => `<dt><code>${path.replaceAll('&', '&amp;')}</code><dd>${what}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sockeye echo server</title>
<style>:root{color-scheme:light dark;font:15px/1.5 system-ui}body{max-width:42rem;margin:3rem auto;padding:0 1rem}dt{margin-top:.75rem}</style>
<h1>Sockeye echo server</h1><p>A WebSocket server to try things on. Open <code>ws://${escapeMarkup(request.headers.host ?? 'localhost')}/echo</code>.<dl>${rows.join('')}</dl>`
}

const escapeMarkup = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** Starts the echo server on localhost; throws a PortTaken where something else has the port. */
export async function startEchoServer({ port = 9998 }: EchoOptions = {}): Promise<RunningServer> {
  const serverOf = (perMessageDeflate: boolean): WebSocketServer =>
    new WebSocketServer({
      noServer: true,
      // The conformance cases send a message in 65,536 frames.
      maxFragments: 0,
      perMessageDeflate,
      handleProtocols(offered, request) {
        const { path, query } = targetOf(request)
        const chosen = path === '/protocol' ? query.get('choose') : offered.values().next().value
        return chosen && offered.has(chosen) ? chosen : false
      },
    })
  const plain = serverOf(false)
  const deflating = serverOf(true)
  /** Connections whose handshake is not answered yet. */
  const waiting = new Set<Duplex>()
  const clients = () => [...plain.clients, ...deflating.clients]
  const serve = (server: Server): Server =>
    server
      .on('request', (request, response) => {
        if (request.method !== 'GET' || request.url !== '/') {
          response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing here. The paths are listed at /\n')
          return
        }
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answerPage(request))
      })
      .on('upgrade', (request, socket, head) => {
        const { path, query } = targetOf(request)
        const behave = behaviours[path]
        const accept = (behave: Behave): void => {
          const sockets = path === '/deflate' ? deflating : plain
          sockets.handleUpgrade(request, socket, head, (client) => {
            // A client that breaks off is no matter of the server's.
            client.on('error', () => {})
            behave(client, query)
          })
        }
        if (behave && path !== '/wait') {
          accept(behave)
          return
        }
        socket.on('error', () => {})
        if (behave) {
          waiting.add(socket)
          const answer = (): void => {
            if (waiting.delete(socket)) accept(behave)
          }
          setTimeout(answer, numberOf(query, 'delay', 1000, 0, 60_000)).unref()
          socket.on('close', () => waiting.delete(socket))
          return
        }
        const fault = faults[path]
        if (fault) {
          const answer = fault(request.headers['sec-websocket-key'] ?? '')
          if (answer === null) socket.destroy()
          else socket.write(answer)
          // A client that is content with the answer has nobody to talk to.
          setTimeout(() => socket.destroy(), 1000).unref()
          return
        }
        const status = path === '/refuse' ? numberOf(query, 'status', 403, 300, 599) : 404
        socket.end(
          `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        )
      })
  const servers = await listen(() => serve(createServer()), port, {
    what: 'echo server',
    flag: '--echo-port',
    variable: 'ECHO_PORT',
  })
  const { port: taken } = servers[0].address() as AddressInfo
  return {
    url: `ws://localhost:${taken}`,
    port: taken,
    async close() {
      for (const client of clients()) client.close(1001, 'The server stops')
      for (const socket of waiting) socket.destroy()
      // A client that doesn't answer the closing handshake must not keep the server.
      const impatient = setTimeout(() => {
        for (const client of clients()) client.terminate()
      }, 500)
      await Promise.all(servers.map((server) => ended(server)))
      clearTimeout(impatient)
    },
  }
}

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    // Upgraded connections are not the HTTP server's any more; idle ones would keep it waiting.
    server.closeAllConnections()
  })
}

/**
 * The servers that the measured pages talk to, in a process of their own so that they and the measuring don't wait for
 * each other. Started by start-server.ts, which it tells its port, and ended with it.
 *
 *   GET  anything   an empty page, isolated so that its clock is fine
 *   ws   /echo      answers each message with itself
 *   ws   /burst     a message `N` is answered by N messages at once
 *   ws   /stream    a message `{rate, seconds}` is answered by that many messages a second, 0: as many as the page takes,
 *                   which now and then says how many it has by a message `N`; at the end one says how many they were: `{"end":N}`
 *   ws   /sink      swallows everything; answers `?`
 */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { targetOf } from '../../demo/target-of.ts'
import { frames } from './frames.ts'

/** Messages that may be on their way to a page: browsers would take more than their pages can, and keep them. */
const AHEAD = 20_000
/** Messages of one write at the most. */
const BLOCK = 1000

interface Stream {
  /** Messages a second; 0: as many as the page takes. */
  readonly rate: number
  readonly seconds: number
}

type Behave = (socket: WebSocket, raw: Socket) => void

const behaviours: Readonly<Record<string, Behave>> = {
  '/echo': (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  '/burst': (socket, raw) => {
    const made = new Map<number, Buffer>()
    socket.on('message', (data) => {
      const count = Number(data)
      const ready = made.get(count) ?? frames(0, count)
      made.set(count, ready)
      raw.write(ready)
    })
  },
  '/stream': (socket, raw) => {
    let taken = 0
    socket.on('message', (data) => {
      const said: Stream | number = JSON.parse(String(data))
      if (typeof said === 'number') taken = said
      else void stream(socket, raw, said, () => taken)
    })
  },
  '/sink': (socket) =>
    socket.on('message', (data: Buffer) => {
      if (data.length === 1) socket.send('!')
    }),
}

async function stream(socket: WebSocket, raw: Socket, { rate, seconds }: Stream, taken: () => number): Promise<void> {
  const start = performance.now()
  let sent = 0
  for (;;) {
    const elapsed = (performance.now() - start) / 1000
    if (elapsed >= seconds || socket.readyState !== socket.OPEN) break
    const due = rate === 0 ? BLOCK : Math.floor(elapsed * rate) - sent
    const count = Math.min(due, BLOCK, AHEAD - (sent - taken()))
    if (count > 0) raw.write(frames(sent, count))
    sent += Math.max(count, 0)
    await (count === BLOCK ? nextTurn() : tick())
  }
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ end: sent }))
}

const nextTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume))
const tick = (): Promise<void> => new Promise((resume) => setTimeout(resume, 1))

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
const server = createServer((_, response) => {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // Browsers give their fine clock only to pages that no other page can look into.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  })
  response.end('<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><body></body></html>')
})
server.on('upgrade', (request, raw: Socket, head) => {
  const behave = behaviours[targetOf(request).path]
  if (!behave) {
    raw.destroy()
    return
  }
  raw.setNoDelay(true)
  sockets.handleUpgrade(request, raw, head, (socket) => {
    // A page that breaks off is no matter of the server's.
    socket.on('error', () => {})
    behave(socket, raw)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())

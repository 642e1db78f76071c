import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import type { Message } from '../../../src/core/decoders/decoder.ts'
import { loadDecoders } from '../../../src/core/decoders/list.ts'
import type { Conversation } from './captured/capture.ts'
import { decoded, lines, readAll } from './captured/read-all.ts'

/** It has no types of its own. */
const SockJS: new (
  url: string,
  unused: null,
  options: object,
) => { onopen: () => void; onclose: (event: unknown) => void; send(text: string): void } = createRequire(
  import.meta.url,
)('sockjs-client')

describe('SockJS as its own client speaks it', () => {
  it('is read to the last message', async () => {
    const messages: Message[] = []
    let url = ''
    // The client asks for this before it connects.
    const info = JSON.stringify({ websocket: true, origins: ['*:*'], cookie_needed: false, entropy: 1 })
    const http = createServer((_, response) => response.setHeader('Content-Type', 'application/json').end(info))
    const sockets = new WebSocketServer({ server: http })
    sockets.on('connection', (socket, request) => {
      url = `ws://127.0.0.1${request.url}`
      const send = (data: string) => {
        messages.push({ direction: 'received', data, time: 0 })
        socket.send(data)
      }
      socket.on('message', (data) => {
        messages.push({ direction: 'sent', data: String(data), time: 0 })
        send(`a${data}`)
        send('c[3000,"Go away!"]')
      })
      send('o')
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const client = new SockJS(`http://127.0.0.1:${(http.address() as AddressInfo).port}/echo`, null, {
      transports: ['websocket'],
    })
    const closed = new Promise((resolve) => {
      client.onclose = resolve
    })
    client.onopen = () => client.send('{"a":"é"}')
    expect(await closed).toMatchObject({ code: 3000, reason: 'Go away!' })
    const taken: Conversation = { url, subprotocol: '', messages }
    expect(await lines(taken)).toEqual([
      '↓ SockJS certain: open',
      '↑ SockJS certain: message "{\\"a\\":\\"é\\"}"',
      '↓ SockJS certain: message "{\\"a\\":\\"é\\"}"',
      '↓ SockJS certain: close 3000 "Go away!"',
    ])
    expect(decoded((await readAll(taken))[1]).inner?.data).toBe('{"a":"é"}')
    sockets.close()
    http.close()
  })

  it('lets what it carries say what it means', async () => {
    const socket = { url: 'wss://example.test/ws/512/x0k2qp3d/websocket', subprotocol: '' }
    const reader = new SocketReader(await loadDecoders(), socket, { pinned: null, off: [] })
    const data = `a${JSON.stringify(['CONNECTED\nversion:1.2\n\n\0'])}`
    expect(reader.read({ direction: 'received', data, time: 0 })?.meaning).toMatchObject({
      protocol: 'SockJS › STOMP',
      summary: 'CONNECTED 1.2',
      call: { role: 'reply', id: 'connect' },
    })
  })

  it('is not looked for in what it carries', async () => {
    const socket = { url: 'wss://example.test/ws/512/x0k2qp3d/websocket', subprotocol: '' }
    const reader = new SocketReader(await loadDecoders(), socket, { pinned: null, off: [] })
    for (const text of ['h', 'o', 'a["[1]"]']) {
      const reading = reader.read({ direction: 'received', data: `a${JSON.stringify([text])}`, time: 0 })
      expect(reading?.layers.slice(1).some(({ protocol }) => protocol === 'SockJS')).toBe(false)
      expect(reading?.meaning.summary).toContain(JSON.stringify(text))
    }
  })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../../src/core/decoders/decoder.ts'
import { type Capture, capture } from './captured/capture.ts'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'

describe('Socket.IO as its own client and server speak it', () => {
  const http = createServer()
  const server = new Server(http, { pingInterval: 300, allowEIO3: true })
  let captured: Capture
  beforeAll(async () => {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    captured = await capture(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
    server.on('connection', (socket) => {
      socket.on('echo', (...args) => args.at(-1)(...args.slice(0, -1)))
      socket.on('ask me', () => socket.emit('asked', (answer: string) => socket.emit('thanks', answer)))
    })
    server.of('/admin').use((_, next) => next(new Error('Not for you')))
  })
  afterAll(() => {
    captured.close()
    return server.close()
  })

  it('is read to the last message', async () => {
    const client = io(captured.url.replace('ws:', 'http:'), { transports: ['websocket'], auth: { token: 'x' } })
    const admin = client.io.socket('/admin')
    const refused = new Promise((resolve) => admin.once('connect_error', resolve))
    const bytes = Uint8Array.of(1, 2, 3)
    const answer = await client.emitWithAck('echo', { big: bytes, and: [new Uint8Array()] }, 'é')
    expect(answer).toBeTruthy()
    client.on('asked', (reply) => reply('yes'))
    const thanked = new Promise<void>((resolve) => client.once('thanks', () => resolve()))
    client.emit('ask me')
    await Promise.all([thanked, refused])
    const isPong = ({ direction, data }: Message) => direction === 'sent' && data === '3'
    await expect.poll(() => captured.conversations[0]?.messages.some(isPong)).toBe(true)
    client.close()
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')

    const all = await lines(taken)
    expect(all.every((line) => /^. (Engine|Socket)\.IO certain/.test(line))).toBe(true)
    expect(all).toEqual(
      expect.arrayContaining([
        '↓ Engine.IO certain: open',
        '↑ Socket.IO certain: connect [request namespace /]',
        '↑ Socket.IO certain: connect /admin [request namespace /admin]',
        '↓ Socket.IO certain: connect error /admin [reply failed namespace /admin]',
        '↑ Socket.IO certain: event "echo" ack 0, 2 attachments to come [request page / 0]',
        '↑ Socket.IO certain: attachment 2 of 2 of "echo"',
        '↓ Socket.IO certain: ack 0, 2 attachments to come [reply page / 0]',
        '↓ Socket.IO certain: event "asked" ack 0 [request server / 0]',
        '↑ Socket.IO certain: ack 0 [reply server / 0]',
        '↓ Engine.IO certain: ping [request engine ping]',
        '↑ Engine.IO certain: pong [reply engine ping]',
      ]),
    )
    const last = (await readAll(taken)).filter(
      (one) => one !== 'not mine' && 'summary' in one && one.summary === 'attachment 2 of 2 of "echo"',
    )
    expect(plain(decoded(last[0]).content)).toEqual([{ big: bytes, and: [new Uint8Array()] }, 'é'])
  })
})

describe('Socket.IO', () => {
  const version3 = { url: 'wss://example.test/socket.io/?EIO=3&transport=websocket' }

  it('of version 2 has queries in namespaces and a type before attachments', async () => {
    const taken = conversation(
      version3,
      ['<', '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":5000}'],
      ['>', '2probe'],
      ['<', '3probe'],
      ['>', '5'],
      ['>', '40/chat?token=1,'],
      ['<', '451-/chat,["photo",{"_placeholder":true,"num":0}]'],
      ['<', Uint8Array.of(4, 9, 8)],
      ['<', '44"Invalid namespace"'],
    )
    expect(await lines(taken)).toEqual([
      '↓ Engine.IO certain: open',
      '↑ Engine.IO certain: ping probe [request engine probe]',
      '↓ Engine.IO certain: pong probe [reply engine probe]',
      '↑ Engine.IO certain: upgrade',
      '↑ Socket.IO certain: connect /chat?token=1 [request namespace /chat]',
      '↓ Socket.IO certain: event "photo" /chat, 1 attachment to come',
      '↓ Socket.IO certain: attachment 1 of 1 of "photo"',
      '↓ Socket.IO certain: connect error [reply failed namespace /]',
    ])
    expect(plain(decoded((await readAll(taken))[6]).content)).toEqual([Uint8Array.of(9, 8)])
  })

  it('is known by an event in the middle of a conversation, and by nothing less', async () => {
    const taken = conversation({}, ['<', '42["news",{"a":1}]'], ['<', '2'], ['<', '4'], ['<', '42'], ['<', '42 things'])
    expect(await lines(taken)).toEqual([
      '↓ Socket.IO likely: event "news"',
      '↓ not mine',
      '↓ not mine',
      '↓ not mine',
      '↓ not mine',
    ])
  })

  it('hands on what another parser made', async () => {
    const taken = conversation(version3, ['<', Uint8Array.of(4, 0x81, 0xa1, 0x61, 1)], ['>', '4hello'])
    const [binary, text] = await readAll(taken)
    expect(decoded(binary).inner?.data).toEqual(Uint8Array.of(0x81, 0xa1, 0x61, 1))
    expect(decoded(text).inner?.data).toBe('hello')
  })

  it('keeps numbers as they were written', async () => {
    const [outcome] = await readAll(conversation(version3, ['<', '42["id",12345678901234567890]']))
    expect(decoded(outcome).content?.text).toContain('12345678901234567890')
  })
})

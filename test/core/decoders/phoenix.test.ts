import { Socket } from 'phoenix'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { capture } from './captured/capture.ts'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

const text = (value: string) => [...new TextEncoder().encode(value)]

describe('Phoenix channels as its own client speaks them', () => {
  it('are read to the last message', async () => {
    const server = await serve((socket) =>
      socket.on('message', (data, isBinary) => {
        if (isBinary) {
          // A reply: kind, lengths of join ref, ref, topic and status, these, and the payload.
          socket.send(
            Uint8Array.of(
              1,
              1,
              1,
              6,
              2,
              ...text(`3${String.fromCharCode((data as Buffer)[6] as number)}room:1ok`),
              9,
              0,
            ),
          )
          socket.send(Uint8Array.of(2, 6, 3, ...text('room:1new'), 1, 2, 3))
          return
        }
        const [joinRef, ref, topic, event] = JSON.parse(String(data))
        const status = event === 'bad' ? 'error' : 'ok'
        socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status, response: { echoed: event } }]))
      }),
    )
    const captured = await capture(server.origin)
    const socket = new Socket(`${captured.url}/socket`, { transport: WebSocket as never })
    socket.connect()
    const channel = socket.channel('room:1', { user: 1 })
    const ok = (push: ReturnType<typeof channel.push>, status: 'ok' | 'error' = 'ok') =>
      new Promise((resolve) => push.receive(status, resolve))
    await ok(channel.join())
    await ok(channel.push('shout', { body: 'hi' }))
    await ok(channel.push('bad', {}), 'error')
    const pushed = new Promise((resolve) => channel.on('new', resolve))
    await ok(channel.push('file', Uint8Array.of(0, 1, 2).buffer))
    await pushed
    socket.disconnect()
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    expect(await lines(taken)).toEqual([
      '↑ Phoenix certain: join room:1 #3 [request page 3]',
      '↓ Phoenix certain: reply ok to "phx_join" room:1 #3 [reply page 3]',
      '↑ Phoenix certain: event "shout" room:1 #4 [request page 4]',
      '↓ Phoenix certain: reply ok to "shout" room:1 #4 [reply page 4]',
      '↑ Phoenix certain: event "bad" room:1 #5 [request page 5]',
      '↓ Phoenix certain: reply error to "bad" room:1 #5 [reply failed page 5]',
      '↑ Phoenix certain: event "file" room:1 #6 [request page 6]',
      '↓ Phoenix certain: reply ok to "file" room:1 #6 [reply page 6]',
      '↓ Phoenix certain: event "new" room:1',
    ])
    const all = await readAll(taken)
    expect(plain(decoded(all[3]).content)).toEqual({ echoed: 'shout' })
    expect(decoded(all[6]).inner?.data).toEqual(Uint8Array.of(0, 1, 2))
    expect(decoded(all[8]).inner?.data).toEqual(Uint8Array.of(1, 2, 3))
    captured.close()
    server.close()
  })
})

describe('Phoenix', () => {
  it('of version 1 sends objects', async () => {
    const taken = conversation(
      {},
      ['>', '{"topic":"rooms:lobby","event":"phx_join","payload":{},"ref":"1"}'],
      ['<', '{"topic":"rooms:lobby","event":"phx_reply","payload":{"status":"ok","response":{}},"ref":"1"}'],
      ['>', '{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"2"}'],
    )
    expect(await lines(taken)).toEqual([
      '↑ Phoenix certain: join rooms:lobby #1 [request page 1]',
      '↓ Phoenix certain: reply ok to "phx_join" rooms:lobby #1 [reply page 1]',
      '↑ Phoenix certain: heartbeat phoenix #2 [request page 2]',
    ])
  })

  it('is not every array of five', async () => {
    const texts = ['[1,2,"a","b",{}]', '[null,null,"a","phx_join",[]]', '{"topic":"a","event":"b","payload":{}}']
    expect(await readAll(conversation({}, ...texts.map((one) => ['<', one] as const)))).toEqual(
      Array(3).fill('not mine'),
    )
  })
})

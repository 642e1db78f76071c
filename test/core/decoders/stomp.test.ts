import { Client } from '@stomp/stompjs'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { capture } from './captured/capture.ts'
import { broken, conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

describe('STOMP as @stomp/stompjs speaks it', () => {
  it.each([false, true])('is read to the last message, large frames split: %s', async (splitLargeFrames) => {
    const server = await serve(
      (socket) => {
        let text = ''
        socket.on('message', (data) => {
          text += data
          if (!text.endsWith('\0')) return
          const receipt = /^receipt:(.*)$/m.exec(text)?.[1]
          if (text.startsWith('CONNECT')) socket.send('CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0\n')
          if (receipt === 'bad') socket.send('ERROR\nreceipt-id:bad\nmessage:No such queue\n\nGone\0')
          else if (receipt) socket.send(`RECEIPT\nreceipt-id:${receipt}\n\n\0`)
          if (receipt === 'r2')
            socket.send('MESSAGE\ndestination:/a\\cb\ncontent-length:10\nsubscription:s0\n\n{"é":"1"}\0')
          text = ''
        })
      },
      { handleProtocols: ([first]) => first ?? false },
    )
    const captured = await capture(server.origin)
    const client = new Client({
      webSocketFactory: () => new WebSocket(captured.url, ['v12.stomp']),
      reconnectDelay: 0,
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
      splitLargeFrames,
      maxWebSocketChunkSize: 60,
    })
    await new Promise<void>((resolve) => {
      client.onConnect = () => resolve()
      client.activate()
    })
    const got = new Promise<string>(
      (resolve) => void client.subscribe('/a:b', (frame) => resolve(frame.body), { id: 's0', receipt: 'r1' }),
    )
    client.publish({ destination: '/a:b', headers: { receipt: 'r2' }, body: JSON.stringify({ long: 'x'.repeat(60) }) })
    expect(await got).toBe('{"é":"1"}')
    const failed = new Promise((resolve) => {
      client.onStompError = resolve
    })
    client.publish({ destination: '/none', headers: { receipt: 'bad' } })
    await failed
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    const all = await lines(taken)
    expect(all.filter((line) => !/part of a frame|heart-beat/.test(line)).toSorted()).toEqual(
      [
        '↑ STOMP certain: CONNECT [request connection connect]',
        '↓ STOMP certain: CONNECTED 1.2 [reply connection connect]',
        '↑ STOMP certain: SUBSCRIBE /a:b receipt r1 [request page r1]',
        '↑ STOMP certain: SEND /a:b receipt r2 [request page r2]',
        '↓ STOMP certain: RECEIPT r1 [reply page r1]',
        '↓ STOMP certain: RECEIPT r2 [reply page r2]',
        '↓ STOMP certain: MESSAGE /a:b',
        '↑ STOMP certain: SEND /none receipt bad [request page bad]',
        '↓ STOMP certain: ERROR "No such queue" bad [reply failed page bad]',
      ].toSorted(),
    )
    expect(all.some((line) => line.includes('part of a frame'))).toBe(splitLargeFrames)
    const message = (await readAll(taken))[all.indexOf('↓ STOMP certain: MESSAGE /a:b')]
    expect(plain(decoded(message).content)).toEqual({ é: '1' })
    client.webSocket?.close()
    captured.close()
    server.close()
  })
})

describe('STOMP', () => {
  it('has heart-beats, several frames in a message, and NULs in a body with a length', async () => {
    const taken = conversation(
      { subprotocol: 'v12.stomp' },
      ['<', '\n'],
      ['<', 'RECEIPT\nreceipt-id:1\n\n\0RECEIPT\r\nreceipt-id:2\r\n\r\n\0\n'],
      ['>', new TextEncoder().encode('SEND\ndestination:/q\ncontent-length:3\n\na\0b\0')],
    )
    expect(await lines(taken)).toEqual([
      '↓ STOMP certain: heart-beat',
      '↓ STOMP certain: RECEIPT 1 · RECEIPT 2 [reply page 1]',
      '↑ STOMP certain: SEND /q',
    ])
    expect(decoded((await readAll(taken))[2]).inner?.data).toEqual(Uint8Array.of(0x61, 0, 0x62))
  })

  it('keeps to itself what has no frame, and says so where it must have one', async () => {
    const text = 'SEND money\n'
    expect(await readAll(conversation({}, ['>', text], ['<', '\n'], ['<', 'MESSAGE\n\nno end']))).toEqual(
      Array(3).fill('not mine'),
    )
    expect(broken((await readAll(conversation({ subprotocol: 'v10.stomp' }, ['>', text])))[0]).error).toMatch(
      /no STOMP frame/,
    )
  })
})

import { describe, expect, it } from 'vitest'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'

/** Protocols of frameworks whose servers aren't written in JavaScript: messages as their specifications have them. */

describe('Action Cable', () => {
  const identifier = JSON.stringify('{"channel":"ChatChannel","room":1}')

  it('is read with what its texts hold', async () => {
    const taken = conversation(
      { subprotocol: 'actioncable-v1-json' },
      ['<', '{"type":"welcome"}'],
      ['>', `{"command":"subscribe","identifier":${identifier}}`],
      ['<', `{"identifier":${identifier},"type":"confirm_subscription"}`],
      ['>', `{"command":"message","identifier":${identifier},"data":"{\\"action\\":\\"speak\\",\\"n\\":1}"}`],
      ['<', `{"identifier":${identifier},"message":{"body":"hi"}}`],
      ['<', '{"type":"ping","message":1700000000}'],
      ['<', '{"type":"disconnect","reason":"unauthorized","reconnect":false}'],
    )
    const id = '{"channel":"ChatChannel","room":1}'
    expect(await lines(taken)).toEqual([
      '↓ Action Cable certain: welcome',
      `↑ Action Cable certain: subscribe ChatChannel [request page ${id}]`,
      `↓ Action Cable certain: confirm ChatChannel [reply page ${id}]`,
      '↑ Action Cable certain: message ChatChannel.speak',
      '↓ Action Cable certain: message ChatChannel',
      '↓ Action Cable certain: ping',
      '↓ Action Cable certain: disconnect "unauthorized"',
    ])
    const all = await readAll(taken)
    expect(plain(decoded(all[3]).content)).toEqual({ action: 'speak', n: 1 })
    expect(plain(decoded(all[4]).content)).toEqual({ body: 'hi' })
  })
})

describe('Pusher', () => {
  it('is known by its first event, and then reads every event', async () => {
    const taken = conversation(
      {},
      ['<', '{"event":"news","data":{}}'],
      [
        '<',
        '{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"1.2\\",\\"activity_timeout\\":120}"}',
      ],
      ['>', '{"event":"pusher:subscribe","data":{"auth":"","channel":"private-a"}}'],
      ['<', '{"event":"pusher_internal:subscription_succeeded","channel":"private-a","data":"{}"}'],
      ['<', '{"event":"news","channel":"private-a","data":"{\\"a\\":1}"}'],
      ['>', '{"event":"pusher:ping","data":{}}'],
      ['<', '{"event":"pusher:pong"}'],
      ['<', '{"event":"pusher:error","data":{"code":4201,"message":"Pong reply not received"}}'],
    )
    expect(await lines(taken)).toEqual([
      '↓ not mine',
      '↓ Pusher certain: connection_established',
      '↑ Pusher certain: subscribe private-a [request subscription private-a]',
      '↓ Pusher certain: subscription_succeeded private-a [reply subscription private-a]',
      '↓ Pusher certain: event "news" private-a',
      '↑ Pusher certain: ping [request connection ping]',
      '↓ Pusher certain: pong [reply connection ping]',
      '↓ Pusher certain: error 4201 "Pong reply not received"',
    ])
    expect(plain(decoded((await readAll(taken))[4]).content)).toEqual({ a: 1 })
  })
})

describe('SockJS', () => {
  const socket = { url: 'wss://example.test/chat/512/x0k2qp3d/websocket' }

  it('hands on what its frames carry', async () => {
    const taken = conversation(
      socket,
      ['<', 'o'],
      ['<', 'h'],
      ['<', 'a["{\\"n\\":1}"]'],
      ['<', 'a["1","2"]'],
      ['>', '["CONNECT\\n\\n\\u0000"]'],
      ['<', 'c[3000,"Go away!"]'],
    )
    expect(await lines(taken)).toEqual([
      '↓ SockJS certain: open',
      '↓ SockJS certain: heartbeat',
      '↓ SockJS certain: message "{\\"n\\":1}"',
      '↓ SockJS certain: 2 messages',
      '↑ SockJS certain: message "CONNECT\\n\\n\\u0000"',
      '↓ SockJS certain: close 3000 "Go away!"',
    ])
    expect(decoded((await readAll(taken))[4]).inner?.data).toBe('CONNECT\n\n\0')
  })
})

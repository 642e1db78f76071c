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

describe('DDP', () => {
  it('pairs methods and subscriptions', async () => {
    const taken = conversation(
      {},
      ['>', '{"msg":"connect","version":"1","support":["1"]}'],
      ['<', '{"msg":"connected","session":"x"}'],
      ['>', '{"msg":"sub","id":"s1","name":"rooms","params":[]}'],
      ['<', '{"msg":"added","collection":"rooms","id":"r1","fields":{"a":1}}'],
      ['<', '{"msg":"ready","subs":["s1"]}'],
      ['>', '{"msg":"method","method":"send","params":["hi"],"id":"1"}'],
      ['<', '{"msg":"result","id":"1","error":{"error":404,"reason":"No room"}}'],
      ['<', '{"msg":"updated","methods":["1"]}'],
      ['<', '{"msg":"ping"}'],
    )
    expect(await lines(taken)).toEqual([
      '↑ DDP certain: connect [request connection connect]',
      '↓ DDP certain: connected [reply connection connect]',
      '↑ DDP certain: sub rooms #s1 [request subscription s1]',
      '↓ DDP certain: added rooms #r1',
      '↓ DDP certain: ready [reply subscription s1]',
      '↑ DDP certain: method send #1 [request method 1]',
      '↓ DDP certain: result #1 error "No room" [reply failed method 1]',
      '↓ DDP certain: updated',
      '↓ DDP certain: ping',
    ])
  })
})

describe('Centrifugo', () => {
  it('pairs replies, which may be several to a message, and names pushes by their channel', async () => {
    const taken = conversation(
      {},
      ['<', '{}'],
      ['>', '{"id":1,"connect":{"token":"t"}}\n{"id":2,"subscribe":{"channel":"news"}}'],
      ['<', '{"id":1,"connect":{"client":"c","ping":25,"pong":true}}'],
      ['<', '{"id":2,"error":{"code":103,"message":"permission denied"}}'],
      ['<', '{"push":{"channel":"news","pub":{"data":{"a":1}}}}'],
      ['<', '{}'],
      ['>', '{}'],
    )
    expect(await lines(taken)).toEqual([
      '↓ not mine',
      '↑ Centrifugo certain: connect #1 · subscribe news #2 [request page 1]',
      '↓ Centrifugo certain: reply to connect #1 [reply page 1]',
      '↓ Centrifugo certain: error 103 "permission denied" to subscribe news #2 [reply failed page 2]',
      '↓ Centrifugo certain: push pub news',
      '↓ Centrifugo certain: ping',
      '↑ Centrifugo certain: pong',
    ])
    expect(plain(decoded((await readAll(taken))[4]).content)).toEqual({ a: 1 })
  })
})

describe('Kubernetes', () => {
  const bytes = (channel: number, text: string) => Uint8Array.of(channel, ...new TextEncoder().encode(text))

  it('names the streams of exec', async () => {
    const taken = conversation(
      { subprotocol: 'v5.channel.k8s.io' },
      ['>', bytes(0, 'ls\n')],
      ['<', bytes(1, 'a  b\r\n')],
      ['>', bytes(4, '{"Width":80,"Height":24}')],
      ['<', bytes(3, '{"status":"Success"}')],
      ['>', Uint8Array.of(255, 0)],
      ['<', Uint8Array.of(9)],
    )
    expect(await lines(taken)).toEqual([
      '↑ Kubernetes certain: stdin "ls\\n"',
      '↓ Kubernetes certain: stdout "a  b\\r\\n"',
      '↑ Kubernetes certain: resize "{\\"Width\\":80,\\"Height\\":24}"',
      '↓ Kubernetes certain: error "{\\"status\\":\\"Success\\"}"',
      '↑ Kubernetes certain: close stdin',
      '↓ not mine',
    ])
    expect(plain(decoded((await readAll(taken))[2]).content)).toEqual({ Width: 80, Height: 24 })
  })

  it('names the ports of port-forward, and reads Base64', async () => {
    const forward = { url: 'wss://k/api/v1/namespaces/a/pods/b/portforward?ports=80', subprotocol: 'v4.channel.k8s.io' }
    expect(await lines(conversation(forward, ['<', Uint8Array.of(0, 80, 0)], ['<', bytes(0, 'hi')]))).toEqual([
      '↓ Kubernetes certain: data of port 0 is :80',
      '↓ Kubernetes certain: data of port 0, 2 bytes',
    ])
    const base64 = { subprotocol: 'v4.base64.channel.k8s.io' }
    expect(await lines(conversation(base64, ['<', '1aGk='], ['<', '1a'], ['<', 'x']))).toEqual([
      '↓ Kubernetes certain: stdout "hi"',
      '↓ not mine',
      '↓ not mine',
    ])
  })
})

describe('Language Server Protocol', () => {
  const framed = (value: object) => {
    const text = JSON.stringify(value)
    return `Content-Length: ${new TextEncoder().encode(text).length}\r\n\r\n${text}`
  }

  it('is read across messages and several to one', async () => {
    const open = framed({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { name: 'é' } })
    const two = framed({ jsonrpc: '2.0', id: 1, result: {} }) + framed({ jsonrpc: '2.0', method: 'window/logMessage' })
    const event = framed({ seq: 3, type: 'event', event: 'stopped', body: { reason: 'step' } })
    const taken = conversation({}, ['>', open.slice(0, 50)], ['>', open.slice(50)], ['<', two], ['<', event])
    expect(await lines(taken)).toEqual([
      '↑ Language Server Protocol likely: part of a message, 50 of 91 bytes',
      '↑ Language Server Protocol certain: call initialize #1 [request page 1]',
      '↓ Language Server Protocol certain: result #1 · notify window/logMessage [reply page 1]',
      '↓ Language Server Protocol certain: event stopped #3',
    ])
  })
})

import {
  HttpTransportType,
  HubConnectionBuilder,
  type HubMessage,
  type IHubProtocol,
  JsonHubProtocol,
  LogLevel,
  MessageType,
  NullLogger,
} from '@microsoft/signalr'
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack'
import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { capture } from './captured/capture.ts'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

/** A hub that adds, counts and fails, in the protocol's own library's bytes. */
function hub(protocol: IHubProtocol) {
  return (socket: WebSocket) => {
    const send = (message: HubMessage) => {
      const data = protocol.writeMessage(message)
      socket.send(typeof data === 'string' ? data : new Uint8Array(data))
    }
    let began = false
    socket.on('message', (data, isBinary) => {
      if (!began) {
        began = true
        socket.send('{}\u001e', { binary: isBinary })
        send({ type: MessageType.Ping })
        return
      }
      // The library is a client's: it reads no stream invocations.
      if (String(data).includes('Count')) {
        const invocationId = '2'
        for (const item of [1, 2]) send({ type: MessageType.StreamItem, invocationId, item })
        send({ type: MessageType.Completion, invocationId })
      }
      const bytes = Uint8Array.from(data as Buffer)
      for (const message of protocol.parseMessages(isBinary ? bytes.buffer : data.toString(), NullLogger.instance)) {
        if (message.type !== MessageType.Invocation) continue
        const { invocationId = '', target, arguments: given } = message
        if (target === 'Add') {
          send({ type: MessageType.Completion, invocationId, result: { sum: given[0] + given[1] } })
        } else if (target === 'Fail') {
          send({ type: MessageType.Completion, invocationId, error: 'No such thing' })
        } else send({ type: MessageType.Invocation, invocationId: 's1', target: 'AskClient', arguments: [7] })
      }
    })
  }
}

describe.each([
  ['JSON', () => new JsonHubProtocol()],
  ['MessagePack', () => new MessagePackHubProtocol()],
])('SignalR in %s, as its own client speaks it', (_, protocol) => {
  it('is read to the last message', async () => {
    const server = await serve(hub(protocol()))
    const captured = await capture(server.origin)
    const client = new HubConnectionBuilder()
      .withUrl(`${captured.url.replace('ws', 'http')}/hub`, {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
      })
      .withHubProtocol(protocol())
      .configureLogging(LogLevel.None)
      .build()
    const asked = new Promise<void>((resolve) =>
      client.on('AskClient', (number: number) => {
        resolve()
        return number + 1
      }),
    )
    await client.start()
    expect(await client.invoke('Add', 1, 2)).toEqual({ sum: 3 })
    await expect(client.invoke('Fail')).rejects.toThrow()
    await new Promise<void>((resolve, reject) =>
      client.stream('Count', 2).subscribe({ next: () => {}, complete: resolve, error: reject }),
    )
    await client.send('Ask', 'please')
    await asked
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    await expect.poll(() => taken.messages.at(-1)?.direction).toBe('sent')
    await client.stop()

    const all = await lines(taken)
    expect(all.filter((line) => !line.endsWith(' ping')).slice(0, 12)).toEqual([
      `↑ SignalR certain: handshake ${protocol().name}`,
      '↓ SignalR certain: handshake accepted',
      '↑ SignalR certain: invoke Add #0 [request page 0]',
      '↓ SignalR certain: result #0 [reply page 0]',
      '↑ SignalR certain: invoke Fail #1 [request page 1]',
      '↓ SignalR certain: error #1: "No such thing" [reply failed page 1]',
      '↑ SignalR certain: stream Count #2 [request page 2]',
      '↓ SignalR certain: item #2 [part page 2]',
      '↓ SignalR certain: item #2 [part page 2]',
      '↓ SignalR certain: result #2 [reply page 2]',
      '↑ SignalR certain: invoke Ask',
      '↓ SignalR certain: invoke AskClient #s1 [request server s1]',
    ])
    expect(all).toContain('↓ SignalR certain: ping')
    expect(all).toContain('↑ SignalR certain: result #s1 [reply server s1]')
    expect(
      plain(decoded((await readAll(taken))[all.indexOf('↓ SignalR certain: result #0 [reply page 0]')]).content),
    ).toEqual({ sum: 3 })
    captured.close()
    server.close()
  })
})

describe('SignalR', () => {
  it('is known by its records in the middle of a conversation', async () => {
    const taken = conversation(
      {},
      ['<', '{"type":6}\u001e{"type":1,"target":"News","arguments":[]}\u001e'],
      ['<', '{"type":1,"target":"News","arguments":[]}'],
      ['<', '{"type":99}\u001e'],
      ['<', '{}\u001e'],
    )
    expect(await lines(taken)).toEqual(['↓ SignalR likely: ping · invoke News', ...Array(3).fill('↓ not mine')])
  })
})

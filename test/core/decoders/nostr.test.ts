import { finalizeEvent, generateSecretKey } from 'nostr-tools/pure'
import { Relay, useWebSocketImplementation } from 'nostr-tools/relay'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { capture } from './captured/capture.ts'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

describe('Nostr as nostr-tools speaks it', () => {
  it('is read to the last message', async () => {
    const event = finalizeEvent({ kind: 1, created_at: 1_700_000_000, tags: [], content: 'hi' }, generateSecretKey())
    const server = await serve((socket) =>
      socket.on('message', (data) => {
        const [type, first] = JSON.parse(String(data))
        if (type === 'EVENT') socket.send(JSON.stringify(['OK', first.id, false, 'blocked: not here']))
        if (type !== 'REQ') return
        socket.send(JSON.stringify(['EVENT', first, event]))
        socket.send(JSON.stringify(['EOSE', first]))
      }),
    )
    const captured = await capture(server.origin)
    useWebSocketImplementation(WebSocket)
    const relay = await Relay.connect(captured.url)
    await new Promise<void>((resolve) => void relay.subscribe([{ kinds: [1] }], { onevent: () => {}, oneose: resolve }))
    await expect(relay.publish(event)).rejects.toThrow('blocked')
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    const short = `${event.id.slice(0, 8)}…`
    const id = /\["REQ","([^"]+)"/.exec(String(taken.messages[0]?.data))?.[1]
    expect(await lines(taken)).toEqual([
      `↑ Nostr likely: REQ ${id} [request subscription ${id}]`,
      `↓ Nostr likely: EVENT kind 1 ${short} for ${id} [part subscription ${id}]`,
      `↓ Nostr likely: EOSE ${id} [reply subscription ${id}]`,
      `↑ Nostr likely: EVENT kind 1 ${short} [request event ${event.id}]`,
      `↓ Nostr likely: OK ${short} refused "blocked: not here" [reply failed event ${event.id}]`,
    ])
    expect(plain(decoded((await readAll(taken))[1]).content)).toEqual(JSON.parse(JSON.stringify(event)))
    relay.close()
    captured.close()
    server.close()
  })

  it('is not every array that begins with a word', async () => {
    const texts = ['["EVENT","a",{}]', '["EVENT",{"id":"1"}]', '["OK","1",true,""]', '["REQ"]', '["NOTICE",1]']
    expect(await readAll(conversation({}, ...texts.map((one) => ['<', one] as const)))).toEqual(
      Array(5).fill('not mine'),
    )
  })

  it('is only possible where a notice is all there is', async () => {
    const taken = conversation({}, ['<', '["NOTICE","hi"]'], ['>', '["REQ","a",{}]'], ['<', '["NOTICE","hi"]'])
    expect(await lines(taken)).toEqual([
      '↓ Nostr possible: NOTICE "hi"',
      '↑ Nostr likely: REQ a [request subscription a]',
      '↓ Nostr likely: NOTICE "hi"',
    ])
  })
})

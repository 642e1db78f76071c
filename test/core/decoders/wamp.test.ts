import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { capture } from './captured/capture.ts'
import { broken, conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

interface Serializer {
  /** The one for CBOR promises its bytes. */
  serialize(value: unknown): string | Uint8Array | Promise<Uint8Array>
  unserialize(data: unknown): unknown[]
  readonly BINARY: boolean
}

interface Session {
  subscribe(topic: string, handler: () => void): Promise<unknown>
  publish(topic: string, list: unknown[], byName: object, options: object): Promise<unknown>
  call(procedure: string, list?: unknown[]): Promise<unknown>
  register(procedure: string, handler: (list: number[]) => unknown): Promise<unknown>
}

/** It has no types of its own. */
const autobahn: {
  readonly serializer: Readonly<Record<string, new () => Serializer>>
  readonly Connection: new (
    options: object,
  ) => { onopen: (session: Session) => void; onclose: () => boolean; open(): void; close(): void }
} = createRequire(import.meta.url)('autobahn')

/** What a router says to each message of a client that is alone with it. */
const answers: Record<number, (message: unknown[]) => unknown[][]> = {
  1: () => [[2, 9129137332, { roles: { broker: {}, dealer: {} } }]],
  6: () => [[6, {}, 'wamp.close.goodbye_and_out']],
  16: ([, request]) => [[17, request, 4429313566]],
  32: ([, request]) => [
    [33, request, 5512315355],
    [36, 5512315355, 1, {}, ['hello'], { é: 1.5 }],
  ],
  48: ([, request, , procedure]) =>
    procedure === 'com.fail' ? [[8, 48, request, {}, 'com.error.no', ['why']]] : [[50, request, {}, [30]]],
  64: ([, request]) => [
    [65, request, 2103333224],
    [68, 1, 2103333224, {}, [2, 3]],
  ],
}

describe.each(['JSONSerializer', 'MsgpackSerializer', 'CBORSerializer'])('WAMP with Autobahn and its %s', (name) => {
  it('is read to the last message', async () => {
    const Chosen = autobahn.serializer[name]
    if (!Chosen) throw new Error(`There is no ${name}.`)
    const serializer = new Chosen()
    const server = await serve(
      (socket) =>
        socket.on('message', async (data) => {
          const message = serializer.unserialize(serializer.BINARY ? data : String(data))
          for (const answer of answers[message[0] as number]?.(message) ?? [])
            socket.send(await serializer.serialize(answer))
        }),
      { handleProtocols: ([first]) => first ?? false },
    )
    const captured = await capture(server.origin)
    const connection = new autobahn.Connection({
      url: captured.url,
      realm: 'realm1',
      serializers: [serializer],
      max_retries: 0,
    })
    const session = await new Promise<Session>((resolve) => {
      connection.onopen = resolve
      connection.open()
    })
    await session.subscribe('com.topic', () => {})
    await session.publish('com.topic', ['hi'], {}, { acknowledge: true })
    expect(await session.call('com.add', [7, 23])).toBe(30)
    await expect(session.call('com.fail')).rejects.toMatchObject({ error: 'com.error.no' })
    const invoked = new Promise<void>((resolve) => {
      void session.register('com.mul', ([a, b]: number[]) => {
        resolve()
        return (a ?? 0) * (b ?? 0)
      })
    })
    await invoked
    const [taken] = captured.conversations
    if (!taken) throw new Error('Nothing was captured.')
    await expect.poll(async () => (await lines(taken)).at(-1)).toBe('↑ WAMP certain: YIELD #1 [reply server 1]')
    const all = await lines(taken)
    const request = (text: string) => all.find((line) => line.includes(text))?.match(/#(\d+)/)?.[1]
    expect(all).toEqual([
      '↑ WAMP certain: HELLO realm1 [request session session]',
      '↓ WAMP certain: WELCOME [reply session session]',
      '↑ WAMP certain: SUBSCRIBE com.topic #1 [request page 1]',
      '↓ WAMP certain: SUBSCRIBED com.topic #1 [reply page 1]',
      '↓ WAMP certain: EVENT com.topic',
      '↑ WAMP certain: PUBLISH com.topic #2 [request page 2]',
      '↓ WAMP certain: PUBLISHED #2 [reply page 2]',
      '↑ WAMP certain: CALL com.add #3 [request page 3]',
      '↓ WAMP certain: RESULT com.add #3 [reply page 3]',
      '↑ WAMP certain: CALL com.fail #4 [request page 4]',
      '↓ WAMP certain: ERROR #4 "com.error.no" [reply failed page 4]',
      '↑ WAMP certain: REGISTER com.mul #5 [request page 5]',
      '↓ WAMP certain: REGISTERED com.mul #5 [reply page 5]',
      '↓ WAMP certain: INVOCATION com.mul #1 [request server 1]',
      '↑ WAMP certain: YIELD #1 [reply server 1]',
    ])
    expect(request('CALL com.add')).toBe('3')
    const outcomes = await readAll(taken)
    expect(plain(decoded(outcomes[7]).content)).toEqual([7, 23])
    expect(plain(decoded(outcomes[4]).tree)).toMatchObject({ arguments: ['hello'], 'arguments by name': { é: 1.5 } })
    expect(plain(decoded(outcomes[1]).tree)).toMatchObject({ session: 9129137332 })
    await new Promise<void>((resolve) => {
      connection.onclose = () => {
        resolve()
        return true
      }
      connection.close()
    })
    captured.close()
    server.close()
  })
})

describe('WAMP', () => {
  it('may be batched', async () => {
    const json = conversation({ subprotocol: 'wamp.2.json.batched' }, [
      '<',
      '[17,1,2]\u0018[6,{},"wamp.close.normal"]\u0018',
    ])
    expect(await lines(json)).toEqual(['↓ WAMP certain: PUBLISHED #1 · GOODBYE "wamp.close.normal" [reply page 1]'])
    const packed = conversation({ subprotocol: 'wamp.2.msgpack.batched' }, [
      '<',
      Uint8Array.of(0, 0, 0, 4, 0x93, 17, 1, 2),
    ])
    expect(await lines(packed)).toEqual(['↓ WAMP certain: PUBLISHED #1 [reply page 1]'])
  })

  it('says what it cannot read', async () => {
    const taken = conversation({ subprotocol: 'wamp.2.json' }, ['<', '[99,1]'], ['<', '{}'], ['<', '[17,1,2,3]'])
    for (const outcome of await readAll(taken)) expect(broken(outcome).error).toBe('This is no WAMP message.')
  })
})

import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { generate, type Packet } from 'mqtt-packet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebSocketStream } from 'ws'
import { type Capture, capture } from './captured/capture.ts'
import { broken, conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'
import { serve } from './captured/serve.ts'

describe('MQTT as MQTT.js and a broker speak it', () => {
  let broker: Aedes
  let server: Awaited<ReturnType<typeof serve>>
  let captured: Capture
  beforeAll(async () => {
    broker = await Aedes.createBroker()
    server = await serve((socket) => void broker.handle(createWebSocketStream(socket)), {
      handleProtocols: () => 'mqtt',
    })
    captured = await capture(server.origin)
  })
  afterAll(() => {
    captured.close()
    server.close()
    broker.close()
  })

  it('is read to the last message', async () => {
    const options = {
      clientId: 'me-4',
      username: 'u',
      password: 'p',
      reconnectPeriod: 0,
    }
    const will = { topic: 'gone', payload: Buffer.from('bye'), qos: 1 as const, retain: false }
    const client = await mqtt.connectAsync(captured.url, { ...options, will })
    const got = new Promise<void>((resolve) => client.on('message', (topic) => topic === 'a/2' && resolve()))
    await client.subscribeAsync({ 'a/#': { qos: 2 } })
    await client.publishAsync('a/0', 'plain')
    await client.publishAsync('a/1', '{"t":20.5}', { qos: 1, retain: true })
    await client.publishAsync('a/2', Buffer.from([0, 1, 255]), { qos: 2 })
    await got
    await client.unsubscribeAsync('a/#')
    await client.endAsync()
    const taken = captured.conversations.at(-1)
    if (!taken) throw new Error('Nothing was captured.')

    const all = await lines(taken)
    expect(all.filter((line) => !line.includes('MQTT certain: ') || line.includes('BROKEN'))).toEqual([])
    const said = all.join('\n')
    for (const expected of [
      '↑ MQTT certain: CONNECT me-4 MQTT 3.1.1 [request connection connect]',
      '↓ MQTT certain: CONNACK accepted [reply connection connect]',
      'SUBSCRIBE a/# QoS 2 [request page',
      'SUBACK #',
      '↑ MQTT certain: PUBLISH a/0\n',
      'PUBLISH a/1 QoS 1 retain [request page',
      'PUBACK #',
      'PUBLISH a/2 QoS 2 [request page',
      'PUBREC #',
      'PUBREL #',
      'PUBCOMP #',
      'UNSUBSCRIBE a/#',
      'DISCONNECT',
    ])
      expect(said).toContain(expected)
    const published = (await readAll(taken)).find((one) => one !== 'not mine' && 'summary' in one && one.kind === 'a/1')
    expect(plain(decoded(published).content)).toEqual({ t: 20.5 })
  })
})

describe('MQTT 5 as MQTT.js writes it', () => {
  const wire = (packet: Packet) => Uint8Array.from(generate(packet, { protocolVersion: 5 }))

  it('is read with its properties and reasons', async () => {
    const properties = {
      userProperties: { k: 'v' },
      contentType: 'x',
      correlationData: Buffer.from([1]),
      messageExpiryInterval: 9,
    }
    const shared = { qos: 1, retain: false, dup: false } as const
    const will = {
      topic: 'gone',
      payload: Buffer.from('bye'),
      qos: 1,
      retain: true,
      properties: { willDelayInterval: 3 },
    } as const
    const taken = conversation(
      {},
      [
        '>',
        wire({
          cmd: 'connect',
          clientId: 'me',
          protocolVersion: 5,
          clean: true,
          keepalive: 9,
          will,
          properties: { topicAliasMaximum: 5 },
        }),
      ],
      ['<', wire({ cmd: 'connack', reasonCode: 0, sessionPresent: false, properties: { receiveMaximum: 20 } })],
      ['>', wire({ cmd: 'publish', topic: 'a/1', payload: '{"t":1}', messageId: 7, properties, ...shared })],
      ['<', wire({ cmd: 'puback', messageId: 7, reasonCode: 0x87, properties: { reasonString: 'no' } })],
      [
        '>',
        wire({
          cmd: 'subscribe',
          messageId: 8,
          subscriptions: [{ topic: 'b/#', qos: 1, nl: true, rap: false, rh: 0 }],
          properties: { subscriptionIdentifier: 300 },
        }),
      ],
      ['<', wire({ cmd: 'suback', messageId: 8, granted: [0x8f] })],
      ['<', wire({ cmd: 'disconnect', reasonCode: 0x8e, properties: { serverReference: 'there' } })],
    )
    expect(await lines(taken)).toEqual([
      '↑ MQTT certain: CONNECT me MQTT 5 [request connection connect]',
      '↓ MQTT certain: CONNACK accepted [reply connection connect]',
      '↑ MQTT certain: PUBLISH a/1 QoS 1 [request page 7]',
      '↓ MQTT certain: PUBACK #7 refused 0x87 not authorized [reply failed page 7]',
      '↑ MQTT certain: SUBSCRIBE b/# QoS 1 [request page 8]',
      '↓ MQTT certain: SUBACK #8 refused 0x8f topic filter invalid [reply failed page 8]',
      '↓ MQTT certain: DISCONNECT 0x8e session taken over',
    ])
    const all = await readAll(taken)
    expect(plain(decoded(all[0]).tree)).toMatchObject({
      will: { topic: 'gone', QoS: 1, retain: true },
      'will payload': 'bye',
    })
    expect(plain(decoded(all[2]).tree)).toMatchObject({
      properties: {
        'content type': 'x',
        'user property k': 'v',
        'message expiry interval': 9,
        'correlation data': Uint8Array.of(1),
      },
      payload: { t: 1 },
    })
    expect(plain(decoded(all[4]).tree)).toMatchObject({ properties: { 'subscription identifier': 300 } })
  })
})

describe('MQTT', () => {
  const socket = { subprotocol: 'mqtt' }
  const publish = Uint8Array.of(0x30, 5, 0, 1, 0x61, 0x68, 0x69)

  it('is read across messages and several to one', async () => {
    const taken = conversation(
      socket,
      ['<', Uint8Array.of(...publish, ...publish, 0x30)],
      ['<', publish.subarray(1, 4)],
      ['<', publish.subarray(4)],
      ['>', Uint8Array.of(0xc0, 0)],
    )
    expect(await lines(taken)).toEqual([
      '↓ MQTT certain: PUBLISH a · PUBLISH a',
      '↓ MQTT certain: part of PUBLISH, 4 of 7 bytes',
      '↓ MQTT certain: PUBLISH a',
      '↑ MQTT certain: PINGREQ [request connection ping]',
    ])
  })

  it('passes over what is too large to keep, and is there again behind it', async () => {
    const size = 20 * 1024 * 1024
    const head = Uint8Array.of(
      0x30,
      (size & 127) | 128,
      ((size >> 7) & 127) | 128,
      ((size >> 14) & 127) | 128,
      size >> 21,
    )
    const rest = new Uint8Array(size + publish.length)
    rest.set(publish, size)
    expect(await lines(conversation(socket, ['<', head], ['<', rest]))).toEqual([
      `↓ MQTT certain: part of PUBLISH, 5 of ${size + 5} bytes`,
      '↓ MQTT certain: PUBLISH a',
    ])
  })

  it('knows a topic by its alias', async () => {
    const connect = Uint8Array.of(0x10, 14, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 60, 0, 0, 1, 0x63)
    const first = Uint8Array.of(0x30, 7, 0, 1, 0x61, 3, 35, 0, 9)
    const second = Uint8Array.of(0x30, 6, 0, 0, 3, 35, 0, 9)
    const taken = conversation({}, ['>', connect], ['>', first], ['>', second], ['<', second])
    expect((await lines(taken)).slice(1)).toEqual([
      '↑ MQTT certain: PUBLISH a',
      '↑ MQTT certain: PUBLISH a',
      '↓ MQTT certain: PUBLISH alias 9',
    ])
  })

  it('says what it cannot read', async () => {
    const [reserved, cut] = await readAll(
      conversation(socket, ['<', Uint8Array.of(0, 0)], ['<', Uint8Array.of(0x90, 1, 0)]),
    )
    expect(broken(reserved).error).toBe('This is no MQTT packet, or one is missing before it.')
    expect(broken(cut).error).toBe("The fields of this SUBACK packet don't fit its length or its flags.")
  })

  it('claims nothing without its subprotocol or its CONNECT', async () => {
    expect(await readAll(conversation({}, ['<', publish]))).toEqual(['not mine'])
  })
})

import { FrameImpl } from '@stomp/stompjs'
import fc from 'fast-check'
import { parseMessage } from 'graphql-ws'
import { parser } from 'mqtt-packet'
import * as phoenix from 'phoenix'
import { describe, expect, it } from 'vitest'
import { protocols } from '../../../src/core/decoders/protocols.ts'
import type { Encoder } from '../../../src/core/encoders/encoder.ts'
import { graphqlSubscribeEncoder } from '../../../src/core/encoders/graphql-subscribe.ts'
import { jsonRpcCallEncoder } from '../../../src/core/encoders/json-rpc-call.ts'
import { encoders } from '../../../src/core/encoders/list.ts'
import { mqttPublishEncoder } from '../../../src/core/encoders/mqtt-publish.ts'
import { phoenixPushEncoder } from '../../../src/core/encoders/phoenix-push.ts'
import { stompSendEncoder } from '../../../src/core/encoders/stomp-send.ts'
import { conversation, decoded, readWith } from '../decoders/captured/read-all.ts'

/** Its types leave it out. */
const { Serializer } = phoenix as unknown as {
  Serializer: { decode(message: unknown, tell: (whole: unknown) => void): void }
}

type Values = Readonly<Record<string, string>>

function made(encoder: Encoder, values: Values): string | Uint8Array<ArrayBuffer> {
  const encoded = encoder.encode(values)
  if (!encoded.ok) throw new Error(`${encoded.field}: ${encoded.message}`)
  return encoded.payload
}

const text = fc.string({ minLength: 1, unit: 'grapheme' })
const json = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value))

describe('every encoder', () => {
  /** What each needs at the least. */
  const LEAST: Readonly<Record<string, Values>> = {
    'socket.io-event': { event: 'a' },
    'signalr-invocation': { target: 'a' },
    'graphql-subscribe': { query: '{ a }', id: '1' },
    'json-rpc-call': { method: 'a', id: '1' },
    'stomp-send': { destination: '/a' },
    'mqtt-publish': { topic: 'a' },
    'phoenix-push': { topic: 'a', event: 'b' },
  }

  it.each(encoders.map((encoder) => [encoder.name, encoder] as const))(
    '%s is read by its decoder',
    async (_, encoder) => {
      const decoders = await Promise.all(protocols.map((load) => load()))
      const decoder = decoders.find(({ id }) => id === encoder.protocol)
      if (!decoder) throw new Error(`No decoder is called ${encoder.protocol}`)
      const message = made(encoder, LEAST[encoder.id] ?? {})
      const [outcome] = readWith(decoder, conversation({}, ['>', message]), true)
      expect(decoded(outcome).summary).not.toBe('')
      // Each required field is missed by its id.
      for (const field of Object.keys(LEAST[encoder.id] ?? {})) {
        const values = { ...LEAST[encoder.id], [field]: '' }
        if (encoder.fields.find(({ id }) => id === field)?.isOptional) continue
        expect(encoder.encode(values)).toMatchObject({ ok: false, field })
      }
    },
  )

  it('has an id and fields of its own', () => {
    expect(new Set(encoders.map(({ id }) => id)).size).toBe(encoders.length)
    for (const { fields } of encoders) expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length)
  })
})

describe('a GraphQL operation', () => {
  it('is what the library reads', () => {
    fc.assert(
      fc.property(text, text, json, (query, id, variables) => {
        fc.pre(query.trim() !== '')
        const message = made(graphqlSubscribeEncoder, { query, id, variables, operation: 'Op' })
        const payload = { query, operationName: 'Op', variables: JSON.parse(variables) }
        expect(parseMessage(message)).toEqual({ id, type: 'subscribe', payload })
      }),
    )
  })
})

describe('a JSON-RPC call', () => {
  it('keeps ids that are numbers and all digits of params', () => {
    const values = { method: 'a', params: '[12345678901234567890]', id: '7' }
    expect(made(jsonRpcCallEncoder, values)).toBe(
      '{"jsonrpc":"2.0","method":"a","params":[12345678901234567890],"id":7}',
    )
    expect(made(jsonRpcCallEncoder, { method: 'a', id: '07' })).toBe('{"jsonrpc":"2.0","method":"a","id":"07"}')
    expect(jsonRpcCallEncoder.encode({ method: 'a', params: '1' })).toMatchObject({ ok: false, field: 'params' })
  })
})

describe('a STOMP SEND', () => {
  it('is byte for byte what the library writes', () => {
    fc.assert(
      fc.property(text, fc.string(), fc.string(), (destination, header, written) => {
        const [value, body] = [header.trim(), written.replaceAll('\0', '')]
        fc.pre(!/[\r\n]/.test(value))
        const theirs = FrameImpl.marshall({
          command: 'SEND',
          headers: { destination, 'x-header': value },
          body,
          escapeHeaderValues: true,
          skipContentLengthHeader: true,
        })
        expect(made(stompSendEncoder, { destination, headers: `x-header: ${value}\n`, body })).toBe(theirs)
      }),
    )
  })

  it('counts a body with a NUL and says which header is wrong', () => {
    expect(made(stompSendEncoder, { destination: '/a', body: 'é\0' })).toBe(
      'SEND\ndestination:/a\ncontent-length:3\n\né\0\0',
    )
    expect(stompSendEncoder.encode({ destination: '/a', headers: 'a: b\nc' })).toEqual({
      ok: false,
      field: 'headers',
      message: 'Line 2: write a header as name: value.',
    })
  })
})

describe('an MQTT PUBLISH', () => {
  it('is what the library reads, in both versions', () => {
    const versions = fc.constantFrom(['3.1.1', 4] as const, ['5', 5] as const)
    const levels = fc.constantFrom('0', '1', '2')
    fc.assert(
      fc.property(text, fc.string({ maxLength: 400 }), versions, levels, (topic, payload, [version, number], qos) => {
        fc.pre(!/[+#\0]/.test(topic))
        const packet = made(mqttPublishEncoder, { topic, payload, qos, identifier: '515', retain: 'yes', version })
        const found: unknown[] = []
        const reader = parser({ protocolVersion: number })
        reader.on('packet', (read) => {
          if (read.cmd !== 'publish') return
          const { topic, payload, qos, retain, messageId } = read
          found.push({ topic, payload: String(payload), qos, retain, messageId })
        })
        expect(reader.parse(Buffer.from(packet as Uint8Array))).toBe(0)
        const messageId = qos === '0' ? undefined : 515
        expect(found).toEqual([{ topic, payload, qos: Number(qos), retain: true, messageId }])
      }),
    )
  })

  it.each([
    [{ topic: 'a/#' }, 'topic'],
    [{ topic: 'a', qos: '1' }, 'identifier'],
    [{ topic: 'a', qos: '1', identifier: '65536' }, 'identifier'],
  ])('says what stands in the way of %j', (values, field) => {
    expect(mqttPublishEncoder.encode(values as Values)).toMatchObject({ ok: false, field })
  })
})

describe('a Phoenix push', () => {
  it('is what the library reads', () => {
    fc.assert(
      fc.property(text, text, json, (topic, event, payload) => {
        const message = made(phoenixPushEncoder, { topic, event, payload, join: '1', ref: '2' })
        let read: unknown
        Serializer.decode(message, (whole) => {
          read = whole
        })
        expect(read).toEqual({ join_ref: '1', ref: '2', topic, event, payload: JSON.parse(payload) })
      }),
    )
    expect(made(phoenixPushEncoder, { topic: 'a', event: 'b', version: '1.0.0' })).toBe(
      '{"topic":"a","event":"b","payload":{},"ref":null,"join_ref":null}',
    )
  })
})

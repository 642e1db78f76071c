import { encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'
import { generate } from 'mqtt-packet'
import { Encoder } from 'socket.io-parser'
import { describe, expect, it } from 'vitest'
import { ByteCursor } from '../../../src/core/decoders/byte-cursor.ts'
import { lib0Value } from '../../../src/core/decoders/lib0-value.ts'
import { messagePackValue } from '../../../src/core/decoders/message-pack-value.ts'
import { mqttDecoder } from '../../../src/core/decoders/mqtt.ts'
import { socketIoDecoder } from '../../../src/core/decoders/socket-io.ts'
import type { TreeValue } from '../../../src/core/decoders/tree-value.ts'
import { conversation, decoded, lineOf, plain, readWith } from './captured/read-all.ts'

/** What the protocols' own libraries write of any value is that value when it is read. */

const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Uint8Array.from(value))
/** MessagePack's library writes -0 as 0. */
const number = fc.double({ noNaN: true }).map((value) => value + 0)
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, tie('leaf'), fc.array(tie('value'), { maxLength: 20 }), tie('object')),
  leaf: fc.oneof(fc.string(), number, fc.integer(), fc.boolean(), fc.constant(null), bytes),
  // Own names that no library minds.
  object: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value'), { noNullPrototype: true }),
}))

function wholly(read: (cursor: ByteCursor) => TreeValue | null, data: Uint8Array): unknown {
  const cursor = new ByteCursor(data)
  const value = read(cursor)
  expect(cursor.isSpent).toBe(true)
  return plain(value?.tree)
}

describe('what is read is what was written', () => {
  it('in MessagePack', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(wholly(messagePackValue, encode(value))).toEqual(value)
      }),
    )
  })

  it("in lib0's encoding", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const encoder = createEncoder()
        writeAny(encoder, value as never)
        expect(wholly(lib0Value, toUint8Array(encoder))).toEqual(value)
      }),
    )
  })

  it('in Socket.IO, attachments included', () => {
    const name = fc.string({ minLength: 1 })
    const space = fc.constantFrom('/', '/admin')
    fc.assert(
      fc.property(name, fc.array(anything, { maxLength: 4 }), space, fc.option(fc.nat()), (event, list, nsp, id) => {
        const packets = new Encoder().encode({ type: 2, nsp, data: [event, ...list], ...(id === null ? {} : { id }) })
        const taken = conversation(
          { url: 'wss://example.test/socket.io/?EIO=4&transport=websocket' },
          ...packets.map((packet) => ['>', typeof packet === 'string' ? `4${packet}` : packet] as const),
        )
        const outcomes = readWith(socketIoDecoder, taken).map(decoded)
        expect(plain(outcomes.at(-1)?.content)).toEqual(list.map(normal))
        expect(outcomes[0]).toMatchObject({ kind: event, ...(id === null ? {} : { call: { id: String(id) } }) })
      }),
    )
  })

  it('in MQTT, however it is cut into messages', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
    const topics = fc.array(fc.stringMatching(/^[a-z/]{1,60}$/), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(topics, bytes, cuts, fc.constantFrom(0, 1, 2), (names, payload, steps, qos) => {
        const packets = names.map((topic) =>
          generate({
            cmd: 'publish',
            topic,
            payload: Buffer.from(payload),
            qos: qos as 0,
            dup: false,
            retain: false,
            messageId: 7,
          }),
        )
        const stream = Uint8Array.from(Buffer.concat(packets))
        const taken = conversation({ subprotocol: 'mqtt' })
        for (let at = 0, step = 0; at < stream.length; step++) {
          const end = at + (steps[step % steps.length] as number)
          taken.messages.push({ direction: 'sent', data: stream.subarray(at, end), time: 0 })
          at = end
        }
        const said = readWith(mqttDecoder, taken).map(lineOf).join('\n')
        expect([...said.matchAll(/PUBLISH ([a-z/]+)/g)].map(([, topic]) => topic)).toEqual(names)
      }),
    )
  })
})

/** What JSON makes of numbers that it has no words for. */
function normal(value: unknown): unknown {
  if (value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, normal(one)]))
  if (typeof value !== 'number') return value
  return Number.isFinite(value) ? value : null
}

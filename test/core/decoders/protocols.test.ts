import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import { loadDecoders } from '../../../src/core/decoders/list.ts'
import { protocols } from '../../../src/core/decoders/protocols.ts'
import { CONFIDENT, isDecodable } from './captured/check-outcome.ts'
import { samples } from './captured/samples.ts'

/** What every decoder must bear: any bytes, any text, its own messages damaged, in any order, of a socket of any kind. */

const decoders = await Promise.all(protocols.map((load) => load()))

const sampleArbitrary = fc.constantFrom(...samples)
const bytes = fc.uint8Array({ maxLength: 200 })
const damaged = fc
  .tuple(sampleArbitrary, fc.nat(), fc.nat(255), fc.constantFrom('cut', 'flip', 'insert', 'double'))
  .map(([sample, place, byte, how]) => {
    const data = typeof sample.data === 'string' ? new TextEncoder().encode(sample.data) : sample.data
    const at = data.length === 0 ? 0 : place % data.length
    const rest =
      how === 'cut'
        ? []
        : how === 'flip'
          ? [byte, ...data.subarray(at + 1)]
          : how === 'insert'
            ? [byte, ...data.subarray(at)]
            : [...data.subarray(at), ...data]
    const result = Uint8Array.from([...data.subarray(0, at), ...rest])
    return typeof sample.data === 'string' ? new TextDecoder().decode(result) : result
  })
const data = fc.oneof(
  { weight: 4, arbitrary: damaged },
  { weight: 2, arbitrary: sampleArbitrary.map((sample) => sample.data) },
  bytes,
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.json(),
)
const conversation = fc.record({
  facts: sampleArbitrary,
  messages: fc.array(fc.record({ data, sent: fc.boolean() }), { maxLength: 6 }),
  pinned: fc.boolean(),
})

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (_, decoder) => {
  it('answers anything with a value, a typed error or "not mine"', () => {
    fc.assert(
      fc.property(conversation, ({ facts, messages, pinned }) => {
        const reader = decoder.reader(facts, pinned)
        for (const { data, sent } of messages) {
          const copy = typeof data === 'string' ? data : Uint8Array.from(data)
          const outcome = reader?.read({ direction: sent ? 'sent' : 'received', data, time: 0 }) ?? 'not mine'
          expect(isDecodable(outcome)).toBe(true)
          expect(data).toEqual(copy)
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['100,000 levels of JSON', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['100,000 levels behind a packet type', `42["a",${'['.repeat(100_000)}${']'.repeat(100_000)}]`],
    ['a __proto__', '{"__proto__":{"jsonrpc":"2.0"},"type":"ping","constructor":1}'],
    ['a name of no letters', '{"event":"pusher:"}'],
    ['a length that nothing follows', Uint8Array.of(0x0a, 0xfa, 0xff, 0xff, 0xff, 0x0f)],
    ['an array of 2^32 values', Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a megabyte of zeros', new Uint8Array(1 << 20)],
    ['a megabyte of packets', new Uint8Array(1 << 20).fill(0xc0)],
    ['a megabyte of line feeds', '\n'.repeat(1 << 20)],
    ['a megabyte of opening brackets', '['.repeat(1 << 20)],
  ])('bears %s', (_, data) => {
    for (const pinned of [true, false]) {
      const reader = decoder.reader({ url: 'wss://example.test/', subprotocol: '' }, pinned)
      const outcome = reader?.read({ direction: 'received', data, time: 0 }) ?? 'not mine'
      expect(isDecodable(outcome)).toBe(true)
    }
  })
})

describe('protocols', () => {
  it.each(samples.map((sample) => [sample.protocol, sample] as const))(
    'know %s better than the encodings it is made of',
    async (protocol, sample) => {
      const reader = new SocketReader(await loadDecoders(), sample, { pinned: null, off: [] })
      expect(reader.read(sample)?.meaning.protocol.split(' › ')[0]).toBe(protocol)
    },
  )

  it.each(samples.map((sample) => [sample.protocol, sample] as const))(
    'knows %s and nothing else claims it',
    (protocol, sample) => {
      const claims = decoders.map(
        (decoder) =>
          decoder.reader(sample, false)?.read({ direction: sample.direction, data: sample.data, time: 0 }) ??
          'not mine',
      )
      const sure = Math.max(...claims.map((claim) => (claim === 'not mine' ? -1 : CONFIDENT.indexOf(claim.confidence))))
      const winners = claims.filter((claim) => claim !== 'not mine' && CONFIDENT.indexOf(claim.confidence) === sure)
      expect(winners.map((claim) => claim !== 'not mine' && claim.protocol)).toEqual([protocol])
    },
  )

  it.each([
    '{}',
    '[]',
    '[1,2,3]',
    '{"type":"message"}',
    '{"event":"x","data":{}}',
    '{"id":1,"method":"Page.enable"}',
    '["a","b"]',
    'hello',
    '2',
    '3',
    '',
    '\n',
    '{"msg":"hi"}',
    '{"topic":"a"}',
  ])('no one claims %j', (text) => {
    const socket = { url: 'wss://example.test/', subprotocol: '' }
    for (const data of [text, new TextEncoder().encode(text)]) {
      for (const decoder of decoders)
        expect(decoder.reader(socket, false)?.read({ direction: 'received', data, time: 0 }) ?? 'not mine').toBe(
          'not mine',
        )
    }
  })
})

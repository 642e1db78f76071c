import { constants, createDeflate, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { encode as encodeMessagePack } from '@msgpack/msgpack'
import { BSON, ObjectId } from 'bson'
import { encode as encodeCbor } from 'cbor2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import { CAP } from '../../../src/core/decoders/compressed.ts'
import type { Message } from '../../../src/core/decoders/decoder.ts'
import { encodings } from '../../../src/core/decoders/encodings.ts'
import { nodeSummary } from '../../../src/core/decoders/tree-summary.ts'
import { isDecodable } from './captured/check-outcome.ts'

/** Encodings, made by the libraries that people use, and what damage does to them. */

const decoders = await Promise.all(encodings.map((load) => load()))
const socket = { url: 'wss://example.test/', subprotocol: '' }
const everyone = { pinned: null, off: [] }

const message = (data: Message['data']): Message => ({ direction: 'received', data, time: 0 })
const read = (data: Message['data'], wishes = everyone as { pinned: string | null; off: readonly string[] }) =>
  new SocketReader(decoders, socket, wishes).read(message(data))
const utf8 = (text: string) => new TextEncoder().encode(text)
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

const value = { user: 'Ada', tags: ['a', 'b'], age: 36, ok: true, none: null }
const line = '{user: "Ada", tags: […], age: 36, ok: true, none: null}'

describe('encodings', () => {
  it.each<[string, Message['data']]>([
    ['JSON', JSON.stringify(value)],
    ['JSON', utf8(JSON.stringify(value))],
    ['MessagePack', encodeMessagePack(value)],
    ['CBOR', encodeCbor(value)],
    ['BSON', BSON.serialize(value)],
    ['gzip › JSON', new Uint8Array(gzipSync(JSON.stringify(value)))],
    ['zlib › MessagePack', new Uint8Array(deflateSync(encodeMessagePack(value)))],
    ['Base64 › JSON', btoa(JSON.stringify(value))],
    ['data URL › JSON', `data:application/json;base64,${btoa(JSON.stringify(value))}`],
    ['data URL › gzip › JSON', `data:;base64,${gzipSync(JSON.stringify(value)).toString('base64')}`],
    // As zstd 1.5.5 writes it: a raw block.
    ['Zstandard › JSON', hex(`28b52ffd2009490000${Buffer.from('{"a":[1]}').toString('hex')}`)],
  ])('%s', (protocol, data) => {
    const reading = read(data)
    expect(reading?.meaning.protocol).toBe(protocol)
    expect(reading?.meaning.broken).toBe(false)
    if (protocol !== 'Zstandard › JSON') expect(reading?.meaning.summary).toBe(line)
  })

  it('leaves what it can’t know', () => {
    for (const text of ['hello', '42', '"a"', 'abcdefghijklmnop', 'deadbeefdeadbeef', '']) {
      expect(read(text)).toBe(null)
    }
    expect(read(utf8('hello'))).toBe(null)
    expect(read(new Uint8Array())).toBe(null)
  })

  it('lets a person decide', () => {
    const raw = new Uint8Array(deflateRawSync(JSON.stringify(value)))
    expect(read(raw, { pinned: 'compressed', off: [] })?.meaning.protocol).toBe('deflate › JSON')
    expect(read('{"a":1}', { pinned: null, off: ['json'] })).toBe(null)
    expect(read(utf8('{'), { pinned: 'cbor', off: [] })?.meaning.broken).toBe(true)
  })
})

describe('JSON', () => {
  it('keeps numbers, names and their order as they were written', () => {
    const reading = read('{"id":12345678901234567890.00,"a":1e400,"__proto__":1,"a":-0,"1":"\\u00e9\\ud800"}')
    const tree = reading?.layers[0]?.tree
    expect(tree?.key.slice(1)).toEqual(['id', 'a', '__proto__', 'a', '1'])
    expect(tree?.text.slice(1)).toEqual(['12345678901234567890.00', '1e400', '1', '-0', 'é\ud800'])
    expect(reading?.layers[0]?.notes).toEqual(['Names that an object has more than once: "a".'])
  })
  it('opens JSON in strings', () => {
    const reading = read(JSON.stringify({ payload: JSON.stringify({ deep: JSON.stringify([1]) }) }))
    const tree = reading?.layers[0]?.tree
    expect(tree?.text.filter((text) => text === 'JSON in a string')).toHaveLength(2)
    expect(tree?.text.at(-1)).toBe('1')
  })
  it('says where broken JSON breaks, and shows what was read', () => {
    const reading = read('{"a":[1,2,],"b":1}')
    expect(reading?.meaning.broken).toBe(true)
    expect(reading?.layers[0]?.at).toBe(10)
    expect(reading?.layers[0]?.tree?.kind).toHaveLength(4)
  })
  it('reads lines of JSON', () => {
    expect(read('{"a":1}\n{"b":2}\n')?.meaning).toMatchObject({ protocol: 'NDJSON', summary: '2 lines: {a: 1}' })
  })
  it('reads any depth', () => {
    const depth = 100_000
    const reading = read('['.repeat(depth) + ']'.repeat(depth))
    expect(reading?.layers[0]?.tree?.kind).toHaveLength(depth)
  })
  it('agrees with the engine on what is JSON and on its values', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, place, put) => {
        const at = place % (json.length + 1)
        for (const text of [json, json.slice(0, at) + put + json.slice(at + put.length)]) {
          if (!/^\s*[[{]/.test(text)) continue
          let valid = true
          try {
            JSON.parse(text)
          } catch {
            valid = false
          }
          const reading = read(text)
          expect(reading !== null && !reading.meaning.broken).toBe(valid)
        }
      }),
    )
  })
})

describe('MessagePack, CBOR, BSON and protobuf', () => {
  it('show what JSON has no word for', () => {
    // RFC 8949, appendix A.
    const cbor = (text: string) => {
      const tree = read(hex(text), { pinned: 'cbor', off: [] })?.layers[0]?.tree
      return tree ? nodeSummary(tree, 0, 200) : null
    }
    expect(cbor('1bffffffffffffffff')).toBe('18446744073709551615')
    expect(cbor('3bffffffffffffffff')).toBe('-18446744073709551616')
    expect(cbor('c249010000000000000000')).toBe('2 bignum(18446744073709551616)')
    expect(cbor('f97e00')).toBe('NaN')
    expect(cbor('f90001')).toBe('5.960464477539063e-8')
    expect(cbor('fb3ff199999999999a')).toBe('1.1')
    expect(cbor('f7')).toBe('undefined')
    expect(cbor('f0')).toBe('simple(16)()')
    expect(cbor('c11a514b67b0')).toBe('1 epoch(1363896240)')
    expect(cbor('9fff')).toBe('[]')
    expect(cbor('bf61610161629f0203ffff')).toBe('{a: 1, b: […]}')
    expect(cbor('5f42010243030405ff')).toContain('bytes in chunks')
    const bson = read(BSON.serialize({ _id: new ObjectId('64b7f0c2a1b2c3d4e5f60718'), at: new Date(0) }))
    expect(bson?.meaning.summary).toBe('{_id: ObjectId(…), at: 1970-01-01T00:00:00.000Z}')
  })
  it('read protobuf by its field numbers', () => {
    // field 1: varint 150; field 2: "testing"; field 3: a message of field 1
    const reading = read(hex('089601120774657374696e671a03089601'))
    expect(reading?.meaning).toMatchObject({ protocol: 'Protobuf', confidence: 'possible' })
    expect(reading?.meaning.summary).toBe('{"1": 150, "2": "testing", "3": {…}}')
  })
  it('answer at once to a length that nothing follows', () => {
    expect(read(hex('0afaffffff0f'))).toBe(null)
    expect(read(hex('0afaffffff0f'), { pinned: 'protobuf', off: [] })?.meaning.broken).toBe(true)
  })
  it('leave long bignums as bytes', () => {
    const bytes = new Uint8Array(160_006)
    bytes.set(hex('c25a00027100'))
    expect(read(bytes)?.layers[0]?.tree?.bytes.get(1)).toHaveLength(160_000)
  })
})

describe('compressed', () => {
  it('follows a stream from message to message', async () => {
    const deflate = createDeflate()
    const flushed = (text: string) =>
      new Promise<Uint8Array>((resolve) => {
        deflate.write(text, () => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve(new Uint8Array(deflate.read()))))
      })
    const reader = new SocketReader(decoders, socket, everyone)
    const texts = ['{"op":10,"d":{"interval":41250}}', '{"op":11}', '{"op":0,"t":"READY","d":{"interval":41250}}']
    for (const text of texts) {
      const reading = reader.read(message(await flushed(text)))
      expect(reading?.meaning.protocol).toBe('zlib › JSON')
      expect(reading?.layers[1]?.tree).toEqual(read(text)?.layers[0]?.tree)
    }
  })
  it('stops at its cap, and says so', () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(CAP + 2 ** 20)))
    const layer = read(bomb, { pinned: 'compressed', off: [] })?.layers[0]
    expect(layer?.notes[0]).toContain('stopped at 64 MiB')
  })
})

const samples = [
  utf8(JSON.stringify(value)),
  encodeMessagePack(value),
  new Uint8Array(encodeCbor(value)),
  BSON.serialize(value),
  new Uint8Array(gzipSync('hello')),
  new Uint8Array(deflateSync('hello')),
  hex('089601120774657374696e671a03089601'),
  hex('89504e470d0a1a0a0000000d494844520000000100000001'),
]
const damaged = fc
  .tuple(fc.constantFrom(...samples), fc.nat(), fc.uint8Array({ maxLength: 6 }))
  .map(([sample, place, put]) => {
    const at = place % sample.length
    return Uint8Array.from([...sample.subarray(0, at), ...put, ...sample.subarray(at + (place % 3))])
  })

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (_, decoder) => {
  it('answers anything with a value, a typed error or "not mine"', () => {
    const data = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.base64String(),
    )
    fc.assert(
      fc.property(fc.array(data, { maxLength: 4 }), fc.boolean(), (messages, pinned) => {
        const reader = decoder.reader(socket, pinned)
        for (const one of messages) {
          const copy = typeof one === 'string' ? one : Uint8Array.from(one)
          expect(isDecodable(reader?.read(message(one)) ?? 'not mine')).toBe(true)
          expect(one).toEqual(copy)
        }
      }),
      { numRuns: 500 },
    )
  })

  it.each<[string, Message['data']]>([
    ['100,000 levels', '['.repeat(100_000)],
    ['100,000 levels of MessagePack', new Uint8Array(100_000).fill(0x91)],
    ['100,000 levels of CBOR', new Uint8Array(100_000).fill(0x81)],
    ['100,000 tags', new Uint8Array(100_000).fill(0xc1)],
    ['100,000 groups', new Uint8Array(100_000).fill(0x0b)],
    ['a CBOR array of 2^64', hex('9bffffffffffffffff')],
    ['a MessagePack map of 2^32', hex('dfffffffff')],
    ['a megabyte of zeros', new Uint8Array(1 << 20)],
    ['a megabyte of text', 'a'.repeat(1 << 20)],
  ])('bears %s', (_, data) => {
    for (const pinned of [false, true]) {
      expect(isDecodable(decoder.reader(socket, pinned)?.read(message(data)) ?? 'not mine')).toBe(true)
    }
  })
})

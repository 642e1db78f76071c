import { describe, expect, test } from 'vitest'
import { hexRows, looksLikeText, sizeText, toBase64, toHex, utf8Length } from '../../src/core/bytes.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('utf8Length', () => {
  test.each([
    '',
    'plain',
    'é',
    '中',
    '😀',
    'a😀é中',
    '\ud83d',
    '\ude00\ud83d',
    '\ud83d\ud83d\ude00',
    'x\ud83d',
    '\uffff',
  ])('counts %j as the encoder does', (text) => expect(utf8Length(text)).toBe(encode(text).length))

  test('counts every code unit, alone and before a low surrogate, as the encoder does', () => {
    const wrong: number[] = []
    for (let code = 0; code <= 0xffff; code++) {
      const unit = String.fromCharCode(code)
      for (const text of [unit, `${unit}\udc00`]) if (utf8Length(text) !== encode(text).length) wrong.push(code)
    }
    expect(wrong).toEqual([])
  })
})

test('hex has two lowercase digits for each byte and a space between', () => {
  expect(toHex(Uint8Array.of(0, 0x0f, 0xf0, 0xff))).toBe('00 0f f0 ff')
  expect(toHex(new Uint8Array())).toBe('')
})

test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('Base64 of %j is the one in RFC 4648 §10', (text, base64) => {
  expect(toBase64(encode(text))).toBe(base64)
})

test('Base64 of every byte value is what the engine makes of it', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
})

describe('hexRows', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, index) => index + 0x40)

  test('makes the asked rows only, the last one as short as it is', () => {
    expect(hexRows(bytes, 1, 5).map(({ offset, hex }) => [offset, hex.length])).toEqual([
      [16, 16],
      [32, 8],
    ])
  })

  test('shows printable ASCII and a full stop for all else', () => {
    expect(hexRows(Uint8Array.of(0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xff), 0, 1)).toEqual([
      { offset: 0, hex: ['1f', '20', '7e', '7f', '80', 'ff'], ascii: '. ~...' },
    ])
  })

  test('makes no row beyond the end', () => {
    expect(hexRows(bytes, 3, 10)).toEqual([])
    expect(hexRows(new Uint8Array(), 0, 10)).toEqual([])
  })

  test('reaches the last row of a message of 100 MB without touching the others', () => {
    const large = new Uint8Array(100_000_001)
    expect(hexRows(large, 6_250_000, 50)).toEqual([{ offset: 100_000_000, hex: ['00'], ascii: '.' }])
  })
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [99_949, '99.9 kB'],
  [99_950, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [3_400_000, '3.4 MB'],
  [5e9, '5.0 GB'],
])('a length of %i is said as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})

describe('looksLikeText', () => {
  test('is true for UTF-8 with tabs and line breaks', () => {
    expect(looksLikeText(encode('Grüße,\r\n\t你好 😀'))).toBe(true)
  })

  test.each([
    ['no bytes', []],
    ['a NUL', [0x61, 0x00]],
    ['an escape character', [0x1b, 0x5b]],
    ['a C1 control', [0xc2, 0x85]],
    ['a broken sequence', [0xc3, 0x28]],
    ['a sequence that ends too early', [0x61, 0xe4, 0xbd]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ])('is false for %s', (_name, bytes) => {
    expect(looksLikeText(Uint8Array.from(bytes))).toBe(false)
  })

  test('forgives that its sample ends inside a character', () => {
    expect(looksLikeText(encode(`a${'你'.repeat(1000)}`))).toBe(true)
  })

  test('reads the head only', () => {
    expect(looksLikeText(new Uint8Array(2000).fill(0x61, 0, 1024))).toBe(true)
  })
})

import { describe, expect, test } from 'vitest'
import { toBase64, toHex } from '../../src/core/bytes.ts'
import { type ParsedBytes, parseBase64, parseHex } from '../../src/core/parse-bytes.ts'

const ALL = Uint8Array.from({ length: 256 }, (_, index) => index)

function read(parsed: ParsedBytes): string {
  return parsed.ok ? toHex(parsed.bytes) : parsed.message
}

describe('parseHex', () => {
  test.each([
    ['', ''],
    [' \n\t', ''],
    ['48656C', '48 65 6c'],
    ['48 65 6c', '48 65 6c'],
    ['48:65:6C', '48 65 6c'],
    ['0x48, 0x65,\n0X6c,', '48 65 6c'],
    ['0x48656c', '48 65 6c'],
    ['\n 48\r\n6500 ', '48 65 00'],
  ])('reads %j', (text, hex) => {
    expect(read(parseHex(text))).toBe(hex)
  })

  test('reads what toHex writes, into a buffer of just that length', () => {
    const parsed = parseHex(toHex(ALL))
    expect(parsed).toEqual({ ok: true, bytes: ALL })
    expect(parsed.ok && parsed.bytes.buffer.byteLength).toBe(256)
  })

  test.each([
    ['48 6g', 3, 'Column 4: a byte takes two hex digits. Write 06 or the digit that is missing.'],
    ['48\ngg', 3, 'Line 2, column 1: “g” is not a hex digit. Write two for each byte, such as 48 65 6c.'],
    ['48 6', 3, 'Column 4: a byte takes two hex digits. Write 06 or the digit that is missing.'],
    ['4 8', 0, 'Column 1: a byte takes two hex digits. Write 04 or the digit that is missing.'],
    ['48 0x', 5, 'Column 6: two hex digits must follow 0x, such as 0x0f.'],
    ['48😀', 2, 'Column 3: “😀” is not a hex digit. Write two for each byte, such as 48 65 6c.'],
    ['\u202e48', 0, 'Column 1: “\\u202e” is not a hex digit. Write two for each byte, such as 48 65 6c.'],
    ['４８', 0, 'Column 1: “４” is not a hex digit. Write two for each byte, such as 48 65 6c.'],
  ])('says where %j goes wrong and what is right', (text, at, message) => {
    expect(parseHex(text)).toEqual({ ok: false, at, message })
  })
})

describe('parseBase64', () => {
  test.each([
    ['', ''],
    ['SGVs', '48 65 6c'],
    ['SGVsbA==', '48 65 6c 6c'],
    ['SGVsbA', '48 65 6c 6c'],
    ['SGVsbG8', '48 65 6c 6c 6f'],
    ['  SG\r\nVs b G8 = \n', '48 65 6c 6c 6f'],
    ['+/+/', 'fb ff bf'],
    ['-_-_', 'fb ff bf'],
    ['SGVsbB==', '48 65 6c 6c'],
  ])('reads %j', (text, hex) => {
    expect(read(parseBase64(text))).toBe(hex)
  })

  test('reads what toBase64 writes, at every length of the last group', () => {
    for (const length of [254, 255, 256]) {
      const bytes = ALL.subarray(0, length)
      expect(parseBase64(toBase64(bytes))).toEqual({ ok: true, bytes: bytes.slice() })
    }
  })

  test.each([
    ['SGV!', 3, 'Column 4: “!” is not Base64. Use A–Z, a–z, 0–9, + and / (or - and _), = at the end.'],
    ['SGVs\nSé', 6, 'Line 2, column 2: “é” is not Base64. Use A–Z, a–z, 0–9, + and / (or - and _), = at the end.'],
    ['SGVsb', 4, 'Column 5: one character is left over: Base64 has groups of four. Check that nothing is cut off.'],
    ['SGVsbA=', 6, 'Column 7: two = is right here. Padding may also be left out.'],
    ['SGVsbG8==', 7, 'Column 8: one = is right here. Padding may also be left out.'],
    ['SGVs=', 4, 'Column 5: no padding is right here. Padding may also be left out.'],
    ['====', 0, 'Column 1: no padding is right here. Padding may also be left out.'],
    ['SGVsbA==SGVs', 6, 'Column 7: padding (=) ends Base64. Remove it here, or what follows it.'],
  ])('says where %j goes wrong and what is right', (text, at, message) => {
    expect(parseBase64(text)).toEqual({ ok: false, at, message })
  })
})

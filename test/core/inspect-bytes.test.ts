import { expect, it } from 'vitest'
import { inspectBytes } from '../../src/core/inspect-bytes.ts'

const readings = (bytes: readonly number[], at: number, littleEndian: boolean) =>
  Object.fromEntries(inspectBytes(Uint8Array.from(bytes), at, littleEndian).map(({ name, value }) => [name, value]))

it('reads the numbers at a place in both byte orders', () => {
  const bytes = [0, 0x3f, 0xf1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a]
  expect(readings(bytes, 1, false)).toMatchObject({ uint8: '63', int16: '16369', float64: '1.1' })
  expect(readings(bytes.toReversed(), 0, true)).toMatchObject({ int8: '-102', uint16: '39322', float64: '1.1' })
})
it('reads what is left of the message, and no more', () => {
  expect(readings([0xff, 0xff], 0, true)).toEqual({ int8: '-1', uint8: '255', int16: '-1', uint16: '65535' })
  expect(readings([], 0, true)).toEqual({})
})
it('reads variable-length integers and characters', () => {
  expect(readings([0x96, 0x01], 0, true).varint).toBe('150')
  expect(readings([0xe2, 0x82, 0xac], 0, true)['UTF-8']).toBe('€ U+20AC')
  expect(readings([0x82, 0xac], 0, true)['UTF-8']).toBe(undefined)
})

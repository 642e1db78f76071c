import type { ByteCursor } from '../decoders/byte-cursor.ts'

/** The wire format of Protocol Buffers. https://protobuf.dev/programming-guides/encoding/ */

/** A field's number and wire type: 0 varint, 1 eight bytes, 2 with a length, 3 and 4 the ends of a group, 5 four bytes. */
export interface Header {
  readonly field: number
  readonly type: number
}

export const GREATEST_FIELD = 2 ** 29 - 1

/** An unsigned integer of up to ten bytes; null where there is none. */
export function varint(cursor: ByteCursor): bigint | null {
  let value = 0n
  for (let count = 0n; count < 10n; count++) {
    const byte = cursor.u8()
    if (cursor.short) return null
    value |= BigInt(byte & 0x7f) << (7n * count)
    if (byte < 0x80) return BigInt.asUintN(64, value)
  }
  return null
}

/** The next field's header; null where there is none that is allowed. */
export function header(cursor: ByteCursor): Header | null {
  const tag = varint(cursor)
  if (tag === null) return null
  const field = Number(tag >> 3n)
  return field === 0 || field > GREATEST_FIELD ? null : { field, type: Number(tag & 7n) }
}

/** Passes over a field's value; false where there is none. Groups are followed by their own numbers, without recursion. */
export function skip(cursor: ByteCursor, field: number, type: number): boolean {
  const groups: number[] = []
  for (let at = { field, type }; ; ) {
    if (at.type === 0) {
      if (varint(cursor) === null) return false
    } else if (at.type === 1) cursor.take(8)
    else if (at.type === 5) cursor.take(4)
    else if (at.type === 2) {
      const length = varint(cursor)
      if (length === null || length > BigInt(cursor.left)) return false
      cursor.take(Number(length))
    } else if (at.type === 3) groups.push(at.field)
    else if (at.type !== 4 || groups.pop() !== at.field) return false
    if (cursor.short) return false
    if (groups.length === 0) return true
    const next = header(cursor)
    if (next === null) return false
    at = next
  }
}

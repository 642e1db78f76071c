import type { ByteCursor } from './byte-cursor.ts'
import { TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'

/** A text as lib0 has it: its length in bytes, and UTF-8. */
export function lib0Text(cursor: ByteCursor): string {
  return cursor.text(cursor.varint())
}

/**
 * A value of any type in lib0's encoding; null where it is cut off. A loop with a stack of its own.
 * https://github.com/dmonad/lib0/blob/main/encoding.js (writeAny)
 */
export function lib0Value(cursor: ByteCursor): TreeValue | null {
  const builder = new TreeBuilder()
  const open: { left: number; readonly isObject: boolean }[] = []
  do {
    const inside = open.at(-1)
    if (inside?.left === 0) {
      open.pop()
      builder.close()
      continue
    }
    if (inside) inside.left--
    const container = addValue(builder, cursor, inside?.isObject ? lib0Text(cursor) : null)
    if (cursor.short || (container && container.left > cursor.left)) {
      cursor.short = true
      return null
    }
    if (container) open.push(container)
  } while (open.length > 0)
  return new TreeValue(builder.done())
}

function addValue(builder: TreeBuilder, cursor: ByteCursor, key: string | null) {
  const number = (value: number | bigint) =>
    void builder.leaf('number', Object.is(value, -0) ? '-0' : String(value), key)
  switch (cursor.u8()) {
    case 127:
      return void builder.leaf('undefined', null, key)
    case 126:
      return void builder.leaf('null', null, key)
    case 125:
      return number(signedVarint(cursor))
    case 124:
      return number(cursor.f32())
    case 123:
      return number(cursor.f64())
    case 122:
      return number(cursor.i64())
    case 121:
      return void builder.leaf('boolean', 'false', key)
    case 120:
      return void builder.leaf('boolean', 'true', key)
    case 119:
      return void builder.leaf('string', lib0Text(cursor), key)
    case 118:
      builder.open('object', key)
      return { left: cursor.varint(), isObject: true }
    case 117:
      builder.open('array', key)
      return { left: cursor.varint(), isObject: false }
    case 116:
      return void builder.bytes(cursor.take(cursor.varint()), key)
    default:
      cursor.short = true
      return
  }
}

/** The first byte has a sign and 6 bits, those that follow have 7. */
function signedVarint(cursor: ByteCursor): number {
  const first = cursor.u8()
  const rest = first & 0x80 ? cursor.varint(8) : 0
  const size = (first & 63) + rest * 64
  return first & 64 ? -size : size
}

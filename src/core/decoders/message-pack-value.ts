import type { ByteCursor } from './byte-cursor.ts'
import { TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'

/**
 * The MessagePack value at the cursor, which is left behind it; null where there is none or it is cut off. A loop with a
 * stack of its own, and nothing is allocated for lengths that are merely claimed.
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function messagePackValue(cursor: ByteCursor): TreeValue | null {
  const builder = new TreeBuilder()
  /** Values, and keys in maps, that open containers still lack, outermost first. */
  const open: { left: number; readonly isMap: boolean; key: string | null }[] = []
  do {
    const inside = open.at(-1)
    if (inside?.left === 0) {
      open.pop()
      builder.close()
      continue
    }
    if (inside) inside.left--
    if (inside?.isMap && inside.left % 2 === 1) {
      inside.key = keyText(cursor)
      if (inside.key === null) return null
      continue
    }
    const container = addValue(builder, cursor, inside?.key ?? null)
    if (cursor.short) return null
    if (container) {
      // Every value takes a byte at least.
      if (container.left > cursor.left) return null
      open.push({ ...container, key: null })
    }
  } while (open.length > 0)
  return new TreeValue(builder.done())
}

/** A map's key: a text, a number, a boolean or nil, as a name. Others end the reading. */
function keyText(cursor: ByteCursor): string | null {
  const builder = new TreeBuilder()
  if (addValue(builder, cursor, null) || cursor.short) return null
  const key = new TreeValue(builder.done())
  return key.bytes ? null : (key.tree.text[0] ?? String(null))
}

/** Adds the next value; a container is opened, and how many values it claims is returned. */
function addValue(builder: TreeBuilder, cursor: ByteCursor, key: string | null) {
  const type = cursor.u8()
  const number = (value: number | bigint) => {
    builder.leaf('number', Object.is(value, -0) ? '-0' : String(value), key)
  }
  const text = (length: number) => void builder.leaf('string', cursor.text(length), key)
  const bytes = (length: number) => void builder.bytes(cursor.take(length), key)
  const array = (left: number) => {
    builder.open('array', key)
    return { left, isMap: false }
  }
  const map = (pairs: number) => {
    builder.open('object', key)
    return { left: pairs * 2, isMap: true }
  }
  const extension = (length: number) => addExtension(builder, cursor, length, key)
  if (type < 0x80) return number(type)
  if (type < 0x90) return map(type & 15)
  if (type < 0xa0) return array(type & 15)
  if (type < 0xc0) return text(type & 31)
  if (type >= 0xe0) return number(type - 0x100)
  switch (type) {
    case 0xc0:
      return void builder.leaf('null', null, key)
    case 0xc2:
    case 0xc3:
      return void builder.leaf('boolean', String(type === 0xc3), key)
    case 0xc4:
      return bytes(cursor.u8())
    case 0xc5:
      return bytes(cursor.u16())
    case 0xc6:
      return bytes(cursor.u32())
    case 0xc7:
      return extension(cursor.u8())
    case 0xc8:
      return extension(cursor.u16())
    case 0xc9:
      return extension(cursor.u32())
    case 0xca:
      return number(cursor.f32())
    case 0xcb:
      return number(cursor.f64())
    case 0xcc:
      return number(cursor.u8())
    case 0xcd:
      return number(cursor.u16())
    case 0xce:
      return number(cursor.u32())
    case 0xcf:
      return number(cursor.u64())
    case 0xd0:
      return number((cursor.u8() << 24) >> 24)
    case 0xd1:
      return number((cursor.u16() << 16) >> 16)
    case 0xd2:
      return number(cursor.i32())
    case 0xd3:
      return number(cursor.i64())
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return extension(1 << (type - 0xd4))
    case 0xd9:
      return text(cursor.u8())
    case 0xda:
      return text(cursor.u16())
    case 0xdb:
      return text(cursor.u32())
    case 0xdc:
      return array(cursor.u16())
    case 0xdd:
      return array(cursor.u32())
    case 0xde:
      return map(cursor.u16())
    case 0xdf:
      return map(cursor.u32())
    default:
      // 0xc1 is never used.
      cursor.short = true
      return
  }
}

function addExtension(builder: TreeBuilder, cursor: ByteCursor, length: number, key: string | null): void {
  const type = (cursor.u8() << 24) >> 24
  const bytes = cursor.take(length)
  const date = type === -1 ? timestamp(bytes) : null
  if (date) builder.leaf('date', date, key)
  else builder.open('tag', key, `ext ${type}`).bytes(bytes).close()
}

/** The timestamp extension, whose 32-bit and 64-bit forms are enough for dates that a JavaScript Date can hold. */
function timestamp(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let seconds: number
  if (bytes.length === 4) seconds = view.getUint32(0)
  else if (bytes.length === 8) seconds = (view.getUint32(0) & 3) * 2 ** 32 + view.getUint32(4)
  else if (bytes.length === 12) seconds = Number(view.getBigInt64(4))
  else return null
  const nanoseconds = bytes.length === 4 ? 0 : bytes.length === 8 ? view.getUint32(0) >>> 2 : view.getUint32(0)
  const date = new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

import type { ByteCursor } from './byte-cursor.ts'
import { TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'

/** How many values a container still lacks; null until a break ends it. */
interface Open {
  left: number | null
  readonly isMap: boolean
  /** The name that was read, while its value is awaited. */
  key: string | null
}

/**
 * The CBOR value at the cursor, which is left behind it; null where there is none or it is cut off. A loop with a stack of
 * its own. Tags stay tags, and texts and byte strings in chunks are not read: no WAMP library writes them.
 * RFC 8949 §3
 */
export function cborValue(cursor: ByteCursor): TreeValue | null {
  const builder = new TreeBuilder()
  const open: Open[] = []
  do {
    const inside = open.at(-1)
    if (
      inside &&
      inside.key === null &&
      (inside.left === 0 || (inside.left === null && cursor.bytes[cursor.at] === 0xff))
    ) {
      if (inside.left === null) cursor.u8()
      open.pop()
      builder.close()
      continue
    }
    if (inside?.isMap && inside.key === null) {
      if (inside.left !== null) inside.left--
      inside.key = keyText(cursor)
      if (inside.key === null) return null
      continue
    }
    if (inside && !inside.isMap && inside.left !== null) inside.left--
    const container = addValue(builder, cursor, inside?.key ?? null)
    if (inside) inside.key = null
    // Every value takes a byte at least.
    if (cursor.short || (container?.left ?? 0) > cursor.left) return null
    if (container) open.push(container)
  } while (open.length > 0)
  return new TreeValue(builder.done())
}

function keyText(cursor: ByteCursor): string | null {
  const builder = new TreeBuilder()
  if (addValue(builder, cursor, null) || cursor.short) return null
  const key = new TreeValue(builder.done())
  return key.bytes ? null : (key.tree.text[0] ?? String(null))
}

function addValue(builder: TreeBuilder, cursor: ByteCursor, key: string | null): Open | null {
  const head = cursor.u8()
  const major = head >> 5
  const short = head & 31
  if (major === 7) {
    addSimple(builder, cursor, short, key)
    return null
  }
  const isOpenEnded = short === 31 && (major === 4 || major === 5)
  const argument = isOpenEnded ? 0n : argumentOf(cursor, short)
  const count = argument > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(argument)
  switch (major) {
    case 0:
      builder.leaf('number', String(argument), key)
      return null
    case 1:
      builder.leaf('number', String(-1n - argument), key)
      return null
    case 2:
      builder.bytes(cursor.take(count), key)
      return null
    case 3:
      builder.leaf('string', cursor.text(count), key)
      return null
    case 4:
    case 5:
      builder.open(major === 4 ? 'array' : 'object', key)
      return { left: isOpenEnded ? null : count, isMap: major === 5, key: null }
    default:
      builder.open('tag', key, String(argument))
      return { left: 1, isMap: false, key: null }
  }
}

function argumentOf(cursor: ByteCursor, short: number): bigint {
  if (short < 24) return BigInt(short)
  if (short === 24) return BigInt(cursor.u8())
  if (short === 25) return BigInt(cursor.u16())
  if (short === 26) return BigInt(cursor.u32())
  if (short === 27) return cursor.u64()
  cursor.short = true
  return 0n
}

function addSimple(builder: TreeBuilder, cursor: ByteCursor, short: number, key: string | null): void {
  const number = (value: number) => builder.leaf('number', Object.is(value, -0) ? '-0' : String(value), key)
  if (short === 20 || short === 21) builder.leaf('boolean', String(short === 21), key)
  else if (short === 22) builder.leaf('null', null, key)
  else if (short === 23) builder.leaf('undefined', null, key)
  else if (short === 25) number(halfFloat(cursor.u16()))
  else if (short === 26) number(cursor.f32())
  else if (short === 27) number(cursor.f64())
  else if (short <= 24) builder.leaf('string', `simple(${short === 24 ? cursor.u8() : short})`, key)
  else {
    builder.leaf('undefined', null, key)
    cursor.short = true
  }
}

/** RFC 8949 appendix D. */
function halfFloat(half: number): number {
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1024 + fraction) * 2 ** (exponent - 25)
  return half & 0x8000 ? -size : size
}

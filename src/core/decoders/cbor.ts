/**
 * CBOR, with its diagnostic notation for what JSON has no word for. https://www.rfc-editor.org/rfc/rfc8949
 *
 * Claims bytes that are one map, array or tag to their end. Refuses other values on their own, unless pinned. A loop with a stack of its
 * own; nothing is allocated for lengths that are merely claimed; bignums of more than 64 bytes stay bytes.
 */
import { ByteCursor } from './byte-cursor.ts'
import type { Decoder, Outcome } from './decoder.ts'
import { type Tree, TreeBuilder } from './tree.ts'
import { nodeSummary, treeSummary } from './tree-summary.ts'

const TAGS: Readonly<Record<string, string>> = {
  0: 'date',
  1: 'epoch',
  2: 'bignum',
  3: 'negative bignum',
  24: 'encoded CBOR',
  32: 'URI',
  37: 'UUID',
  55799: 'self-described',
}
/** The longest bignum that is written as digits, bytes: more takes the engine long. */
const LONGEST_BIGNUM = 64

interface Open {
  readonly type: 'array' | 'map' | 'tag' | 'chunks'
  /** Items to come; Infinity until a break. In maps a key and a value are two. */
  left: number
  /** A map's key that waits for its value. */
  key: string | null
  tag: string
  /** Whether a map's key is next. */
  atKey: boolean
}

interface Reading {
  readonly tree: Tree | null
  readonly error: string | null
  readonly at: number
  readonly textKeys: boolean
}

/** Reads one item and all that is in it. */
function readItem(bytes: Uint8Array): Reading {
  const cursor = new ByteCursor(bytes)
  const builder = new TreeBuilder()
  const open: Open[] = []
  let textKeys = true
  const fail = (error: string): Reading => ({
    tree: builder.size > 0 ? builder.done() : null,
    error,
    at: Math.min(cursor.at, bytes.length),
    textKeys,
  })
  for (;;) {
    let top = open.at(-1)
    while (top && top.left === 0) {
      open.pop()
      builder.close()
      top = open.at(-1)
    }
    if (builder.isWhole && open.length === 0) {
      return { tree: builder.done(), error: null, at: cursor.at, textKeys }
    }
    const initial = cursor.u8()
    if (cursor.short) return fail('The value is cut off.')
    const major = initial >> 5
    const info = initial & 31
    if (initial === 0xff) {
      if (!top || top.left !== Number.POSITIVE_INFINITY || (top.type === 'map' && !top.atKey)) {
        return fail('A break stands where none can.')
      }
      top.left = 0
      continue
    }
    if (info > 27 && info < 31) return fail('A length has a form that does not exist.')
    const isIndefinite = info === 31
    if (isIndefinite && (major < 2 || major > 5)) return fail('Only strings, arrays and maps can have an open end.')
    const argument = isIndefinite ? 0n : argumentOf(cursor, info)
    if (cursor.short) return fail('The value is cut off.')
    if (top) top.left--

    if (top?.type === 'map' && top.atKey) {
      const key = keyOf(cursor, major, info, argument)
      if (key === null) return fail('A map has a key of a type that is not shown: array, map or tag.')
      if (cursor.short) return fail('The value is cut off.')
      if (major !== 3) textKeys = false
      top.key = key
      top.atKey = false
      continue
    }
    const key = top?.type === 'map' ? top.key : null
    if (top?.type === 'map') top.atKey = true
    // Every item takes a byte at least.
    if (major >= 2 && major <= 5 && argument > BigInt(cursor.left)) return fail('A length goes beyond the message.')
    const length = Number(argument)
    switch (major) {
      case 0:
        builder.leaf('number', String(argument), key)
        break
      case 1:
        builder.leaf('number', String(-1n - argument), key)
        break
      case 2:
      case 3:
        if (isIndefinite) {
          builder.open('tag', key, major === 2 ? '(_ bytes in chunks)' : '(_ text in chunks)')
          open.push({ type: 'chunks', left: Number.POSITIVE_INFINITY, key: null, tag: '', atKey: false })
        } else if (major === 3) builder.leaf('string', cursor.text(length), key)
        else {
          const taken = cursor.take(length)
          const isBignum = top?.type === 'tag' && (top.tag === '2' || top.tag === '3') && length <= LONGEST_BIGNUM
          if (isBignum) builder.leaf('number', bignum(taken, top?.tag === '3'), key)
          else builder.bytes(taken, key)
        }
        break
      case 4:
      case 5: {
        builder.open(major === 4 ? 'array' : 'object', key)
        const left = isIndefinite ? Number.POSITIVE_INFINITY : major === 4 ? length : length * 2
        open.push({ type: major === 4 ? 'array' : 'map', left, key: null, tag: '', atKey: true })
        break
      }
      case 6: {
        const tag = String(argument)
        builder.open('tag', key, TAGS[tag] ? `${tag} ${TAGS[tag]}` : tag)
        open.push({ type: 'tag', left: 1, key: null, tag, atKey: false })
        break
      }
      default:
        addSimple(builder, info, argument, key)
    }
    if (cursor.short) return fail('The value is cut off.')
  }
}

function argumentOf(cursor: ByteCursor, info: number): bigint {
  if (info < 24) return BigInt(info)
  if (info === 24) return BigInt(cursor.u8())
  if (info === 25) return BigInt(cursor.u16())
  if (info === 26) return BigInt(cursor.u32())
  return cursor.u64()
}

function keyOf(cursor: ByteCursor, major: number, info: number, argument: bigint): string | null {
  if (info === 31) return null
  if (major === 0) return String(argument)
  if (major === 1) return String(-1n - argument)
  if (major === 2 || major === 3) {
    if (argument > BigInt(cursor.left)) {
      cursor.short = true
      return ''
    }
    if (major === 3) return cursor.text(Number(argument))
    const builder = new TreeBuilder().bytes(cursor.take(Number(argument)))
    return nodeSummary(builder.done(), 0, 100)
  }
  if (major !== 7) return null
  const builder = new TreeBuilder()
  addSimple(builder, info, argument, null)
  return nodeSummary(builder.done(), 0, 100)
}

function bignum(bytes: Uint8Array, negative: boolean): string {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return String(negative ? -1n - value : value)
}

function addSimple(builder: TreeBuilder, info: number, bits: bigint, key: string | null): void {
  if (info === 20 || info === 21) builder.leaf('boolean', String(info === 21), key)
  else if (info === 22) builder.leaf('null', null, key)
  else if (info === 23) builder.leaf('undefined', null, key)
  else if (info >= 25) builder.leaf('number', numberText(info, bits), key)
  else builder.open('tag', key, `simple(${bits})`).close()
}

/** A float of 16, 32 or 64 bits. */
function numberText(info: number, bits: bigint): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  const value = info === 25 ? half(Number(bits)) : info === 26 ? view.getFloat32(4) : view.getFloat64(0)
  return Object.is(value, -0) ? '-0' : String(value)
}

/** RFC 8949, appendix D. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31
  const mantissa = bits & 1023
  const value =
    exponent === 0
      ? mantissa * 2 ** -24
      : exponent === 31
        ? mantissa === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (mantissa + 1024) * 2 ** (exponent - 25)
  return bits & 0x8000 ? -value : value
}

export const cborDecoder: Decoder = {
  id: 'cbor',
  name: 'CBOR',
  ordered: false,
  reader: ({ subprotocol }, pinned) => {
    const named = pinned || /cbor/i.test(subprotocol)
    return {
      read({ data }): Outcome {
        if (typeof data === 'string' || data.length === 0) return 'not mine'
        const major = (data[0] as number) >> 5
        if (!named && (major < 4 || major > 6 || data.length < 2)) return 'not mine'
        const reading = readItem(data)
        if (reading.error === null && reading.tree && reading.at === data.length) {
          const self = data[0] === 0xd9 && data[1] === 0xd9 && data[2] === 0xf7
          const confidence = named || self ? 'certain' : major === 5 && reading.textKeys ? 'likely' : 'possible'
          return { protocol: 'CBOR', confidence, summary: treeSummary(reading.tree), tree: reading.tree }
        }
        if (!named) return 'not mine'
        return {
          protocol: 'CBOR',
          confidence: 'certain',
          error: reading.error ?? 'Bytes follow the CBOR value.',
          at: reading.at,
          ...(reading.tree && { tree: reading.tree }),
        }
      },
    }
  },
}

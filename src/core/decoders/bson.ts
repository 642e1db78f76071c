/**
 * BSON. https://bsonspec.org/spec.html
 *
 * Claims bytes that are one document to their end. Refuses types that the specification doesn't have. A loop with a stack of its own.
 */
import { ByteCursor } from './byte-cursor.ts'
import type { Decoder, Outcome } from './decoder.ts'
import { type Tree, TreeBuilder } from './tree.ts'
import { treeSummary } from './tree-summary.ts'

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function cstring(cursor: ByteCursor): string {
  const end = cursor.bytes.indexOf(0, cursor.at)
  if (end < 0) {
    cursor.short = true
    return ''
  }
  const text = cursor.text(end - cursor.at)
  cursor.u8()
  return text
}

/** A string's length counts its closing zero. */
function string(cursor: ByteCursor): string {
  const length = cursor.u32(true)
  if (length === 0) cursor.short = true
  const text = cursor.text(length - 1)
  if (cursor.u8() !== 0) cursor.short = true
  return text
}

/** The document; null where these bytes are none. */
function readDocument(bytes: Uint8Array): Tree | null {
  const cursor = new ByteCursor(bytes)
  if (cursor.u32(true) !== bytes.length) return null
  const builder = new TreeBuilder().open('object')
  /** For each open document: where it ends, and whether its names are an array's indexes. */
  const open = [{ end: bytes.length, isArray: false }]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const type = cursor.u8()
    if (cursor.short) return null
    if (type === 0) {
      if (cursor.at !== top.end) return null
      open.pop()
      builder.close()
      continue
    }
    const name = cstring(cursor)
    const key = top.isArray ? null : name
    if (type === 0x03 || type === 0x04) {
      const start = cursor.at
      const end = start + cursor.u32(true)
      if (cursor.short || end > top.end || end < start + 5) return null
      builder.open(type === 0x03 ? 'object' : 'array', key)
      open.push({ end, isArray: type === 0x04 })
    } else if (!addValue(builder, cursor, type, key) || cursor.short) return null
  }
  return cursor.isSpent ? builder.done() : null
}

function addValue(builder: TreeBuilder, cursor: ByteCursor, type: number, key: string | null): boolean {
  const tagged = (tag: string, text: string): void => {
    builder.open('tag', key, tag).leaf('string', text).close()
  }
  switch (type) {
    case 0x01: {
      const value = new DataView(cursor.take(8).slice().buffer)
      if (cursor.short) return false
      const number = value.getFloat64(0, true)
      builder.leaf('number', Object.is(number, -0) ? '-0' : String(number), key)
      return true
    }
    case 0x02:
      builder.leaf('string', string(cursor), key)
      return true
    case 0x05: {
      const length = cursor.u32(true)
      const subtype = cursor.u8()
      const bytes = cursor.take(length)
      if (subtype === 0) builder.bytes(bytes, key)
      else
        builder
          .open('tag', key, subtype === 4 ? 'UUID' : `binary ${subtype}`)
          .bytes(bytes)
          .close()
      return true
    }
    case 0x06:
      builder.leaf('undefined', null, key)
      return true
    case 0x07:
      tagged('ObjectId', hex(cursor.take(12)))
      return true
    case 0x08: {
      const value = cursor.u8()
      builder.leaf('boolean', String(value === 1), key)
      return value <= 1
    }
    case 0x09: {
      const date = new Date(Number(BigInt.asIntN(64, cursor.u64(true))))
      builder.leaf('date', Number.isNaN(date.getTime()) ? 'Invalid date' : date.toISOString(), key)
      return true
    }
    case 0x0a:
      builder.leaf('null', null, key)
      return true
    case 0x0b:
      tagged('regular expression', `/${cstring(cursor)}/${cstring(cursor)}`)
      return true
    case 0x0c:
      tagged('DBPointer', `${string(cursor)} ${hex(cursor.take(12))}`)
      return true
    case 0x0d:
      tagged('code', string(cursor))
      return true
    case 0x0e:
      tagged('symbol', string(cursor))
      return true
    case 0x0f:
      builder
        .open('tag', key, 'code with scope')
        .bytes(cursor.take(cursor.u32(true) - 4))
        .close()
      return true
    case 0x10:
      builder.leaf('number', String(cursor.u32(true) | 0), key)
      return true
    case 0x11: {
      const increment = cursor.u32(true)
      tagged('timestamp', `${cursor.u32(true)}:${increment}`)
      return true
    }
    case 0x12:
      builder.leaf('number', String(BigInt.asIntN(64, cursor.u64(true))), key)
      return true
    case 0x13:
      builder.open('tag', key, 'Decimal128').bytes(cursor.take(16)).close()
      return true
    case 0x7f:
    case 0xff:
      builder.open('tag', key, type === 0x7f ? 'MaxKey' : 'MinKey').close()
      return true
    default:
      return false
  }
}

export const bsonDecoder: Decoder = {
  id: 'bson',
  name: 'BSON',
  ordered: false,
  reader: (_, pinned) => ({
    read({ data }): Outcome {
      if (typeof data === 'string') return 'not mine'
      const tree = data.length >= 5 && data.at(-1) === 0 ? readDocument(data) : null
      if (tree) {
        const confidence = pinned ? 'certain' : data.length > 5 ? 'likely' : 'possible'
        return { protocol: 'BSON', confidence, summary: treeSummary(tree), tree }
      }
      if (!pinned) return 'not mine'
      return { protocol: 'BSON', confidence: 'certain', error: 'These bytes are no BSON document.', at: null }
    },
  }),
}

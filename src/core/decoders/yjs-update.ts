import type { ByteCursor } from './byte-cursor.ts'
import { lib0Text, lib0Value } from './lib0-value.ts'
import type { TreeValue } from './tree-value.ts'

/** What an update changes, as far as it can be told without the document. */
export interface YjsUpdate {
  readonly structs: readonly Readonly<Record<string, unknown>>[]
  /** Ranges of deleted characters and items, by client. */
  readonly deleted: readonly Readonly<Record<string, unknown>>[]
}

const TYPES = ['Array', 'Map', 'Text', 'XmlElement', 'XmlFragment', 'XmlHook', 'XmlText'] as const

/**
 * An update in version 1 of Yjs' encoding, up to the cursor's end; null where the bytes are none.
 * https://github.com/yjs/yjs/blob/main/INTERNALS.md#network-transport
 */
export function yjsUpdate(cursor: ByteCursor): YjsUpdate | null {
  const structs: Record<string, unknown>[] = []
  for (let clients = cursor.varint(); clients > 0 && !cursor.short; clients--) {
    let count = cursor.varint()
    const client = cursor.varint()
    let clock = cursor.varint()
    for (; count > 0 && !cursor.short; count--) {
      const struct = structAt(cursor)
      if (!struct) return null
      structs.push({ client, clock, ...struct.fields })
      clock += struct.length
    }
  }
  const deleted: Record<string, unknown>[] = []
  for (let clients = cursor.varint(); clients > 0 && !cursor.short; clients--) {
    const client = cursor.varint()
    for (let count = cursor.varint(); count > 0 && !cursor.short; count--) {
      deleted.push({ client, clock: cursor.varint(), length: cursor.varint() })
    }
  }
  return cursor.isSpent ? { structs, deleted } : null
}

function idAt(cursor: ByteCursor): { readonly client: number; readonly clock: number } {
  return { client: cursor.varint(), clock: cursor.varint() }
}

function structAt(cursor: ByteCursor): { readonly fields: Record<string, unknown>; readonly length: number } | null {
  const info = cursor.u8()
  const kind = info & 31
  if (kind === 0 || kind === 10) {
    const length = cursor.varint()
    return { fields: { [kind === 0 ? 'collected' : 'skipped']: length }, length }
  }
  const fields: Record<string, unknown> = {}
  if (info & 0x80) fields.after = idAt(cursor)
  if (info & 0x40) fields.before = idAt(cursor)
  // What has a neighbour has its parent.
  if ((info & 0xc0) === 0) {
    fields.parent = cursor.varint() === 1 ? lib0Text(cursor) : idAt(cursor)
    if (info & 0x20) fields.key = lib0Text(cursor)
  }
  return addContent(cursor, kind, fields)
}

function addContent(cursor: ByteCursor, kind: number, fields: Record<string, unknown>) {
  switch (kind) {
    case 1: {
      const length = cursor.varint()
      return { fields: { ...fields, deleted: length }, length }
    }
    case 2:
    case 8: {
      const length = cursor.varint()
      const values: (TreeValue | string | null)[] = []
      for (let left = length; left > 0 && !cursor.short; left--) {
        values.push(kind === 2 ? lib0Text(cursor) : lib0Value(cursor))
      }
      return cursor.short ? null : { fields: { ...fields, ...numbered(values) }, length }
    }
    case 3:
      return { fields: { ...fields, binary: cursor.take(cursor.varint()) }, length: 1 }
    case 4: {
      const text = lib0Text(cursor)
      // Clocks count UTF-16 units.
      return { fields: { ...fields, text }, length: text.length }
    }
    case 5:
      return { fields: { ...fields, embed: lib0Text(cursor) }, length: 1 }
    case 6:
      return { fields: { ...fields, format: lib0Text(cursor), to: lib0Text(cursor) }, length: 1 }
    case 7: {
      const type = TYPES[cursor.varint()]
      if (type === undefined) return null
      const name = type === 'XmlElement' || type === 'XmlHook' ? { name: lib0Text(cursor) } : {}
      return { fields: { ...fields, type, ...name }, length: 1 }
    }
    case 9: {
      const guid = lib0Text(cursor)
      const options = lib0Value(cursor)
      return options ? { fields: { ...fields, document: guid, options }, length: 1 } : null
    }
    default:
      return null
  }
}

/** Values of an array, by name: one `value`, or `value 0` and so on. */
function numbered(values: readonly unknown[]): Record<string, unknown> {
  if (values.length === 1) return { value: values[0] }
  return Object.fromEntries(values.map((value, index) => [`value ${index}`, value]))
}

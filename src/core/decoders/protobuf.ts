/**
 * Protocol Buffers without a schema. https://protobuf.dev/programming-guides/encoding/
 *
 * Claims bytes that are fields to their end. A guess, since the format names nothing: what is inside a field of bytes is taken for text
 * where it can be read as such, else for a message where it is one, else for bytes. Refuses field number 0, varints beyond
 * ten bytes, groups that don't match, and lengths beyond the message.
 */
import { header, skip, varint } from '../protobuf/wire.ts'
import { ByteCursor, utf8Text } from './byte-cursor.ts'
import type { Decoder, Outcome } from './decoder.ts'
import { TreeBuilder } from './tree.ts'
import { summaryLine, treeSummary } from './tree-summary.ts'

/** Messages in messages: what is deeper is shown as bytes. Each level is looked through once more than the one above. */
const DEEPEST = 64

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells bytes from text.
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/

function isMessage(bytes: Uint8Array): boolean {
  const cursor = new ByteCursor(bytes)
  while (cursor.left > 0) {
    const next = header(cursor)
    if (next === null || next.type === 4 || !skip(cursor, next.field, next.type)) return false
  }
  return bytes.length > 0
}

/** Adds the fields of what `isMessage` has found to be one to the object that is open. */
export function addFields(builder: TreeBuilder, bytes: Uint8Array): void {
  /** Messages that are open, outermost first; a group has its field's number and goes on in the cursor of the message around it. */
  const open: { readonly cursor: ByteCursor; readonly group: boolean }[] = [
    { cursor: new ByteCursor(bytes), group: false },
  ]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { cursor } = top
    const next = cursor.left > 0 ? header(cursor) : null
    if (next === null || next.type === 4) {
      open.pop()
      if (open.length > 0) builder.close()
      continue
    }
    const key = String(next.field)
    switch (next.type) {
      case 0:
        builder.leaf('number', String(varint(cursor) ?? 0n), key)
        break
      case 1: {
        const view = new DataView(cursor.take(8).slice().buffer)
        builder.open('tag', key, 'fixed64')
        builder
          .leaf('number', String(view.getBigUint64(0, true)))
          .leaf('number', String(view.getFloat64(0, true)), 'double')
        builder.close()
        break
      }
      case 5: {
        const view = new DataView(cursor.take(4).slice().buffer)
        builder.open('tag', key, 'fixed32')
        builder
          .leaf('number', String(view.getUint32(0, true)))
          .leaf('number', String(view.getFloat32(0, true)), 'float')
        builder.close()
        break
      }
      case 3:
        builder.open('object', key)
        open.push({ cursor, group: true })
        break
      default: {
        const value = cursor.take(Number(varint(cursor) ?? 0n))
        const text = utf8Text(value)
        if (text !== null && !UNREADABLE.test(text)) builder.leaf('string', text, key)
        else if (open.length < DEEPEST && isMessage(value)) {
          builder.open('object', key)
          open.push({ cursor: new ByteCursor(value), group: false })
        } else builder.bytes(value, key)
      }
    }
  }
}

export const protobufDecoder: Decoder = {
  id: 'protobuf',
  name: 'Protocol Buffers',
  ordered: false,
  reader: ({ subprotocol }, pinned) => {
    const named = pinned || /protobuf|\bproto\b/i.test(subprotocol)
    return {
      read({ data }): Outcome {
        if (typeof data === 'string' || data.length < 2) return 'not mine'
        if (!isMessage(data)) {
          if (!named) return 'not mine'
          const error = 'These bytes are no protobuf message.'
          return { protocol: 'Protobuf', confidence: 'certain', error, at: null }
        }
        const builder = new TreeBuilder().open('object')
        addFields(builder, data)
        const tree = builder.done()
        return {
          protocol: 'Protobuf',
          confidence: named ? 'certain' : 'possible',
          summary: summaryLine(treeSummary(tree)),
          tree,
          notes: [
            'Read without a schema: fields have their numbers as names, and bytes are text or a message where they can be read so.',
          ],
        }
      },
    }
  },
}

/**
 * MessagePack. https://github.com/msgpack/msgpack/blob/master/spec.md
 *
 * Claims bytes that are one map or array to their end. Refuses scalars on their own, unless pinned: each byte below 0x80 is one.
 */
import { ByteCursor } from './byte-cursor.ts'
import type { Decoder, Outcome } from './decoder.ts'
import { messagePackValue } from './message-pack-value.ts'
import { treeSummary } from './tree-summary.ts'

export const messagePackDecoder: Decoder = {
  id: 'msgpack',
  name: 'MessagePack',
  ordered: false,
  reader: ({ subprotocol }, pinned) => {
    const named = pinned || /msgpack|messagepack/i.test(subprotocol)
    return {
      read({ data }): Outcome {
        if (typeof data === 'string' || data.length === 0) return 'not mine'
        const first = data[0] as number
        const isMap = (first >= 0x80 && first < 0x90) || first === 0xde || first === 0xdf
        const isArray = (first >= 0x90 && first < 0xa0) || first === 0xdc || first === 0xdd
        if (!named && ((!isMap && !isArray) || data.length < 2)) return 'not mine'
        const cursor = new ByteCursor(data)
        const value = messagePackValue(cursor)
        if (value && cursor.isSpent) {
          const confidence = named ? 'certain' : isMap ? 'likely' : 'possible'
          return { protocol: 'MessagePack', confidence, summary: treeSummary(value.tree), tree: value.tree }
        }
        if (!named) return 'not mine'
        const error = value
          ? 'Bytes follow the MessagePack value.'
          : 'The MessagePack value is cut off, or holds a type that does not exist.'
        return { protocol: 'MessagePack', confidence: 'certain', error, at: Math.min(cursor.at, data.length) }
      },
    }
  },
}

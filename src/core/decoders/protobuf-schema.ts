/**
 * Protocol Buffers with a schema that a person gave: see core/protobuf. https://protobuf.dev/programming-guides/encoding/
 *
 * Claims the binary messages of the sockets and directions for which the schema is meant. Refuses texts.
 */
import { readMessage } from '../protobuf/read-message.ts'
import { readSchema } from '../protobuf/read-schema.ts'
import type { Decoder, Message, Outcome } from './decoder.ts'
import type { SchemaUse } from './preferences.ts'
import { summaryLine, treeSummary } from './tree-summary.ts'
import { matchesUrl } from './url-pattern.ts'

/** The decoder of a schema; null where its files can't be read. */
export function schemaDecoder({ id, files, url, subprotocol, sent, received }: SchemaUse): Decoder | null {
  const reading = readSchema(files)
  if (!reading.ok) return null
  const { schema } = reading
  const read = ({ data, direction }: Message): Outcome => {
    const type = schema.messages.get(direction === 'sent' ? sent : received)
    if (!type || typeof data === 'string') return 'not mine'
    const shortName = type.name.slice(type.name.lastIndexOf('.') + 1)
    const { tree, brokenAt, notes } = readMessage(schema, type, data)
    if (brokenAt !== null) {
      const error = `These bytes are no ${type.name}: no field of a message begins here.`
      return { protocol: 'Protobuf', confidence: 'certain', error, at: brokenAt, tree }
    }
    return {
      protocol: 'Protobuf',
      confidence: 'certain',
      summary: summaryLine(`${shortName} ${treeSummary(tree)}`),
      kind: shortName,
      tree,
      ...(notes.length > 0 && { notes }),
    }
  }
  const names = [...new Set([sent, received].filter((name) => name !== ''))]
  return {
    id: `schema-${id}`,
    name: `Protobuf ${names.join(' / ')}`,
    ordered: false,
    reader: (socket, pinned) => {
      const isMeant = matchesUrl(url, socket.url) && (subprotocol === '' || subprotocol === socket.subprotocol)
      return isMeant || pinned ? { read } : null
    },
  }
}

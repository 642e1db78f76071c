import { toBase64 } from '../../core/bytes.ts'
import type { SchemaUse } from '../../core/decoders/preferences.ts'
import { addressOf } from '../../core/decoders/url-pattern.ts'
import { readDescriptorSet } from '../../core/protobuf/read-descriptor-set.ts'
import type { SchemaFile } from '../../core/protobuf/read-schema.ts'

/** The id of a schema that is not saved yet. */
export const NEW_SCHEMA = 0
/** What a schema that was typed is called. */
export const TYPED = 'typed.proto'

/** A schema to begin with, for the address of a socket without what differs from one visit to the next. */
export function newSchema(url: string): SchemaUse {
  return { id: NEW_SCHEMA, files: [], url: addressOf(url), subprotocol: '', sent: '', received: '' }
}

/** For people. */
export function schemaName({ sent, received, files }: SchemaUse): string {
  const types = [...new Set([sent, received].filter((type) => type !== ''))]
  return types.join(' / ') || files.map(({ name }) => name).join(', ')
}

/** A chosen file as part of a schema: bytes that are a descriptor set, else a text. */
export function schemaFile(name: string, bytes: Uint8Array): SchemaFile {
  if (!name.endsWith('.proto') && readDescriptorSet(bytes)) return { name, is: 'descriptor', text: toBase64(bytes) }
  return { name, is: 'proto', text: new TextDecoder().decode(bytes) }
}

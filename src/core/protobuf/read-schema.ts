import { base64Bytes } from '../decoders/base64.ts'
import { linkSchema } from './link-schema.ts'
import { readDescriptorSet } from './read-descriptor-set.ts'
import { readProto } from './read-proto.ts'
import type { ProtoFile, Schema } from './schema.ts'

/** A file that a schema is made of: a `.proto` text, or a descriptor set as Base64. */
export interface SchemaFile {
  readonly name: string
  readonly is: 'proto' | 'descriptor'
  readonly text: string
}

export type SchemaReading =
  | {
      readonly ok: true
      readonly schema: Schema /** Whole names of the messages that the files have, sorted. */
      readonly types: readonly string[]
    }
  | { readonly ok: false; readonly problem: string }

/** Reads the files of a schema together. A problem names the file and the line. */
export function readSchema(files: readonly SchemaFile[]): SchemaReading {
  const read: ProtoFile[] = []
  for (const { name, is, text } of files) {
    if (is === 'proto') {
      const reading = readProto(text, name)
      if (!reading.ok) return { ok: false, problem: `${name}, line ${reading.line}: ${reading.message}` }
      read.push(reading.file)
    } else {
      const bytes = base64Bytes(text)
      const set = bytes && readDescriptorSet(bytes)
      if (!set) {
        const how = 'Write one with protoc --include_imports --descriptor_set_out=FILE.'
        return { ok: false, problem: `${name} is no descriptor set. ${how}` }
      }
      read.push(...set)
    }
  }
  const types = read.flatMap(({ messages }) => messages.filter(({ isMapEntry }) => !isMapEntry).map(({ name }) => name))
  if (types.length === 0) return { ok: false, problem: 'These files have no message.' }
  return { ok: true, schema: linkSchema(read), types: [...new Set(types)].sort() }
}

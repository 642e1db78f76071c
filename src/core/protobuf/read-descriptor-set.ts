import { ByteCursor, utf8Text } from '../decoders/byte-cursor.ts'
import type { EnumDraft, ExtensionDraft, FieldDraft, MessageDraft, ProtoFile } from './schema.ts'
import { header, skip, varint } from './wire.ts'

/**
 * Reads a FileDescriptorSet, as `protoc --descriptor_set_out` writes it.
 * https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/descriptor.proto
 */

/** Values by their field's number: bytes, or a number. Their meaning is in the names of the numbers below. */
type Raw = ReadonlyMap<number, readonly (Uint8Array | number)[]>

const FILE = { name: 1, package: 2, dependency: 3, message: 4, enum: 5, extension: 7 }
const MESSAGE = { name: 1, field: 2, nested: 3, enum: 4, extension: 6, options: 7, oneof: 8 }
const MAP_ENTRY = 7
const FIELD = { name: 1, extendee: 2, number: 3, label: 4, type: 5, typeName: 6, oneofIndex: 9, isOptional: 17 }
const REPEATED = 3
/** FieldDescriptorProto.Type; groups, messages and enums have names. */
const TYPES =
  ' double float int64 uint64 int32 fixed64 fixed32 bool string - - bytes uint32 - sfixed32 sfixed64 sint32 sint64'.split(
    ' ',
  )
/** Messages in messages. */
const DEEPEST = 64

class DescriptorError extends Error {}

function rawOf(bytes: Uint8Array): Raw {
  const raw = new Map<number, (Uint8Array | number)[]>()
  const cursor = new ByteCursor(bytes)
  while (cursor.left > 0) {
    const next = header(cursor)
    if (next === null) throw new DescriptorError()
    let value: Uint8Array | number | null = null
    if (next.type === 0) value = Number(BigInt.asIntN(64, varint(cursor) ?? 0n))
    else if (next.type === 2) {
      const length = varint(cursor)
      if (length === null || length > BigInt(cursor.left)) throw new DescriptorError()
      value = cursor.take(Number(length))
    } else if (!skip(cursor, next.field, next.type)) throw new DescriptorError()
    if (cursor.short) throw new DescriptorError()
    if (value === null) continue
    const known = raw.get(next.field)
    if (known) known.push(value)
    else raw.set(next.field, [value])
  }
  return raw
}

const texts = (raw: Raw, field: number): string[] =>
  (raw.get(field) ?? []).map((value) => {
    const text = typeof value === 'number' ? null : utf8Text(value)
    if (text === null) throw new DescriptorError()
    return text
  })
const text = (raw: Raw, field: number): string => texts(raw, field).at(-1) ?? ''
const integer = (raw: Raw, field: number): number | null => {
  const value = raw.get(field)?.at(-1)
  return typeof value === 'number' ? value : null
}
const children = (raw: Raw, field: number): Raw[] =>
  (raw.get(field) ?? []).map((value) => {
    if (typeof value === 'number') throw new DescriptorError()
    return rawOf(value)
  })
const within = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`)

function fieldOf(raw: Raw, oneofs: readonly string[]): FieldDraft {
  const oneof = integer(raw, FIELD.oneofIndex)
  // The oneof of a field that is `optional` in proto3 is made by the compiler.
  const isOwn = oneof !== null && integer(raw, FIELD.isOptional) !== 1
  const typeName = text(raw, FIELD.typeName)
  return {
    name: text(raw, FIELD.name),
    number: integer(raw, FIELD.number) ?? 0,
    type: typeName === '' ? (TYPES[integer(raw, FIELD.type) ?? 0] ?? '') : typeName,
    repeated: integer(raw, FIELD.label) === REPEATED,
    oneof: isOwn ? (oneofs[oneof] ?? null) : null,
    line: null,
  }
}

function enumOf(raw: Raw, scope: string): EnumDraft {
  const values = children(raw, 2).map((value) => ({ name: text(value, 1), number: integer(value, 2) ?? 0 }))
  return { name: within(scope, text(raw, 1)), values }
}

interface Drafts {
  readonly messages: MessageDraft[]
  readonly enums: EnumDraft[]
  readonly extensions: ExtensionDraft[]
}

function addMessage(raw: Raw, scope: string, depth: number, drafts: Drafts): void {
  if (depth > DEEPEST) throw new DescriptorError()
  const name = within(scope, text(raw, MESSAGE.name))
  const oneofs = children(raw, MESSAGE.oneof).map((oneof) => text(oneof, 1))
  const fields = children(raw, MESSAGE.field).map((field) => fieldOf(field, oneofs))
  const isMapEntry = children(raw, MESSAGE.options).some((options) => integer(options, MAP_ENTRY) === 1)
  drafts.messages.push({ name, fields, isMapEntry })
  for (const nested of children(raw, MESSAGE.nested)) addMessage(nested, name, depth + 1, drafts)
  for (const one of children(raw, MESSAGE.enum)) drafts.enums.push(enumOf(one, name))
  addExtensions(children(raw, MESSAGE.extension), name, drafts)
}

function addExtensions(list: readonly Raw[], scope: string, { extensions }: Drafts): void {
  for (const raw of list) extensions.push({ scope, of: text(raw, FIELD.extendee), field: fieldOf(raw, []) })
}

/** The files of a set; null where the bytes are none. */
export function readDescriptorSet(bytes: Uint8Array): readonly ProtoFile[] | null {
  try {
    const files = children(rawOf(bytes), 1).map((file): ProtoFile => {
      const scope = text(file, FILE.package)
      const drafts: Drafts = { messages: [], enums: [], extensions: [] }
      for (const message of children(file, FILE.message)) addMessage(message, scope, 0, drafts)
      for (const one of children(file, FILE.enum)) drafts.enums.push(enumOf(one, scope))
      addExtensions(children(file, FILE.extension), scope, drafts)
      return { path: text(file, FILE.name), imports: texts(file, FILE.dependency), ...drafts }
    })
    return files.some(({ messages }) => messages.length > 0) ? files : null
  } catch (error) {
    if (error instanceof DescriptorError) return null
    throw error
  }
}

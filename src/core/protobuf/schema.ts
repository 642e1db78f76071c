/** What a `.proto` file or a descriptor set says of messages: as it was written (drafts), and with its names resolved. */

export const SCALARS = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const
export type Scalar = (typeof SCALARS)[number]

export function isScalar(name: string): name is Scalar {
  return (SCALARS as readonly string[]).includes(name)
}

/** A field whose type is a name as it was written; one that begins with a dot is whole. */
export interface FieldDraft {
  readonly name: string
  readonly number: number
  readonly type: string
  readonly repeated: boolean
  readonly oneof: string | null
  /** From 1; null where there are no lines. */
  readonly line: number | null
}

export interface MessageDraft {
  /** With its package, without a dot before it. */
  readonly name: string
  readonly fields: readonly FieldDraft[]
  /** Made for a field of type `map`: its fields 1 and 2 are a key and its value. */
  readonly isMapEntry: boolean
}

export interface EnumDraft {
  readonly name: string
  readonly values: readonly { readonly name: string; readonly number: number }[]
}

/** Fields that a file adds to a message. Names are looked for from `scope` outwards. */
export interface ExtensionDraft {
  readonly scope: string
  readonly of: string
  readonly field: FieldDraft
}

export interface ProtoFile {
  /** As other files import it. */
  readonly path: string
  readonly imports: readonly string[]
  readonly messages: readonly MessageDraft[]
  readonly enums: readonly EnumDraft[]
  readonly extensions: readonly ExtensionDraft[]
}

export type FieldType =
  | { readonly is: 'scalar'; readonly scalar: Scalar }
  | { readonly is: 'message'; readonly name: string }
  | { readonly is: 'enum'; readonly name: string }
  /** Its type is in a file that is missing. */
  | { readonly is: 'missing'; readonly name: string }

export interface Field {
  readonly name: string
  readonly number: number
  readonly type: FieldType
  readonly repeated: boolean
  readonly oneof: string | null
}

export interface MessageType {
  readonly name: string
  readonly fields: ReadonlyMap<number, Field>
  readonly isMapEntry: boolean
}

export interface Schema {
  /** By their whole names. */
  readonly messages: ReadonlyMap<string, MessageType>
  /** Names of values, by the enum's whole name and the number. */
  readonly enums: ReadonlyMap<string, ReadonlyMap<number, string>>
  /** What can't be known, for people: imports and types that no file has. */
  readonly warnings: readonly string[]
}

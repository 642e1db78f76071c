import type { OwnDecoder, SchemaUse } from '../core/decoders/preferences.ts'
import type { TreePath } from '../core/decoders/tree-path.ts'

/** How a payload is shown. `auto`: what it means if somebody knows, JSON as a tree, other text as text, bytes as hex. */
export type PayloadChoice = 'auto' | 'decoded' | 'text' | 'json' | 'hex' | 'diff'

/** A value that stays in sight from message to message. */
export interface PinnedValue {
  /** What the message was read as when it was pinned: a protocol's name, or JSON. */
  readonly label: string
  readonly path: TreePath
}

/** What a person chose and typed for reading messages. */
export interface ReadingChoices {
  /** How text messages and binary ones are shown. */
  textView: PayloadChoice
  binaryView: PayloadChoice
  /** Whether the form for decoders is open, and the schema and the decoder that are being written. */
  decoders: boolean
  schema: SchemaUse | null
  own: OwnDecoder | null
  /** What is looked for within messages that are shown as text. */
  textFind: string
  /** In the order in which they were pinned. */
  pinned: readonly PinnedValue[]
}

export const NEW_READING: ReadingChoices = {
  textView: 'auto',
  binaryView: 'auto',
  decoders: false,
  schema: null,
  own: null,
  textFind: '',
  pinned: [],
}

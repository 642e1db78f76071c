import type { OwnDecoder, SchemaUse } from '../core/decoders/preferences.ts'

/** How a payload is shown. `auto`: what it means if somebody knows, JSON as a tree, other text as text, bytes as hex. */
export type PayloadChoice = 'auto' | 'decoded' | 'text' | 'json' | 'hex' | 'diff'

/** What a person chose and typed for reading messages. */
export interface ReadingChoices {
  /** How text messages and binary ones are shown. */
  textView: PayloadChoice
  binaryView: PayloadChoice
  /** Whether the form for decoders is open, and the schema and the decoder that are being written. */
  decoders: boolean
  schema: SchemaUse | null
  own: OwnDecoder | null
}

export const NEW_READING: ReadingChoices = {
  textView: 'auto',
  binaryView: 'auto',
  decoders: false,
  schema: null,
  own: null,
}

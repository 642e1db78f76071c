import { checkJson } from '../json-check.ts'

/** What an encoder is: a form whose fields become a message's text. One file for each kind of message. Pure. */
export interface Encoder {
  /** For settings: lower case, no spaces. */
  readonly id: string
  /** For people, as what is sent: `Socket.IO event`. */
  readonly name: string
  /** What a form shows, in its order. */
  readonly fields: readonly EncoderField[]
  /** @param values Texts by their fields' ids; what is missing is empty. */
  encode(values: Readonly<Record<string, string>>): Encoded
}

export interface EncoderField {
  readonly id: string
  readonly label: string
  /** `json array`: becomes part of the message as it was written, with all digits of its numbers. */
  readonly kind: 'text' | 'digits' | 'json array'
  readonly isOptional: boolean
  /** Shown where nothing was entered. */
  readonly example: string
}

/** The message, or which field stands in the way and what to do about it. */
export type Encoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly field: string; readonly message: string }

/** A field's text as a JSON array, without the blanks around it; `[]` where it is empty. */
export function jsonArray(field: string, text: string): Encoded {
  const array = text.trim()
  if (array === '') return { ok: true, text: '[]' }
  const check = checkJson(text)
  if (!check.ok) return { ok: false, field, message: check.message }
  if (!array.startsWith('[')) return { ok: false, field, message: 'Put all arguments in one array: ["hi", 1].' }
  return { ok: true, text: array }
}

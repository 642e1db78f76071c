import { checkJson } from '../json-check.ts'

/** What an encoder is: a form whose fields become one message. One file for each kind of message. Pure. */
export interface Encoder {
  /** For settings: lower case, no spaces. */
  readonly id: string
  /** For people, as what is sent: `Socket.IO event`. */
  readonly name: string
  /** The id of the decoder that reads it: where that one is at home, the form is offered first. */
  readonly protocol: string
  /** What a form shows, in its order. */
  readonly fields: readonly EncoderField[]
  /** @param values Texts by their fields' ids; what is missing is empty. */
  encode(values: Readonly<Record<string, string>>): Encoded
}

export interface EncoderField {
  readonly id: string
  readonly label: string
  /** `json`: becomes part of the message as it was written, with all digits of its numbers. */
  readonly kind: 'line' | 'lines' | 'json' | 'choice'
  /** Of a choice; the first one is meant where the value is empty. */
  readonly choices?: readonly string[]
  readonly isOptional: boolean
  /** Shown where nothing was entered. */
  readonly example: string
}

/** The message, or which field stands in the way and what to do about it. */
export type Encoded = { readonly ok: true; readonly payload: string | Uint8Array<ArrayBuffer> } | FieldProblem

export interface FieldProblem {
  readonly ok: false
  readonly field: string
  readonly message: string
}

/** A field's text as JSON, without the blanks around it; `[]` or `{}` where it is empty. */
export function jsonField(
  field: string,
  written: string,
  shape: 'array' | 'object' | 'array or object',
): { readonly ok: true; readonly json: string } | FieldProblem {
  const json = written.trim()
  if (json === '') return { ok: true, json: shape === 'object' ? '{}' : '[]' }
  const check = checkJson(written)
  if (!check.ok) return { ok: false, field, message: check.message }
  const isArray = json.startsWith('[')
  if (shape === 'array' && !isArray) return { ok: false, field, message: 'Put all arguments in one array: ["hi", 1].' }
  if (shape === 'object' && !json.startsWith('{')) return { ok: false, field, message: 'Write an object: {"a": 1}.' }
  if (!isArray && !json.startsWith('{')) {
    return { ok: false, field, message: 'Write an array or an object: ["hi", 1] or {"a": 1}.' }
  }
  return { ok: true, json }
}

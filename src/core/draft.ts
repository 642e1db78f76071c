import { utf8Length } from './bytes.ts'
import { encodeForm, type Form } from './encoders/encode-form.ts'
import { checkJson } from './json-check.ts'
import { type ParsedBytes, parseBase64, parseHex } from './parse-bytes.ts'
import type { Payload } from './row.ts'
import { fillTemplate, hasPlaceholder, type Source } from './template.ts'

export type Writing = 'text' | 'json' | 'hex' | 'base64' | 'file' | 'form'

/** How a message was written: enough to make it again, each time with fresh values. */
export interface Recipe {
  readonly writing: Writing
  /** What was typed; not for files and forms. */
  readonly text: string
  /** For files. */
  readonly bytes: ArrayBuffer | null
  /** Whether placeholders in text and JSON are filled in. In forms they always are. */
  readonly fill: boolean
  /** For forms. */
  readonly form?: Form
}

/** What would be sent (`size` in bytes; `filled`: placeholders were filled in), or in words why nothing can be. */
export type Draft =
  | { readonly ok: true; readonly payload: Payload; readonly size: number; readonly filled: boolean }
  | { readonly ok: false; readonly message: string /** Of a form. */; readonly field?: string }

/** Makes the message. JSON is sent as it was typed, and checked after placeholders are filled in. */
export function makeDraft({ writing, text, bytes, fill, form }: Recipe, source: Source): Draft {
  switch (writing) {
    case 'hex':
      return draftOf(parseHex(text))
    case 'base64':
      return draftOf(parseBase64(text))
    case 'file':
      if (!bytes) return { ok: false, message: 'Choose the file whose bytes are to be sent.' }
      return { ok: true, payload: bytes, size: bytes.byteLength, filled: false }
    case 'form': {
      if (!form) return { ok: false, message: 'Choose a kind of message.' }
      const made = encodeForm(form, source)
      if (!made.ok) return made
      const { filled, payload } = made
      if (typeof payload === 'string') return { ok: true, payload, size: utf8Length(payload), filled }
      return { ok: true, payload: payload.buffer, size: payload.byteLength, filled }
    }
    case 'text':
    case 'json': {
      const filled =
        fill && hasPlaceholder(text) ? fillTemplate(text, source) : ({ ok: true, text, used: false } as const)
      if (!filled.ok) return filled
      if (writing === 'json') {
        const check = checkJson(filled.text)
        if (!check.ok) return { ok: false, message: filled.used ? `Filled in, ${check.message}` : check.message }
      }
      return { ok: true, payload: filled.text, size: utf8Length(filled.text), filled: filled.used }
    }
    default:
      return writing satisfies never
  }
}

function draftOf(parsed: ParsedBytes): Draft {
  if (!parsed.ok) return parsed
  return { ok: true, payload: parsed.bytes.buffer, size: parsed.bytes.byteLength, filled: false }
}

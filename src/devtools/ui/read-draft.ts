import { utf8Length } from '../../core/bytes.ts'
import { checkJson } from '../../core/json-check.ts'
import { type ParsedBytes, parseBase64, parseHex } from '../../core/parse-bytes.ts'
import type { Payload } from '../../core/row.ts'
import type { ChoiceSignals } from '../state.ts'

/** What the composer holds, as it would be sent (`size` in bytes), or in words why it can't be. */
export type Draft =
  | { readonly ok: true; readonly payload: Payload; readonly size: number }
  | { readonly ok: false; readonly message: string }

/** Reads the composer, as it is now. JSON is sent as it was typed. */
export function readDraft(choices: ChoiceSignals): Draft {
  const format = choices.format.value
  const encoding = choices.encoding.value
  if (format === 'binary') {
    if (encoding === 'hex') return draftOf(parseHex(choices.hex.value))
    if (encoding === 'base64') return draftOf(parseBase64(choices.base64.value))
    const file = choices.file.value
    if (!file) return { ok: false, message: 'Choose the file whose bytes are to be sent.' }
    return { ok: true, payload: file.bytes, size: file.bytes.byteLength }
  }
  const draft = choices.draft.value
  if (format === 'json') {
    const check = checkJson(draft)
    if (!check.ok) return check
  }
  return { ok: true, payload: draft, size: utf8Length(draft) }
}

function draftOf(parsed: ParsedBytes): Draft {
  if (!parsed.ok) return parsed
  return { ok: true, payload: parsed.bytes.buffer, size: parsed.bytes.byteLength }
}

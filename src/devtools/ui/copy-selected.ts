import { toHex } from '../../core/bytes.ts'
import type { Recording } from '../../core/files/recording.ts'
import { count } from '../../core/format.ts'
import { isBytes } from '../../core/row.ts'
import type { State } from '../state.ts'
import { copyText } from './copy-text.ts'
import { rowText } from './row-text.ts'

/** Rows for reading, one a line: texts as they are, bytes as hex, steps of a life in words. */
export function asText(recording: Recording): string {
  const lines = Array.from({ length: recording.length }, (_, place) => {
    const { kind, body } = recording.row(place)
    if (typeof body === 'string') return body
    return isBytes(body) ? toHex(new Uint8Array(body)) : rowText(kind, body)
  })
  return lines.join('\n')
}

/** Copies the selected rows as text: one as its payload alone. False where there is none, or it could not. */
export function copySelected(state: State, document: Document): boolean {
  const { files, selection } = state
  const size = selection.size.peek()
  if (size === 0 || !copied(document, () => asText(files.record([...selection.rows()])))) return false
  if (size > 1) files.note.value = { text: `Copied ${count(size)} rows as text.`, isProblem: false }
  return true
}

/** Whether there was a text, no longer than strings can be, and the browser took it. */
export function copied(document: Document, make: () => string | null): boolean {
  try {
    const text = make()
    return text !== null && copyText(document, text)
  } catch {
    return false
  }
}

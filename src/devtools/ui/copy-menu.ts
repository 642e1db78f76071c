import { toHex } from '../../core/bytes.ts'
import { asJavaScript, asJson, asWebsocat, asWscat } from '../../core/files/copy-as.ts'
import type { Recording } from '../../core/files/recording.ts'
import { count } from '../../core/format.ts'
import { isBytes } from '../../core/row.ts'
import type { State } from '../state.ts'
import { copyText } from './copy-text.ts'
import type { MenuGroup, MenuItem } from './Menu.tsx'
import { rowText } from './row-text.ts'

/** Rows for reading, one a line: texts as they are, bytes as hex, steps of a life in words. */
function asText(recording: Recording): string {
  const lines = Array.from({ length: recording.length }, (_, place) => {
    const { kind, body } = recording.row(place)
    if (typeof body === 'string') return body
    return isBytes(body) ? toHex(new Uint8Array(body)) : rowText(kind, body)
  })
  return lines.join('\n')
}

/** Bytes of payload up to which a menu makes all its texts to see whether there are any; beyond, it promises them. */
const SMALL = 256 * 1024

/** Likewise rows. */
const FEW = 1000

/** The ways in which the selected rows can be copied; a few rows as they are now, many as they are when one is chosen. */
export function copyMenu(state: State): MenuGroup {
  const { files, selection } = state
  const record = (): Recording => files.record([...selection.rows()])
  const isSmall = selection.size.peek() <= FEW && selection.bytes.peek() <= SMALL
  const kept = isSmall ? record() : null
  const item = (label: string, testId: string, write: (recording: Recording) => string | null, only = ''): MenuItem => {
    const make = () => write(kept ?? record())
    const disabled = isSmall && make() === null
    return {
      label,
      testId,
      disabled,
      ...(disabled && { hint: only }),
      onChoose(document) {
        files.note.value = copied(document, make)
          ? { text: `Copied as ${label}.`, isProblem: false }
          : { text: `This can't be copied as ${label}. Copy it as text, or export it.`, isProblem: true }
      },
    }
  }
  return {
    title: 'Copy as',
    items: [
      item('text', 'copy-as-text', asText),
      item('JSON', 'copy-as-json', asJson),
      item('wscat command', 'copy-as-wscat', asWscat, 'text messages only'),
      item('websocat command', 'copy-as-websocat', asWebsocat, 'messages only'),
      item('JavaScript', 'copy-as-javascript', asJavaScript, 'messages only'),
    ],
  }
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
function copied(document: Document, make: () => string | null): boolean {
  try {
    const text = make()
    return text !== null && copyText(document, text)
  } catch {
    return false
  }
}

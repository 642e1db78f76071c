import { toHex } from '../../core/bytes.ts'
import { asJavaScript, asJson, asWebsocat, asWscat } from '../../core/files/copy-as.ts'
import type { Recording } from '../../core/files/recording.ts'
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

/** The ways in which the selected rows can be copied, as they are now. */
export function copyMenu(state: State): MenuGroup {
  const { files } = state
  const recording = files.record(state.selected.value)
  let size = 0
  for (let place = 0; place < recording.length; place++) size += recording.row(place).size
  const item = (label: string, testId: string, make: () => string | null, only = ''): MenuItem => {
    const disabled = size <= SMALL && make() === null
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
      item('text', 'copy-as-text', () => asText(recording)),
      item('JSON', 'copy-as-json', () => asJson(recording)),
      item('wscat command', 'copy-as-wscat', () => asWscat(recording), 'text messages only'),
      item('websocat command', 'copy-as-websocat', () => asWebsocat(recording), 'messages only'),
      item('JavaScript', 'copy-as-javascript', () => asJavaScript(recording), 'messages only'),
    ],
  }
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

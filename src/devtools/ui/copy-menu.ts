import { asJavaScript, asJson, asWebsocat, asWscat } from '../../core/files/copy-as.ts'
import type { Recording } from '../../core/files/recording.ts'
import type { State } from '../state.ts'
import { asText, copied } from './copy-selected.ts'
import type { MenuGroup, MenuItem } from './Menu.tsx'

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

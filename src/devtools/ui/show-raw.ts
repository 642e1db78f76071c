import type { RowNumber } from '../../core/log.ts'
import { isBytes, isPayload } from '../../core/row.ts'
import type { State } from '../state.ts'

/** Shows messages as raw text or as hex; where they are shown so already, as what they mean again. */
export function showRaw({ choices, session }: State, row: RowNumber, view: 'text' | 'hex'): void {
  const body = session.log.has(row) ? session.log.body(row) : null
  if (!isPayload(body)) return
  const choice = isBytes(body) ? choices.binaryView : choices.textView
  choice.value = choice.value === view ? 'auto' : view
  choices.details.value = true
  choices.tab.value = 'message'
}

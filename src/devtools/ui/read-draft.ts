import { type Draft, makeDraft, type Recipe } from '../../core/draft.ts'
import type { Source } from '../../core/template.ts'
import type { ChoiceSignals } from '../state.ts'

/** What the composer holds, as it is now. */
export function recipeOf(choices: ChoiceSignals): Recipe {
  const format = choices.format.value
  const writing = format === 'binary' ? choices.encoding.value : format
  const field = writing === 'hex' ? choices.hex : writing === 'base64' ? choices.base64 : choices.draft
  return {
    writing,
    text: field.value,
    bytes: writing === 'file' ? (choices.file.value?.bytes ?? null) : null,
    fill: choices.fill.value,
  }
}

/** What would be sent, or in words why nothing can be. */
export function readDraft(choices: ChoiceSignals, source: Source): Draft {
  return makeDraft(recipeOf(choices), source)
}

import { toHex } from '../../core/bytes.ts'
import { type Draft, makeDraft, type Recipe } from '../../core/draft.ts'
import { encodeForm } from '../../core/encoders/encode-form.ts'
import type { Source } from '../../core/template.ts'
import type { ChoiceSignals } from '../state.ts'

/** What the composer holds, as it is now. */
export function recipeOf(choices: ChoiceSignals): Recipe {
  const format = choices.format.value
  if (format === 'form') {
    const encoder = choices.encoder.value
    const form = { encoder, values: choices.forms.value[encoder] ?? NOTHING }
    return { writing: 'form', text: '', bytes: null, fill: true, form }
  }
  const writing = format === 'binary' ? choices.encoding.value : format
  const field = writing === 'hex' ? choices.hex : writing === 'base64' ? choices.base64 : choices.draft
  return {
    writing,
    text: field.value,
    bytes: writing === 'file' ? (choices.file.value?.bytes ?? null) : null,
    fill: choices.fill.value,
  }
}

const NOTHING = {}

/** What would be sent, or in words why nothing can be. */
export function readDraft(choices: ChoiceSignals, source: Source): Draft {
  return makeDraft(recipeOf(choices), source)
}

/** A form's message as text or hex with its placeholders, to be kept or changed by hand; in words why there is none yet.
 *  Everything else is written out already. */
export function writtenOut(recipe: Recipe): Recipe | string {
  if (!recipe.form) return recipe
  const made = encodeForm(recipe.form, null)
  if (!made.ok) return made.message
  const { payload } = made
  const isText = typeof payload === 'string'
  return { writing: isText ? 'text' : 'hex', text: isText ? payload : toHex(payload), bytes: null, fill: true }
}

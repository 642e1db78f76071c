import { fillTemplate, type Source } from '../template.ts'
import type { Encoded } from './encoder.ts'
import { encoders } from './list.ts'

/** What was entered into the form of an encoder. */
export interface Form {
  /** Its id. */
  readonly encoder: string
  /** Texts by their fields' ids. */
  readonly values: Readonly<Record<string, string>>
}

/**
 * Makes the message of a form. Placeholders are filled in field by field before it is made, so that what comes of them is
 * escaped as its field demands. `source` null: they stay. `filled`: whether there were any.
 */
export function encodeForm(
  { encoder: id, values }: Form,
  source: Source | null,
): Encoded & { readonly filled: boolean } {
  const encoder = encoders.find((one) => one.id === id)
  const wrong = (field: string, message: string) => ({ ok: false, field, message, filled: false }) as const
  if (!encoder) return wrong('', 'This kind of message is not known any more. Choose another one.')
  const texts: Record<string, string> = {}
  let filled = false
  for (const field of encoder.fields) {
    const text = values[field.id] ?? ''
    const made = source ? fillTemplate(text, source) : ({ ok: true, text, used: false } as const)
    if (!made.ok) return wrong(field.id, made.message)
    texts[field.id] = made.text
    filled ||= made.used
  }
  return { ...encoder.encode(texts), filled }
}

import { checkJson } from './json-check.ts'
import { PLACEHOLDER } from './template.ts'

/** Where a text stops being JSON: offset in UTF-16 units, and what to do, in a sentence that begins with the place. */
export interface Mark {
  readonly at: number
  readonly message: string
}

/**
 * Checks JSON as it is typed. `fill`: a placeholder stands for a value of its own length, so that all offsets are those of
 * what was typed; whether its value fits, only filling it in tells. Null where nothing is wrong or nothing is there yet.
 */
export function lintJson(text: string, fill: boolean): Mark | null {
  if (text.trim() === '') return null
  // A row of ones is a number where a value is expected, and text in a string.
  const check = checkJson(fill ? text.replace(PLACEHOLDER, (one) => '1'.repeat(one.length)) : text)
  return check.ok ? null : { at: check.offset, message: check.message }
}

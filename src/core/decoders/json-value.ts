import type { Message } from './decoder.ts'
import { readJson } from './read-json.ts'
import { TreeValue } from './tree-value.ts'

/** The last text and what it was: a dozen decoders look at the same message one after the other. */
let last: { readonly text: string; readonly value: TreeValue | null } | null = null

/** A text as JSON, with numbers as they are written and strings unopened; null where it is none. Whatever its depth. */
export function jsonValue(text: string): TreeValue | null {
  if (last?.text !== text) {
    const reading = readJson(text, 0)
    last = { text, value: reading.ok ? new TreeValue(reading.tree) : null }
  }
  return last.value
}

const WHITE = /^[ \t\n\r]*/

/**
 * A text message as JSON if it is an object (`{`) or an array (`[`); null where it is not. `mark` is a text that such a
 * message holds for sure: parsing what doesn't have it is saved.
 */
export function jsonMessage(message: Message, begin: '{' | '[', mark = ''): TreeValue | null {
  const { data } = message
  if (typeof data !== 'string' || !data.includes(mark)) return null
  const blanks = (WHITE.exec(data) as RegExpExecArray)[0].length
  return data[blanks] === begin ? jsonValue(data) : null
}

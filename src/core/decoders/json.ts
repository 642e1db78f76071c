/**
 * JSON. https://www.rfc-editor.org/rfc/rfc8259
 *
 * Claims texts, and bytes that are UTF-8, that hold an object or an array. Refuses strings, numbers and literals on their own,
 * which could be anything.
 */
import { checkJson } from '../json-check.ts'
import { utf8Text } from './byte-cursor.ts'
import type { Decoder, Message, Outcome } from './decoder.ts'
import { readJson } from './read-json.ts'
import { treeSummary } from './tree-summary.ts'

const BEGINNING = /^[ \t\r\n]*[[{]/
/** What begins like this was meant as JSON, also where it does not go on so. */
const MEANT = /^[ \t\r\n]*(?:\{[ \t\r\n]*"[^"]*"[ \t\r\n]*:|\[[ \t\r\n]*[[{"])/
const OPENING = new Set([0x7b, 0x5b, 0x20, 0x09, 0x0a, 0x0d])

/** A message as text if it can begin JSON; null where it can't. */
export function jsonText(data: Message['data']): string | null {
  if (typeof data === 'string') return BEGINNING.test(data) ? data : null
  if (!OPENING.has(data[0] ?? 0)) return null
  const text = utf8Text(data)
  return text !== null && BEGINNING.test(text) ? text : null
}

export const jsonDecoder: Decoder = {
  id: 'json',
  name: 'JSON',
  ordered: false,
  reader: () => ({ read: ({ data }) => outcomeOf(jsonText(data)) }),
}

function outcomeOf(text: string | null): Outcome {
  if (text === null) return 'not mine'
  const reading = readJson(text)
  if (!reading.ok) {
    if (!MEANT.test(text) || reading.tree === null) return 'not mine'
    const check = checkJson(text)
    const error = check.ok ? 'This is no JSON from here on.' : check.message
    return { protocol: 'JSON', confidence: 'possible', error, at: reading.at, tree: reading.tree }
  }
  const { tree, repeated } = reading
  return {
    protocol: 'JSON',
    confidence: 'likely',
    summary: treeSummary(tree),
    tree,
    ...(repeated.length > 0 && {
      notes: [`Names that an object has more than once: ${repeated.map((name) => JSON.stringify(name)).join(', ')}.`],
    }),
  }
}

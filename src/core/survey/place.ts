import type { Tree } from '../decoders/tree.ts'
import { TreeValue } from '../decoders/tree-value.ts'

/** Names and indexes that lead to one value. */
export type Place = readonly (string | number)[]

const STEP = /^(?:\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\])/

/**
 * Reads a path to one value: `$.user.id`, `user.id`, `$[0]`, `$["odd name"]`, as in RFC 9535 without wildcards.
 * Answers null for an empty text, and a sentence where it can't be read.
 */
export function readPlace(text: string): Place | null | { readonly problem: string } {
  const typed = text.trim()
  if (typed === '') return null
  let rest = typed.startsWith('$') ? typed.slice(1) : /^[[.]/.test(typed) ? typed : `.${typed}`
  const place: (string | number)[] = []
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (!match) return { problem: `“${rest}” can’t be read. Write a path to one value, such as $.type or $.data[0].` }
    const [all, name, index, double, single] = match
    if (index !== undefined) place.push(Number(index))
    else place.push(name ?? (double ?? single ?? '').replace(/\\(.)/g, '$1'))
    rest = rest.slice(all.length)
  }
  return place
}

/** What stands there, as one word; null where nothing does, or something that is no word. */
export function wordAt(tree: Tree, place: Place): string | null {
  let value: TreeValue | null = new TreeValue(tree)
  for (const step of place) value = (typeof step === 'number' ? value?.item(step) : value?.field(step)) ?? null
  return value && (value.id ?? (value.kind === 'boolean' ? String(value.boolean) : null))
}

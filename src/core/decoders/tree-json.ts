import { toBase64 } from '../bytes.ts'
import type { Tree } from './tree.ts'
import { kindAt } from './tree-summary.ts'

/** What JSON has as a number: others, such as NaN, are written as strings. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * A node as JSON text with an indent of two spaces, for copying. Numbers keep their digits and objects their equal names; bytes
 * are Base64, `undefined` is null, and of a tag its value alone is written.
 */
export function treeJson(tree: Tree, root = 0): string {
  const parts: string[] = []
  /** Open objects and arrays: where they end, with what they are closed. */
  const open: { readonly end: number; readonly close: string; readonly isObject: boolean; isEmpty: boolean }[] = []
  const line = (): string => `\n${'  '.repeat(Math.min(open.length, 100))}`
  const stop = tree.end[root] as number
  for (let node = root; node <= stop; ) {
    let top = open.at(-1)
    while (top && top.end === node) {
      open.pop()
      parts.push(top.isEmpty ? '' : line(), top.close)
      top = open.at(-1)
    }
    if (node >= stop) break
    const kind = kindAt(tree, node)
    const text = tree.text[node] ?? ''
    // A tag is passed through to what is in it: its first child stands in its place.
    const parent = tree.parent[node] as number
    const isTagged = node !== root && parent >= 0 && kindAt(tree, parent) === 'tag'
    if (isTagged && node !== parent + 1) {
      node = tree.end[node] as number
      continue
    }
    if (top && !isTagged) {
      parts.push(top.isEmpty ? '' : ',', line())
      top.isEmpty = false
      if (top.isObject) parts.push(`${JSON.stringify(tree.key[node] ?? '')}: `)
    }
    if (kind === 'object' || kind === 'array') {
      parts.push(kind === 'object' ? '{' : '[')
      const end = tree.end[node] as number
      open.push({ end, close: kind === 'object' ? '}' : ']', isObject: kind === 'object', isEmpty: true })
    } else if (kind === 'tag') parts.push(tree.end[node] === node + 1 ? JSON.stringify(text) : '')
    else if (kind === 'string' || kind === 'date') parts.push(JSON.stringify(text))
    else if (kind === 'number') parts.push(NUMBER.test(text) ? text : JSON.stringify(text))
    else if (kind === 'boolean') parts.push(text)
    else if (kind === 'bytes') parts.push(JSON.stringify(toBase64(tree.bytes.get(node) ?? new Uint8Array())))
    else parts.push('null')
    node++
  }
  return parts.join('')
}

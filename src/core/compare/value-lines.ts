import type { Tree } from '../decoders/tree.ts'
import { childrenOf, isContainer, kindAt, scalarText } from '../decoders/tree-summary.ts'
import { visibleLine } from '../visible.ts'

/** Lines of one message that are compared at the most. */
export const MOST_LINES = 20_000
/** UTF-16 units of a string, and levels of indentation. */
const LONGEST = 2000
const DEEPEST = 50

/**
 * A value on lines, one for each node that has nothing in it: names in the order of the alphabet, since the order in which an
 * object has them says nothing. Does not recurse.
 */
export function valueLines(tree: Tree): string[] {
  const lines: string[] = []
  const open: { readonly node: number; readonly head: string; readonly depth: number; readonly end: string | null }[] =
    [{ node: 0, head: '', depth: 0, end: null }]
  for (let one = open.pop(); one && lines.length < MOST_LINES; one = open.pop()) {
    const { node, head, depth, end } = one
    const indent = '  '.repeat(Math.min(depth, DEEPEST))
    if (end !== null) {
      lines.push(indent + end)
      continue
    }
    const kind = kindAt(tree, node)
    if (!isContainer(kind)) {
      lines.push(indent + head + scalarText(tree, node, LONGEST))
      continue
    }
    const children = childrenOf(tree, node, MOST_LINES)
    const [begin, close] = kind === 'array' ? '[]' : kind === 'object' ? '{}' : [`${tree.text[node] ?? 'tag'}(`, ')']
    if (children.length === 0) {
      lines.push(`${indent}${head}${begin}${close}`)
      continue
    }
    lines.push(`${indent}${head}${begin}`)
    open.push({ node, head, depth, end: close ?? '' })
    if (kind === 'object') children.sort((left, right) => compare(tree.key[left] ?? '', tree.key[right] ?? ''))
    for (const child of children.reverse()) {
      const name = tree.key[child]
      const label = name === null || name === undefined ? '' : `${visibleLine(name)}: `
      open.push({ node: child, head: label, depth: depth + 1, end: null })
    }
  }
  return lines
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Bytes of a row in a hex view. */
const ROW = 16

/** Bytes on lines of sixteen. */
export function byteLines(bytes: Uint8Array): string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length && lines.length < MOST_LINES; at += ROW) {
    const row = bytes.subarray(at, at + ROW)
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = Array.from(row, (byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${hex.padEnd(ROW * 3 - 1)}  ${ascii}`)
  }
  return lines
}

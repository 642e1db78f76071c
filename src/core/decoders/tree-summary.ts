import { visibleLine } from '../visible.ts'
import { NODE_KINDS, type NodeKind, type Tree } from './tree.ts'

/** What kind a node is. */
export function kindAt(tree: Tree, node: number): NodeKind {
  return NODE_KINDS[tree.kind[node] as number] as NodeKind
}

/** The children of a node, at most `limit`. */
export function childrenOf(tree: Tree, node: number, limit = Number.POSITIVE_INFINITY): number[] {
  const children: number[] = []
  const end = tree.end[node] as number
  for (let child = node + 1; child < end && children.length < limit; child = tree.end[child] as number) {
    children.push(child)
  }
  return children
}

/** Whether a node can hold others. */
export function isContainer(kind: NodeKind): boolean {
  return kind === 'object' || kind === 'array' || kind === 'tag'
}

function quote(text: string, limit: number): string {
  const more = text.length > limit
  return visibleLine(JSON.stringify(more ? text.slice(0, limit) : text)) + (more ? '…' : '')
}

/** Bytes that a line shows of a node. */
const BYTES = 16

function bytesText(bytes: Uint8Array): string {
  const head = Array.from(bytes.subarray(0, BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `h'${head}${bytes.length > BYTES ? '…' : ''}'`
}

/** A name as it can be read: bare where it looks like a word, else in quotes. */
function nameText(name: string): string {
  return /^[A-Za-z_$][\w$-]{0,39}$/.test(name) ? name : quote(name, 40)
}

/** A node that is no container on one line; `limit`: units of a string. */
export function scalarText(tree: Tree, node: number, limit: number): string {
  const kind = kindAt(tree, node)
  const text = tree.text[node] ?? ''
  switch (kind) {
    case 'string':
      return quote(text, limit)
    case 'bytes': {
      const bytes = tree.bytes.get(node) ?? new Uint8Array()
      return bytes.length > BYTES ? `${bytesText(bytes)} (${bytes.length} bytes)` : bytesText(bytes)
    }
    case 'number':
    case 'boolean':
    case 'date':
      return text.length > limit ? `${text.slice(0, limit)}…` : text
    case 'null':
    case 'undefined':
      return kind
    case 'object':
    case 'array':
    case 'tag':
      return ''
    default:
      return kind satisfies never
  }
}

function inside(tree: Tree, node: number): string {
  const kind = kindAt(tree, node)
  const isEmpty = tree.end[node] === node + 1
  if (kind === 'object') return isEmpty ? '{}' : '{…}'
  if (kind === 'array') return isEmpty ? '[]' : '[…]'
  if (kind === 'tag') return `${visibleLine((tree.text[node] ?? '').slice(0, 40))}(…)`
  return scalarText(tree, node, 40)
}

/** A node's value on one line, as Chrome's console has it: `{user: {…}, ok: true}`, `[1, "a", […]]`. About `limit` units. */
export function nodeSummary(tree: Tree, node: number, limit: number): string {
  const kind = kindAt(tree, node)
  if (!isContainer(kind)) return scalarText(tree, node, limit)
  const parts: string[] = []
  let length = 0
  const end = tree.end[node] as number
  for (let child = node + 1; child < end; child = tree.end[child] as number) {
    if (length > limit) {
      parts.push('…')
      break
    }
    const name = kind === 'object' ? `${nameText(tree.key[child] ?? '')}: ` : ''
    parts.push(name + inside(tree, child))
    length += (parts.at(-1)?.length ?? 0) + 2
  }
  const list = parts.join(', ')
  if (kind === 'object') return `{${list}}`
  if (kind === 'array') return `[${list}]`
  return `${visibleLine((tree.text[node] ?? '').slice(0, 100))}(${list})`
}

/** The most that a decoder's summary may have, UTF-16 units. */
const SUMMARY = 200

/** A line of at most 200 units that can be seen in full. */
export function summaryLine(text: string): string {
  const line = visibleLine(text.length > 2 * SUMMARY ? text.slice(0, 2 * SUMMARY) : text)
  if (line.length <= SUMMARY) return line
  // No pair of surrogates is split: the second half alone would not be seen.
  return `${line.slice(0, SUMMARY - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A whole tree as a decoder's summary. */
export function treeSummary(tree: Tree): string {
  return summaryLine(nodeSummary(tree, 0, 120))
}

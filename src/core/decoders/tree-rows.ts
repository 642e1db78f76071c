/**
 * A tree as rows that are opened step by step. Nothing here recurses, and only what is open is walked, so depth and size of a
 * value cost no more than what a person opens of it.
 */
import type { Opened, OpenedSteps } from './opened.ts'
import type { NodeKind, Tree } from './tree.ts'
import { pathText, type TreePath } from './tree-path.ts'
import { childrenOf, isContainer, kindAt, nodeSummary } from './tree-summary.ts'

/** One row. A `group` is a run of a container's entries that has too many to show at once. */
export interface TreeRow {
  /** The row that this one hangs from. No path is stored: a deep row costs no more than a flat one. */
  readonly parent: TreeRow | null
  /** 0 for the root. */
  readonly depth: number
  readonly kind: NodeKind | 'group'
  /** A group has its container's. */
  readonly node: number
  /** The name in an object, an index, `[0 … 99]` of a group; null for the root and for what a tag is around. */
  readonly key: string | null
  readonly expandable: boolean
  readonly open: boolean
  /** The entries of a group: from `start` on, up to before `end`. */
  readonly start: number
  readonly end: number
}

/** Rows that one row opens at the most, as in Chrome's console. */
const GROUP = 100

/** Listing the entries of a large container takes long, and each drawing asks for them. */
const listed = new WeakMap<Tree, Map<number, readonly number[]>>()

function entriesOf(tree: Tree, node: number): readonly number[] {
  const known = listed.get(tree) ?? new Map<number, readonly number[]>()
  listed.set(tree, known)
  const list = known.get(node) ?? childrenOf(tree, node)
  known.set(node, list)
  return list
}

function rowOf(tree: Tree, parent: TreeRow | null, node: number, key: string | null, open: boolean): TreeRow {
  const kind = kindAt(tree, node)
  const expandable = isContainer(kind) && (tree.end[node] as number) > node + 1
  const depth = parent ? parent.depth + 1 : 0
  return { parent, depth, kind, node, key, expandable, open: expandable && open, start: 0, end: 0 }
}

/** What names a row among its parent's. A property's begins with a full stop, so that none can pass for a group. */
function stepOf(row: Pick<TreeRow, 'kind' | 'key'>): string {
  return row.kind === 'group' ? (row.key ?? '') : `.${row.key ?? ''}`
}

/** Entries that each row below this one stands for: 1, or 100 to the power that leaves no more than 100 rows. */
function strideOf(count: number): number {
  let stride = 1
  while (count > stride * GROUP) stride *= GROUP
  return stride
}

interface Walk {
  readonly row: TreeRow
  readonly entries: readonly number[]
  next: number
  readonly end: number
  readonly stride: number
  readonly steps: OpenedSteps
}

/** The rows that are in sight when scrolled through: the root, and what is open below it, in order. */
export function treeRows(tree: Tree, opened: Opened): TreeRow[] {
  const root = rowOf(tree, null, 0, null, opened.root !== null)
  const rows = [root]
  /** Rows whose children are being listed, outermost first. */
  const stack: Walk[] = []
  const enter = (row: TreeRow, steps: OpenedSteps): void => {
    const entries = entriesOf(tree, row.node)
    const isGroup = row.kind === 'group'
    const start = isGroup ? row.start : 0
    const end = isGroup ? row.end : entries.length
    stack.push({ row, entries, next: start, end, stride: strideOf(end - start), steps })
  }
  if (opened.root && root.expandable) enter(root, opened.root)
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    if (top.next >= top.end) {
      stack.pop()
      continue
    }
    const child = childOf(tree, top)
    top.next += top.stride
    rows.push(child)
    const steps = child.open && top.steps.get(stepOf(child))
    if (steps) enter(child, steps)
  }
  return rows
}

/** The row of the entries from the walk's next one up to its stride. */
function childOf(tree: Tree, { row, entries, next, end: last, stride, steps }: Walk): TreeRow {
  if (stride > 1) {
    const end = Math.min(next + stride, last)
    const key = `[${next} … ${end - 1}]`
    const open = steps.has(stepOf({ kind: 'group', key }))
    return {
      parent: row,
      depth: row.depth + 1,
      kind: 'group',
      node: row.node,
      key,
      expandable: true,
      open,
      start: next,
      end,
    }
  }
  const node = entries[next] as number
  const own = tree.key[node] ?? null
  const key = own ?? (kindAt(tree, row.node) === 'tag' ? null : String(next))
  return rowOf(tree, row, node, key, steps.has(stepOf({ kind: kindAt(tree, node), key })))
}

/** From the root's child down to the row itself; empty for the root. */
function lineage(row: TreeRow): TreeRow[] {
  const line: TreeRow[] = []
  for (let current = row; current.parent; current = current.parent) line.push(current)
  return line.reverse()
}

/** Opens a closed row or closes an open one; what was open below a closed one is forgotten. */
export function toggleRow(opened: Opened, row: TreeRow): void {
  if (!row.expandable) return
  if (!row.parent) {
    opened.root = row.open ? null : new Map()
    return
  }
  const line = lineage(row)
  const last = line.pop() as TreeRow
  let steps = opened.root
  for (const ancestor of line) steps = steps?.get(stepOf(ancestor)) ?? null
  if (row.open) steps?.delete(stepOf(last))
  else steps?.set(stepOf(last), new Map())
}

/** Units of a string that a row shows, and that the line of a container grows to, about. */
const TEXT_LIMIT = 500
const SUMMARY_LIMIT = 100

/** A row's value on one line. A group's is empty: its key says it all. */
export function rowText(tree: Tree, row: TreeRow): string {
  if (row.kind === 'group') return ''
  const summary = nodeSummary(tree, row.node, isContainer(row.kind) ? SUMMARY_LIMIT : TEXT_LIMIT)
  if (row.kind !== 'array' || !row.expandable) return summary
  return `(${entriesOf(tree, row.node).length}) ${summary}`
}

/** The way to a row. A group has its container's. */
export function rowSteps(tree: Tree, row: TreeRow): TreePath {
  return lineage(row).flatMap(({ kind, key, parent }) => {
    if (kind === 'group' || key === null || !parent) return []
    return [kindAt(tree, parent.node) === 'array' ? Number(key) : key]
  })
}

/** The path to a row for copying, as JSONPath (RFC 9535): `$.user.tags[0]["x-y"]`. */
export function rowPath(tree: Tree, row: TreeRow): string {
  return pathText(rowSteps(tree, row))
}

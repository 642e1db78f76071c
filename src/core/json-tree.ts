/**
 * A JSON value as the rows of a tree that is opened step by step. Nothing here recurses, and only what is open is
 * walked, so depth and size of a value cost no more than what a person opens of it.
 *
 * Values come from JSON.parse, whose limits are also the tree's: integers beyond 2^53 are rounded, of two equal names
 * in an object the last one wins, names that look like array indexes come first, 1.0 is shown as 1 and 1e999 as Infinity.
 */

import { visibleLine } from './visible.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** What a row shows. A `group` is a run of an array's or object's entries that has too many to show at once. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'group'

/** One row of the tree. */
export interface JsonRow {
  /** The row that this one hangs from. No path is stored: a deep row costs no more than a flat one. */
  readonly parent: JsonRow | null
  /** 0 for the root. */
  readonly depth: number
  readonly kind: JsonKind
  /** The name in an object, unescaped; an index; `[0 … 99]` of a group; null for the root. */
  readonly key: string | null
  /** The value; a group's is its whole array or object. */
  readonly value: JsonValue
  /** Whether there is something to open. */
  readonly expandable: boolean
  readonly open: boolean
  /** Entries of an array, object or group; 0 for other values. */
  readonly childCount: number
  /** The first entry of a group; else 0. */
  readonly start: number
}

/**
 * Which rows are open: present steps lead to open rows. It holds steps and no values, so that one Opened serves one
 * message after another and those of the same shape open alike.
 */
export interface Opened {
  /** null: the root is closed. */
  root: OpenedSteps | null
}
interface OpenedSteps extends Map<string, OpenedSteps> {}

/** Only the root is open. */
export function newOpened(): Opened {
  return { root: new Map() }
}

/** Parses JSON for the tree. `ok` is false where the text is no JSON, or the engine can't take it. */
export function parseJson(text: string): { readonly ok: true; readonly value: JsonValue } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue }
  } catch {
    return { ok: false }
  }
}

/** Rows that one row opens at the most, as in Chrome's console. */
const GROUP = 100

/** Listing the names of a large object takes long, and each drawing asks for them. */
const namesOf = new WeakMap<object, readonly string[]>()

function isContainer(value: JsonValue): value is readonly JsonValue[] | { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Own names only: `__proto__` from JSON.parse is one of them, and reading it gives the own value. */
function names(value: object): readonly string[] {
  const known = namesOf.get(value)
  if (known) return known
  const list = Object.keys(value)
  namesOf.set(value, list)
  return list
}

function size(value: JsonValue): number {
  if (!isContainer(value)) return 0
  return isArray(value) ? value.length : names(value).length
}

function kindOf(value: JsonValue): JsonKind {
  if (value === null) return 'null'
  if (isArray(value)) return 'array'
  return typeof value as 'object' | 'string' | 'number' | 'boolean'
}

function rowOf(parent: JsonRow | null, key: string | null, value: JsonValue, open: boolean): JsonRow {
  const childCount = size(value)
  const depth = parent ? parent.depth + 1 : 0
  const expandable = childCount > 0
  return { parent, depth, kind: kindOf(value), key, value, expandable, open: expandable && open, childCount, start: 0 }
}

/** What names a row among its parent's. A property's begins with a full stop, so that none can pass for a group. */
function stepOf(kind: JsonKind, key: string, container: JsonValue): string {
  return kind === 'group' || isArray(container) ? key : `.${key}`
}

/** Entries that each row below this one stands for: 1, or 100 to the power that leaves no more than 100 rows. */
function strideOf(row: JsonRow): number {
  let stride = 1
  while (row.childCount > stride * GROUP) stride *= GROUP
  return stride
}

/** The row of the entries from `index` (counted in the whole container) up to the next one's. */
function childOf(row: JsonRow, index: number, stride: number, steps: OpenedSteps): JsonRow {
  const container = row.value as Exclude<JsonValue, null | boolean | number | string>
  if (stride > 1) {
    const end = Math.min(index + stride, row.start + row.childCount)
    const key = `[${index} … ${end - 1}]`
    const open = steps.has(stepOf('group', key, container))
    const depth = row.depth + 1
    const childCount = end - index
    return {
      parent: row,
      depth,
      kind: 'group',
      key,
      value: container,
      expandable: true,
      open,
      childCount,
      start: index,
    }
  }
  const key = isArray(container) ? String(index) : (names(container)[index] as string)
  const value = (isArray(container) ? container[index] : container[key]) as JsonValue
  return rowOf(row, key, value, isContainer(value) && steps.has(stepOf(kindOf(value), key, container)))
}

/** The rows that are in sight when scrolled through: the root, and what is open below it, in order. */
export function jsonRows(value: JsonValue, opened: Opened): JsonRow[] {
  const root = rowOf(null, null, value, opened.root !== null)
  const rows = [root]
  /** Rows whose children are being listed, outermost first. */
  const stack: { row: JsonRow; next: number; stride: number; steps: OpenedSteps }[] = []
  const enter = (row: JsonRow, steps: OpenedSteps): void => {
    stack.push({ row, next: row.start, stride: strideOf(row), steps })
  }
  if (opened.root) enter(root, opened.root)
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    if (top.next >= top.row.start + top.row.childCount) {
      stack.pop()
      continue
    }
    const child = childOf(top.row, top.next, top.stride, top.steps)
    top.next += top.stride
    rows.push(child)
    const steps = child.open && top.steps.get(stepTo(child))
    if (steps) enter(child, steps)
  }
  return rows
}

function stepTo(row: JsonRow): string {
  return stepOf(row.kind, row.key as string, row.parent?.value ?? null)
}

/** From the root's child down to the row itself; empty for the root. */
function lineage(row: JsonRow): JsonRow[] {
  const line: JsonRow[] = []
  for (let current = row; current.parent; current = current.parent) line.push(current)
  return line.reverse()
}

/** Opens a closed row or closes an open one; what was open below a closed one is forgotten. */
export function toggleRow(opened: Opened, row: JsonRow): void {
  if (!row.expandable) return
  if (!row.parent) {
    opened.root = row.open ? null : new Map()
    return
  }
  const line = lineage(row)
  const last = line.pop() as JsonRow
  let steps = opened.root
  for (const ancestor of line) steps = steps?.get(stepTo(ancestor)) ?? null
  if (row.open) steps?.delete(stepTo(last))
  else steps?.set(stepTo(last), new Map())
}

/** Units of a text or name that a summary shows. */
const TEXT_LIMIT = 500
/** Units that a summary of an object or array grows to, about. */
const SUMMARY_LIMIT = 100

function quote(text: string, limit: number): string {
  const more = text.length > limit
  return visibleLine(JSON.stringify(more ? text.slice(0, limit) : text)) + (more ? '…' : '')
}

function scalarText(value: null | boolean | number | string, limit: number): string {
  if (typeof value === 'string') return quote(value, limit)
  return Object.is(value, -0) ? '-0' : String(value)
}

function inside(value: JsonValue): string {
  if (!isContainer(value)) return scalarText(value, 40)
  if (isArray(value)) return value.length === 0 ? '[]' : `Array(${value.length})`
  return size(value) === 0 ? '{}' : '{…}'
}

/** A name as it can be read: bare where it looks like a word, else in quotes. */
function nameText(name: string): string {
  return /^[A-Za-z_$][\w$]{0,39}$/.test(name) ? name : quote(name, 40)
}

/**
 * A row's value on one line, as Chrome's console has it: `{user: {…}, ok: true}`, `(3) [1, "a", Array(2)]`. Looks no
 * further than about 100 units of it, or 500 of a string. A group's is empty: its key says it all.
 */
export function rowText(row: JsonRow): string {
  const { value } = row
  if (row.kind === 'group') return ''
  if (!isContainer(value)) return scalarText(value, TEXT_LIMIT)
  const array = isArray(value)
  const parts: string[] = []
  let length = 0
  for (let index = 0; index < row.childCount; index++) {
    if (length > SUMMARY_LIMIT) {
      parts.push('…')
      break
    }
    const name = array ? '' : (names(value)[index] as string)
    const entry = (array ? value[index] : (value as { readonly [name: string]: JsonValue })[name]) as JsonValue
    const part = array ? inside(entry) : `${nameText(name)}: ${inside(entry)}`
    parts.push(part)
    length += part.length + 2
  }
  if (!array) return `{${parts.join(', ')}}`
  return row.childCount === 0 ? '[]' : `(${row.childCount}) [${parts.join(', ')}]`
}

/**
 * The path to a row for copying, as JSONPath (RFC 9535): `$.user.tags[0]["x-y"]`. A group has its container's.
 */
export function rowPath(row: JsonRow): string {
  const steps = lineage(row).map(({ kind, key, parent }) => {
    if (kind === 'group' || key === null) return ''
    if (isArray(parent?.value ?? null)) return `[${key}]`
    return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
  })
  return `$${steps.join('')}`
}

import { NODE_KINDS, type NodeKind, type Tree } from '../decoders/tree.ts'

/** Types that a value can have and that have nothing in them. */
export type LeafType = Exclude<NodeKind, 'object' | 'array' | 'tag'>

/** What the values at one place of many messages have in common. */
export interface Shape {
  /** Values that were seen here. */
  count: number
  /** How many had each type, objects and arrays aside. */
  readonly leaves: Map<LeafType, number>
  /** The strings that were seen while they are few and short; null from then on. */
  literals: Set<string> | null
  objects: number
  readonly fields: Map<string, Shape>
  arrays: number
  items: Shape | null
  /** There was more than is looked at: names, elements or levels. */
  isCut: boolean
}

/** How a message differs from those of its group before it. */
export interface Change {
  /** As in JSONPath: `$.user.tags[*]`. */
  readonly path: string
  readonly what: 'new field' | 'new type'
  /** The type that came. */
  readonly type: string
}

const DEEPEST = 24
const MOST_FIELDS = 200
const MOST_ITEMS = 100
/** Nodes of one message that are looked at. */
const MOST_NODES = 5000
const MOST_LITERALS = 8
const LONGEST_LITERAL = 32

export function newShape(): Shape {
  return {
    count: 0,
    leaves: new Map(),
    literals: new Set(),
    objects: 0,
    fields: new Map(),
    arrays: 0,
    items: null,
    isCut: false,
  }
}

interface Visit {
  readonly shape: Shape
  readonly node: number
  readonly path: string
  readonly depth: number
}

/** Adds one message's value. Answers what is new in it, nothing for the first one. Does not recurse. */
export function addToShape(shape: Shape, tree: Tree): Change[] {
  const changes: Change[] = []
  const isFirst = shape.count === 0
  const open: Visit[] = [{ shape, node: 0, path: '$', depth: 0 }]
  let nodes = 0
  for (let visit = open.pop(); visit; visit = open.pop()) {
    if (++nodes > MOST_NODES) {
      shape.isCut = true
      break
    }
    const wasSeen = visit.shape.count > 0
    const type = addValue(visit, tree, open, isFirst ? null : changes)
    if (type !== null && wasSeen && !isFirst) changes.push({ path: visit.path, what: 'new type', type })
  }
  return changes
}

/** Adds one value and leaves what is in it to be visited. Answers its type where values here did not have it before. */
function addValue(
  { shape, node, path, depth }: Visit,
  tree: Tree,
  open: Visit[],
  changes: Change[] | null,
): string | null {
  const kind = NODE_KINDS[tree.kind[node] as number] as NodeKind
  const end = tree.end[node] as number
  if (kind === 'tag') {
    // What it is a tag of is what matters.
    if (node + 1 < end) open.push({ shape, node: node + 1, path, depth: depth + 1 })
    return null
  }
  shape.count++
  if (kind === 'object') {
    const isNew = shape.objects++ === 0
    if (depth >= DEEPEST) shape.isCut = true
    else addFields(shape, { shape, node, path, depth }, tree, open, isNew ? null : changes)
    return isNew ? 'object' : null
  }
  if (kind === 'array') {
    const isNew = shape.arrays++ === 0
    shape.items ??= newShape()
    let items = 0
    for (let child = node + 1; child < end; child = tree.end[child] as number) {
      if (++items > MOST_ITEMS || depth >= DEEPEST) {
        shape.isCut = true
        break
      }
      open.push({ shape: shape.items, node: child, path: `${path}[*]`, depth: depth + 1 })
    }
    return isNew ? 'array' : null
  }
  const before = shape.leaves.get(kind) ?? 0
  shape.leaves.set(kind, before + 1)
  if (kind === 'string' && shape.literals) {
    const text = tree.text[node] ?? ''
    if (text.length > LONGEST_LITERAL) shape.literals = null
    else if (shape.literals.add(text).size > MOST_LITERALS) shape.literals = null
  }
  return before === 0 ? kind : null
}

/** Likewise an object's fields. `changes` is null where there was no object before: none of its fields is news then. */
function addFields(shape: Shape, visit: Visit, tree: Tree, open: Visit[], changes: Change[] | null): void {
  const { node, path, depth } = visit
  const end = tree.end[node] as number
  const seen = new Set<string>()
  for (let child = node + 1; child < end; child = tree.end[child] as number) {
    const name = tree.key[child] ?? ''
    // Of a name that an object has twice, the first counts.
    if (seen.has(name)) continue
    seen.add(name)
    let field = shape.fields.get(name)
    const fieldPath = path + step(name)
    if (!field) {
      if (shape.fields.size >= MOST_FIELDS) {
        shape.isCut = true
        continue
      }
      field = newShape()
      shape.fields.set(name, field)
      changes?.push({ path: fieldPath, what: 'new field', type: NODE_KINDS[tree.kind[child] as number] as NodeKind })
    }
    open.push({ shape: field, node: child, path: fieldPath, depth: depth + 1 })
  }
}

/** A name in a path, RFC 9535. */
export function step(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

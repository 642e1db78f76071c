import type { Tree } from './tree.ts'
import { kindAt } from './tree-summary.ts'

/** The way from a tree's root to a value: names in objects, indexes in arrays. What tags are around has no step. */
export type TreePath = readonly (string | number)[]

/** A path as JSONPath (RFC 9535): `$.user.tags[0]["x-y"]`. */
export function pathText(path: TreePath): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  })
  return `$${steps.join('')}`
}

/** The node at the end of a path, of equal names the last one; null where the path does not lead to one. */
export function nodeAt(tree: Tree, path: TreePath): number | null {
  let node = within(tree, 0)
  for (const step of path) {
    const next = child(tree, node, step)
    if (next === null) return null
    node = within(tree, next)
  }
  return node
}

/** What a tag is around, through any number of them. */
function within(tree: Tree, node: number): number {
  let inner = node
  while (kindAt(tree, inner) === 'tag' && (tree.end[inner] as number) > inner + 1) inner++
  return inner
}

function child(tree: Tree, node: number, step: string | number): number | null {
  const isArray = kindAt(tree, node) === 'array'
  if (isArray !== (typeof step === 'number')) return null
  const end = tree.end[node] as number
  let found: number | null = null
  for (let at = node + 1, index = 0; at < end; at = tree.end[at] as number, index++) {
    if (isArray && index === step) return at
    if (!isArray && tree.key[at] === step) found = at
  }
  return found
}

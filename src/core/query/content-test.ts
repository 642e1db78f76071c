import type { Tree } from '../decoders/tree.ts'
import { treeJson } from '../decoders/tree-json.ts'
import { comparer } from './compare-json.ts'
import type { JsonTerm } from './engines.ts'
import { jsonPath } from './json-path.ts'

const known = new Map<string, (value: unknown) => boolean>()
/** Terms that are remembered: while one types, each key makes another one. */
const REMEMBERED = 50
/** The tree that was read last, and its value: all terms ask of the same one. */
let last: { readonly tree: Tree; readonly value: unknown } | null = null

/** A test of what a message was decoded to. Bytes in it are Base64, as in its copy as JSON. A path that can't be read leads nowhere. */
export function contentTest(term: JsonTerm): (content: Tree) => boolean {
  const key = JSON.stringify(term)
  const test = known.get(key) ?? valueTest(term)
  if (known.size > REMEMBERED) known.clear()
  known.set(key, test)
  return (content) => test(valueOfTree(content))
}

function valueTest({ path, comparison, operand }: JsonTerm): (value: unknown) => boolean {
  try {
    const follow = jsonPath(path)
    const holds = comparison === null ? () => true : comparer(comparison, operand)
    return (value) => value !== undefined && follow(value).some(holds)
  } catch {
    // The panel has said what is wrong with it.
    return () => false
  }
}

function valueOfTree(tree: Tree): unknown {
  if (last?.tree !== tree) last = { tree, value: parsed(treeJson(tree)) }
  return last.value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Deeper than the engine goes.
    return undefined
  }
}

import { batch } from '@preact/signals'
import type { Tree } from '../../core/decoders/tree.ts'
import type { TreeRow } from '../../core/decoders/tree-rows.ts'
import { pickVariable, variableName } from '../../core/pick-variable.ts'
import type { State } from '../state.ts'
import { variablesOf } from './variables-of.ts'

/** UTF-16 units: variables are settings, which are kept whole. */
const LONGEST = 50_000

/** The value of a tree's row, where it is one that a placeholder can stand for; else null. */
export function pickable(tree: Tree, { kind, node }: TreeRow): string | null {
  switch (kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'date': {
      const text = tree.text[node] ?? null
      return text !== null && text.length <= LONGEST ? text : null
    }
    case 'null':
      return 'null'
    default:
      return null
  }
}

/** Makes a value a variable that is called as in its message, and shows it in the composer. */
export function takeAsVariable(state: State, key: string | null, value: string): void {
  const { choices } = state
  void state.store('variables', pickVariable(variablesOf(state), { name: variableName(key), value }))
  batch(() => {
    choices.composing.value = 'variables'
    choices.tab.value = 'compose'
    choices.details.value = true
  })
}

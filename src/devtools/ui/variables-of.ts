import type { Variable } from '../../core/template.ts'
import type { State } from '../state.ts'

const NONE: readonly Variable[] = []

/** What `{{env name}}` is filled in with, remembered from one DevTools to the next. */
export function variablesOf(state: State): readonly Variable[] {
  return state.stored<readonly Variable[]>('variables', NONE)
}

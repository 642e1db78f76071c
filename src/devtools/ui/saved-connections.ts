import type { SavedConnection } from '../../core/connections/saved.ts'
import type { State } from '../state.ts'

/** Key of the setting. */
const KEY = 'connections'
const NONE: readonly SavedConnection[] = []

export const savedConnections = (state: State): readonly SavedConnection[] => state.stored(KEY, NONE)

/** Resolves to whether they were stored. */
export const keepConnections = (state: State, connections: readonly SavedConnection[]): Promise<boolean> =>
  state.store(KEY, connections)

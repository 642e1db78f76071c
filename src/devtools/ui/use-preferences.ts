import { PREFERENCES, type Preferences, preferencesOf } from '../../core/decoders/preferences.ts'
import { usePanel } from './panel-context.ts'

/** What the user decided about decoders, and its changing; who calls it is drawn again when it changed. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const { state } = usePanel()
  const preferences = preferencesOf(state.stored<unknown>(PREFERENCES, null))
  return [preferences, (change) => state.store(PREFERENCES, { ...preferences, ...change })]
}

import { PREFERENCES, type Preferences, preferencesOf } from '../../core/decoders/preferences.ts'
import { usePanel } from './panel-context.ts'

type Change = Partial<Preferences> | ((now: Preferences) => Partial<Preferences>)

/** What the user decided about decoders, and its changing; who calls it is drawn again when it changed. */
export function usePreferences(): readonly [Preferences, (change: Change) => void] {
  const { state } = usePanel()
  const preferences = preferencesOf(state.stored<unknown>(PREFERENCES, null))
  const change = (part: Change): void => {
    // Not what was drawn: more may have changed since.
    const now = preferencesOf(state.settings.get<unknown>(PREFERENCES, null))
    state.store(PREFERENCES, { ...now, ...(typeof part === 'function' ? part(now) : part) })
  }
  return [preferences, change]
}

import { type HistoryLimits, limitsOf } from '../core/history-limits.ts'

interface Area {
  set(values: Record<string, string>): Promise<void>
}

/** The part of the extension's storage that is needed. */
export interface Storage {
  readonly local: Area & { get(key: string): Promise<Record<string, unknown>> }
  /** In memory. Content scripts have it in Chromium alone. */
  readonly session?: Area
  readonly onChanged: {
    addListener(listener: (changes: Record<string, { readonly newValue?: unknown }>, area: string) => void): void
  }
}

/** Key of the setting. */
const KEY = 'history'

/** Tells what the history may keep: as soon as it has been read, and whenever it is changed. */
export function followLimits(storage: Storage, tell: (limits: HistoryLimits) => void): void {
  storage.onChanged.addListener((changes, area) => {
    if (area === 'local' && KEY in changes) tell(limitsOf(changes[KEY]?.newValue))
  })
  storage.local.get(KEY).then(
    (values) => {
      // The hook begins with the defaults.
      if (KEY in values) tell(limitsOf(values[KEY]))
    },
    () => {},
  )
}

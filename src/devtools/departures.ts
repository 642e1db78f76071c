import { LEFT, type Left } from '../wire.ts'

/** How long last words may be on their way through a background that is started for them, ms. */
const UNDER_WAY = 5000

interface Area {
  remove(key: string): Promise<void>
}

/** The part of the extension's storage that is needed. */
export interface DepartureStorage {
  readonly local: Area
  readonly session: Area
  readonly onChanged: {
    addListener(listener: (changes: Record<string, { readonly newValue?: unknown }>, area: string) => void): void
  }
}

/**
 * Hears what documents had to tell that went, past a background that may not have been there; see content/carry. `left` is
 * told when what they said on the usual way must have come: what a document calls itself, and what it had.
 */
export function followDepartures(storage: DepartureStorage, left: (nonce: string, had: Left) => void): void {
  storage.onChanged.addListener((changes, area) => {
    for (const [key, { newValue }] of Object.entries(changes)) {
      if (!key.startsWith(LEFT) || newValue === undefined) continue
      setTimeout(() => {
        left(key.slice(LEFT.length), JSON.parse(newValue as string) as Left)
        const { local, session } = storage
        ;(area === 'local' ? local : session).remove(key).catch(() => {})
      }, UNDER_WAY)
    }
  })
}

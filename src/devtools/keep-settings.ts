import type { Settings } from './state.ts'

/** An area of extension storage, as far as settings need it. */
export interface Area {
  get(key?: string): Promise<Record<string, unknown>>
  set(values: Record<string, unknown>): Promise<void>
  readonly onChanged: { addListener(listener: (changes: Record<string, unknown>) => void): void }
}

/** Settings of a storage area: read once, then kept here and written through. */
export async function keepSettings(area: Area): Promise<Settings> {
  const values = await area.get().catch((): Record<string, unknown> => ({}))
  let line: Promise<void> = Promise.resolve()
  /** Own writes so far, by key. */
  const writes = new Map<string, number>()
  const listeners = new Set<() => void>()
  /** Why the last write of a key failed, by key. */
  const failed = new Map<string, string>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  /** What a change event says may be older than what was set here since: what counts is what is stored in the end. */
  const readAgain = (key: string): void => {
    const known = writes.get(key)
    line = line
      .then(async () => {
        const stored = await area.get(key)
        if (writes.get(key) !== known) return
        if (key in stored) values[key] = stored[key]
        else delete values[key]
        tell()
      })
      .catch(() => {})
  }
  area.onChanged.addListener((changes) => {
    for (const key of Object.keys(changes)) readAgain(key)
  })

  return {
    get: <T>(key: string, fallback: T) => (key in values ? (values[key] as T) : fallback),
    set(key, value) {
      values[key] = value
      writes.set(key, (writes.get(key) ?? 0) + 1)
      // One after the other: of two that are under way, Firefox sometimes keeps the earlier one.
      // Storage can be full or forbidden; the value then holds as long as this panel.
      const written = line
        .then(() => area.set({ [key]: value }))
        .then(
          () => {
            if (failed.delete(key)) tell()
            return true
          },
          (error: unknown) => {
            failed.set(key, error instanceof Error ? error.message : String(error))
            tell()
            return false
          },
        )
      line = written.then(() => {})
      return written
    },
    get problem() {
      return [...failed.values()].at(-1) ?? null
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

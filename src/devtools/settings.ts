import browser from 'webextension-polyfill'
import type { Settings } from './state.ts'

/** Settings in the extension's local storage: read once, then kept here and written through. */
export async function loadSettings(): Promise<Settings> {
  const values = await browser.storage.local.get().catch((): Record<string, unknown> => ({}))
  let written: Promise<void> = Promise.resolve()
  const listeners = new Set<() => void>()
  browser.storage.local.onChanged.addListener((changes) => {
    for (const [key, { newValue }] of Object.entries(changes)) values[key] = newValue
    for (const listener of listeners) listener()
  })
  return {
    get: <T>(key: string, fallback: T) => (key in values ? (values[key] as T) : fallback),
    set(key, value) {
      values[key] = value
      // One after the other: of two that are under way, Firefox sometimes keeps the earlier one.
      // Storage can be full or forbidden; the value then holds as long as this panel.
      written = written.then(() => browser.storage.local.set({ [key]: value })).catch(() => {})
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

import { vi } from 'vitest'

/**
 * Waits until a condition throws no more. Vitest's own patience of 1 s is a timed assertion on a busy machine; this one only
 * says when to give up.
 */
export function waitFor<Value>(condition: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(condition, { timeout: 20_000, interval: 5 })
}

/**
 * A copy that belongs to this window. What a panel hands in is the panel window's, and Firefox takes such objects away
 * when that window goes; the log must not hold any.
 */
export function ours<T>(value: T): T {
  return structuredClone(value)
}

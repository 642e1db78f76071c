/** Calls each of these listeners; one that fails is called no more. */
export function tellAll(listeners: Set<() => void>): void {
  for (const listener of listeners) {
    try {
      listener()
    } catch {
      // Of a panel page that is gone without a word, Firefox leaves dead objects.
      listeners.delete(listener)
    }
  }
}

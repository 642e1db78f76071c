/**
 * Which rows are open: present steps lead to open rows. It holds steps and no values, so that one Opened serves one
 * message after another and those of the same shape open alike.
 */
export interface Opened {
  /** null: the root is closed. */
  root: OpenedSteps | null
}
export interface OpenedSteps extends Map<string, OpenedSteps> {}

/** Only the root is open. */
export function newOpened(): Opened {
  return { root: new Map() }
}

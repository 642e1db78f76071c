import { diffArrays } from 'diff'

/** One line of two texts beside each other: in both, in the second alone, in the first alone; or so many equal ones left out. */
export type DiffLine =
  | { readonly sign: ' ' | '+' | '-'; readonly text: string }
  | { readonly sign: '…'; readonly count: number }

export interface Difference {
  readonly lines: readonly DiffLine[]
  readonly added: number
  readonly removed: number
}

/** Equal lines that are shown around others. */
const CONTEXT = 3
/** ms, and edits, after which two texts count as too different to be compared. */
const PATIENCE = 1000
const MOST_EDITS = 10_000

/** What the second text has in place of the first; null where they are too different to say within a second. */
export function difference(first: readonly string[], second: readonly string[]): Difference | null {
  const options = { timeout: PATIENCE, maxEditLength: MOST_EDITS }
  const changes = diffArrays([...first], [...second], options)
  if (!changes) return null
  const lines: DiffLine[] = []
  let added = 0
  let removed = 0
  changes.forEach(({ value, added: isAdded, removed: isRemoved }, index) => {
    if (isAdded) added += value.length
    if (isRemoved) removed += value.length
    const sign = isAdded ? '+' : isRemoved ? '-' : ' '
    const before = sign !== ' ' || index === 0 ? 0 : CONTEXT
    const after = sign !== ' ' || index === changes.length - 1 ? 0 : CONTEXT
    const hidden = sign === ' ' ? value.length - before - after : 0
    const show = (texts: readonly string[]): void => {
      for (const text of texts) lines.push({ sign, text })
    }
    if (hidden <= 1) show(value)
    else {
      show(value.slice(0, before))
      lines.push({ sign: '…', count: hidden })
      show(value.slice(value.length - after))
    }
  })
  return { lines, added, removed }
}

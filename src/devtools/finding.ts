import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { RowNumber } from '../core/log.ts'
import type { Search } from '../core/query/text-search.ts'
import type { View } from '../core/view.ts'
import type { Undo } from '../link.ts'
import type { Sieve } from './sieve.ts'

/** Looking for something among the rows that are shown, without hiding the others. */
export interface Finding {
  /** What is looked for; null: nothing, or it can't be read yet. */
  readonly search: ReadonlySignal<Search | null>
  /** What is wrong with the expression. */
  readonly problem: ReadonlySignal<string | null>
  readonly loading: ReadonlySignal<boolean>
  /** The rows in which it is; null while nothing is looked for. */
  readonly found: ReadonlySignal<View | null>
  /** Chooses the next row with it, or with -1 the one before, going round at the ends. */
  go(step: 1 | -1): void
  /** Takes in what `found` has come to; to be called after it advanced. */
  settle(): void
  undo: Undo
}

interface FindingOptions {
  readonly sieve: Sieve
  /** null: the find bar is closed. */
  readonly text: Signal<string | null>
  readonly exact: Signal<boolean>
  readonly regexp: Signal<boolean>
  /** Makes a view of the rows that are shown and in which this is. */
  readonly viewOf: (search: Search) => View
  /** The row to begin at: the chosen one, or one in sight. */
  readonly origin: () => RowNumber | null
  readonly choose: (row: RowNumber) => void
}

export function createFinding(options: FindingOptions): Finding {
  const { sieve, text, exact, regexp, viewOf, origin, choose } = options
  const loaded = signal(0)
  const meaning = computed(() => {
    const words = text.value
    if (words === null || words === '') return null
    const found = sieve.search(words, exact.value, regexp.value)
    if (found.type === 'loading') loaded.value
    return found
  })
  const search = computed(() => (meaning.value?.type === 'ready' ? meaning.value.value : null))
  const found = computed(() => search.value && viewOf(search.value))
  /** What was looked for has changed, and the nearest row with it is still to be chosen. */
  let seeking = false
  const undos = [
    sieve.listen(() => {
      loaded.value++
    }),
    effect(() => {
      seeking = search.value !== null
    }),
  ]

  const nearest = (view: View, from: RowNumber): RowNumber | undefined => view.at(view.indexOf(from)) ?? view.at(0)

  return {
    search,
    found,
    problem: computed(() => (meaning.value?.type === 'problem' ? meaning.value.problem.message : null)),
    loading: computed(() => meaning.value?.type === 'loading'),
    go(step) {
      const view = found.value
      if (!view || view.length === 0) return
      seeking = false
      const from = origin()
      const at = from === null ? (step > 0 ? view.length : 0) : view.indexOf(from)
      const isHere = from !== null && view.includes(from)
      const next = step > 0 ? at + (isHere ? 1 : 0) : at - 1
      const row = view.at((next + view.length) % view.length)
      if (row !== undefined) choose(row)
    },
    settle() {
      const view = found.peek()
      if (!seeking || !view) return
      const from = origin()
      // With no row to begin at, the list is at its end.
      const row = from === null ? view.at(view.length - 1) : nearest(view, from)
      // One behind may still turn up, which is nearer than the first of all.
      if (row === undefined || (from !== null && row < from && view.pending > 0)) return
      seeking = false
      choose(row)
    },
    undo: () => undos.forEach((undo) => void undo()),
  }
}

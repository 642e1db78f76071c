import { computed, effect, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Log, RowNumber } from '../core/log.ts'
import { every } from '../core/query/compile.ts'
import { isInRow } from '../core/query/row-words.ts'
import { type Search, textSearch } from '../core/query/text-search.ts'
import { type Test, View } from '../core/view.ts'
import type { Undo } from '../link.ts'
import type { EngineStore } from './filtering.ts'

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
  readonly log: Log
  readonly engines: EngineStore
  /** null: the find bar is closed. */
  readonly text: Signal<string | null>
  readonly exact: Signal<boolean>
  readonly regexp: Signal<boolean>
  /** The filter in force. */
  readonly test: ReadonlySignal<Test>
  /** The row to begin at: the chosen one, or one in sight. */
  readonly origin: () => RowNumber | null
  readonly choose: (row: RowNumber) => void
}

type Wanted = { readonly search: Search } | { readonly problem: string } | 'loading' | null

export function createFinding(options: FindingOptions): Finding {
  const { log, engines, text, exact, regexp, test, origin, choose } = options
  const wanted = computed((): Wanted => {
    const words = text.value
    if (words === null || words === '') return null
    if (!regexp.value) return { search: textSearch(words, exact.value) }
    const make = engines.engines.value.regexp
    if (!make) return engines.failure.value === null ? 'loading' : { problem: engines.failure.value }
    try {
      return { search: make(words, exact.value ? '' : 'i') }
    } catch (error) {
      return { problem: (error as Error).message }
    }
  })
  const search = computed(() => {
    const { value } = wanted
    return typeof value === 'object' && value !== null && 'search' in value ? value.search : null
  })
  const found = computed(() => {
    const looked = search.value
    if (!looked) return null
    return new View(log, every([(log, row) => isInRow(looked, log, row), test.value]), origin() ?? undefined)
  })
  /** What was looked for has changed, and the nearest row with it is still to be chosen. */
  let seeking = false
  const undos = [
    effect(() => {
      if (text.value !== null && regexp.value) engines.want(['regexp'])
    }),
    effect(() => {
      seeking = search.value !== null
    }),
  ]

  const nearest = (view: View, from: RowNumber): RowNumber | undefined => view.at(view.indexOf(from)) ?? view.at(0)

  return {
    search,
    found,
    problem: computed(() => {
      const { value } = wanted
      return typeof value === 'object' && value !== null && 'problem' in value ? value.problem : null
    }),
    loading: computed(() => wanted.value === 'loading'),
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

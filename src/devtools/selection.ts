import { batch, computed, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Log, RowNumber } from '../core/log.ts'
import {
  afterInsertion,
  countRows,
  hasRow,
  NO_ROWS,
  type RowRanges,
  rangesOf,
  rowsOf,
  toggleRow,
  withoutBefore,
} from '../core/row-ranges.ts'
import type { View } from '../core/view.ts'

/** The rows that are chosen for copying and writing to a file. One of them, or the one last clicked, is shown in full. */
export interface Selection {
  readonly ranges: ReadonlySignal<RowRanges>
  /** Rows. */
  readonly size: ReadonlySignal<number>
  /** Sum of their payloads. */
  readonly bytes: ReadonlySignal<number>
  has(row: RowNumber): boolean
  /** The selected rows in order. */
  rows(): Iterable<RowNumber>
  /** Selects one row alone. */
  only(row: RowNumber): void
  /** Selects what is shown from the row that was clicked last to this one, and nothing else. */
  extendTo(row: RowNumber): void
  /** Selects a row with the others, or no longer. */
  toggle(row: RowNumber): void
  /** Selects all rows that are shown. */
  all(): void
  /** Keeps only the row that is shown in full; when it is alone, selects nothing. */
  clear(): void
  /** Follows rows that came late or left. To be called before the log is looked at again. */
  follow(): void
}

interface SelectionOptions {
  readonly log: Log
  readonly view: ReadonlySignal<View>
  /** The row that is shown in full. */
  readonly row: Signal<RowNumber | null>
  /** The selected rows; none: only the one that is shown in full. */
  readonly more: Signal<RowRanges>
}

export function createSelection({ log, view, row, more }: SelectionOptions): Selection {
  /** Where a range begins: the row that was selected or toggled last. */
  let anchor: RowNumber | null = row.peek()
  let insertions = log.insertions
  const ranges = computed((): RowRanges => {
    const alone = row.value === null ? NO_ROWS : [row.value, row.value + 1]
    return withoutBefore(more.value.length > 0 ? more.value : alone, log.first)
  })
  const set = (shown: RowNumber | null, selected: RowRanges): void =>
    batch(() => {
      row.value = shown
      more.value = selected
    })

  return {
    ranges,
    size: computed(() => countRows(ranges.value)),
    bytes: computed(() => log.bytesOf(withoutBefore(ranges.value, log.first))),
    has: (one) => hasRow(ranges.value, one),
    rows: () => rowsOf(withoutBefore(ranges.peek(), log.first)),
    only(one) {
      anchor = one
      set(one, NO_ROWS)
    },
    extendTo(one) {
      const shown = view.peek()
      const start = row.peek() === null || anchor === null ? one : anchor
      anchor = start
      const [from, to] = [shown.indexOf(Math.min(start, one)), shown.indexOf(Math.max(start, one))]
      set(one, rangesOf(shown, from, shown.includes(Math.max(start, one)) ? to + 1 : to))
    },
    toggle(one) {
      anchor = one
      const selected = toggleRow(ranges.peek(), one)
      set(selected.length === 0 ? null : one, selected)
    },
    all() {
      const shown = view.peek()
      const first = shown.at(0)
      if (first !== undefined) set(row.peek() ?? first, rangesOf(shown, 0, shown.length))
    },
    clear() {
      set(more.peek().length > 0 ? row.peek() : null, NO_ROWS)
    },
    follow() {
      const inserted = log.insertionsSince(insertions)
      insertions = log.insertions
      let selected: RowRanges = inserted === null ? NO_ROWS : more.peek()
      for (const place of inserted ?? []) {
        selected = afterInsertion(selected, place)
        if (anchor !== null && place <= anchor) anchor++
        const shown = row.peek()
        if (shown !== null && place <= shown) row.value = shown + 1
      }
      more.value = withoutBefore(selected, log.first)
      if (row.peek() !== null && !log.has(row.peek() as RowNumber)) row.value = null
    },
  }
}

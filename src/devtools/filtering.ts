import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { closeCode } from '../core/close-codes.ts'
import type { Known } from '../core/query/complete.ts'
import type { Problem } from '../core/query/syntax.ts'
import type { Test } from '../core/view.ts'
import type { Session } from './session.ts'
import type { Sieve } from './sieve.ts'

/** A filter that was given a name. Those that are on hold together with what is typed. */
export interface SavedFilter {
  readonly name: string
  readonly text: string
  readonly on: boolean
}

/** What was seen and can be offered while a filter is typed. */
export function knownOf(session: Session): Known {
  const sockets = session.shown()
  const codes = new Set(sockets.map(({ closed }) => closed?.code).filter((code) => code !== undefined))
  return {
    sockets: sockets.map(({ number, url }) => ({ number, url })),
    frames: [...new Set([...session.documents.values()].map(({ url }) => url))],
    closeCodes: [...codes].map((code) => ({ code, name: closeCode(code).name })),
  }
}

export interface Filtering {
  /** What is wrong with the typed text; the last one that was right stays in force. */
  readonly problem: ReadonlySignal<Problem | null>
  readonly loading: ReadonlySignal<boolean>
  /** What is in force, all together: the typed filter and the saved ones that are on. None where nothing is filtered out. */
  readonly tests: ReadonlySignal<readonly Test[]>
  /** What is wrong with a text; null: nothing. */
  check(text: string): Problem | null
  undo(): void
}

interface FilteringOptions {
  readonly sieve: Sieve
  readonly text: ReadonlySignal<string>
  readonly saved: ReadonlySignal<readonly SavedFilter[]>
}

const NONE: readonly Test[] = []

/** Reads the texts of filters, and keeps tests in force whatever they say. */
export function createFiltering({ sieve, text, saved }: FilteringOptions): Filtering {
  const loaded = signal(0)
  const undo = sieve.listen(() => {
    loaded.value++
  })
  const meaning = (text: string) => {
    const found = sieve.filter(text)
    // Only what waits for something to be loaded is read again when it has come, and what asks for meanings when they change.
    if (found.type === 'loading' || (found.type === 'ready' && found.mayChange)) loaded.value
    return found
  }
  const typed = computed(() => meaning(text.value))
  // As one text: saved filters are read anew with each setting, and only another text makes another test.
  const switched = computed(() => JSON.stringify(saved.value.filter(({ on }) => on).map((filter) => filter.text)))
  const meanings = computed(() => (JSON.parse(switched.value) as readonly string[]).map(meaning))
  // A computed that remembers: what is in force outlives the text that it came from.
  let lastTyped = NONE
  let lastSaved = NONE
  const typedTests = computed(() => {
    if (typed.value.type === 'ready') lastTyped = text.value.trim() === '' ? NONE : [typed.value.value]
    return lastTyped
  })
  const savedTests = computed(() => {
    if (meanings.value.some(({ type }) => type === 'loading')) return lastSaved
    const tests = meanings.value.flatMap((one) => (one.type === 'ready' ? [one.value] : []))
    lastSaved = tests.length === 0 ? NONE : tests
    return lastSaved
  })
  return {
    problem: computed(() => (typed.value.type === 'problem' ? typed.value.problem : null)),
    loading: computed(() => [typed.value, ...meanings.value].some(({ type }) => type === 'loading')),
    tests: computed(() => {
      const tests = [...typedTests.value, ...savedTests.value]
      return tests.length === 0 ? NONE : tests
    }),
    check(text) {
      const found = meaning(text)
      return found.type === 'problem' ? found.problem : null
    },
    undo,
  }
}

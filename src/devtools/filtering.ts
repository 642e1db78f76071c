import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { closeCode } from '../core/close-codes.ts'
import { compile, every, type Facts } from '../core/query/compile.ts'
import type { Known } from '../core/query/complete.ts'
import { type EngineName, type Engines, loadEngines, missingEngines } from '../core/query/engines.ts'
import { parse } from '../core/query/parse.ts'
import type { Problem } from '../core/query/syntax.ts'
import type { Test } from '../core/view.ts'
import type { Session } from './session.ts'

/** A filter that was given a name. Those that are on hold together with what is typed. */
export interface SavedFilter {
  readonly name: string
  readonly text: string
  readonly on: boolean
}

/** What a text says at the moment. */
export type Meaning =
  | { readonly type: 'test'; readonly test: Test }
  | { readonly type: 'problem'; readonly problem: Problem }
  /** Part of Sockeye is being loaded for it. */
  | { readonly type: 'loading' }

export interface EngineStore {
  readonly engines: ReadonlySignal<Engines>
  /** Begins to load these. */
  want(names: readonly EngineName[]): void
  /** Why one could not be loaded. */
  readonly failure: ReadonlySignal<string | null>
}

/** Engines as they come in. They are asked for while a signal is computed, and come later. */
export function createEngines(load = loadEngines): EngineStore {
  const engines = signal<Engines>({})
  const failure = signal<string | null>(null)
  const wanted = new Set<EngineName>()
  return {
    engines,
    failure,
    want(names) {
      const fresh = names.filter((name) => !wanted.has(name))
      if (fresh.length === 0) return
      for (const name of fresh) wanted.add(name)
      load(fresh).then(
        (loaded) => {
          engines.value = { ...engines.value, ...loaded }
        },
        () => {
          failure.value =
            'A part of Sockeye that this filter needs could not be loaded. Close DevTools and open it again.'
        },
      )
    },
  }
}

/** What filters ask about sockets, answered by the session. */
export function factsOf(session: Session): Facts {
  return (number) => {
    const socket = session.sockets[number]
    if (!socket) return undefined
    const document = session.documents.get(socket.document)
    const { url, constructed } = socket
    return {
      url,
      constructed,
      document: document ? { url: document.url, origin: document.origin, top: document.frame === 0 } : null,
    }
  }
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
  /** What is in force: the typed filter and the saved ones that are on. */
  readonly test: ReadonlySignal<Test>
  /** Whether anything is filtered out by it. */
  readonly active: ReadonlySignal<boolean>
  /** What is wrong with a text; null: nothing. */
  check(text: string): Problem | null
  undo(): void
}

interface FilteringOptions {
  readonly session: Session
  readonly engines: EngineStore
  readonly text: ReadonlySignal<string>
  readonly saved: ReadonlySignal<readonly SavedFilter[]>
}

const ALL: Test = () => true

/** Reads the texts of filters, and keeps a test in force whatever they say. */
export function createFiltering({ session, engines, text, saved }: FilteringOptions): Filtering {
  const facts = factsOf(session)
  const meaning = (text: string): Meaning => {
    const reading = parse(text)
    if (!reading.ok) return { type: 'problem', problem: reading.problem }
    const loaded = engines.engines.value
    if (missingEngines(reading.filter, loaded).length > 0) {
      const failure = engines.failure.value
      if (failure === null) return { type: 'loading' }
      return { type: 'problem', problem: { message: failure, start: 0, end: text.length } }
    }
    const compiled = compile(reading.filter, facts, loaded)
    return compiled.ok ? { type: 'test', test: compiled.test } : { type: 'problem', problem: compiled.problem }
  }
  const typed = computed(() => meaning(text.value))
  // As one text: saved filters are read anew with each setting, and only another text makes another test.
  const switched = computed(() => JSON.stringify(saved.value.filter(({ on }) => on).map((filter) => filter.text)))
  const switchedTexts = computed(() => JSON.parse(switched.value) as readonly string[])
  const meanings = computed(() => switchedTexts.value.map(meaning))
  // A computed that remembers: what is in force outlives the text that it came from.
  let lastTyped: Test = ALL
  let lastSaved: Test = ALL
  const typedTest = computed(() => {
    if (typed.value.type === 'test') lastTyped = text.value.trim() === '' ? ALL : typed.value.test
    return lastTyped
  })
  const savedTest = computed(() => {
    if (meanings.value.some(({ type }) => type === 'loading')) return lastSaved
    const tests = meanings.value.flatMap((one) => (one.type === 'test' ? [one.test] : []))
    lastSaved = tests.length === 0 ? ALL : every(tests)
    return lastSaved
  })
  const undo = effect(() => {
    const texts = [text.value, ...switchedTexts.value]
    const readings = texts.map(parse).flatMap((reading) => (reading.ok ? [reading.filter] : []))
    engines.want(readings.flatMap((filter) => missingEngines(filter, engines.engines.value)))
  })
  return {
    problem: computed(() => (typed.value.type === 'problem' ? typed.value.problem : null)),
    loading: computed(() => [typed.value, ...meanings.value].some(({ type }) => type === 'loading')),
    test: computed(() => {
      const tests = [typedTest.value, savedTest.value].filter((test) => test !== ALL)
      return tests.length === 0 ? ALL : every(tests)
    }),
    active: computed(() => typedTest.value !== ALL || savedTest.value !== ALL),
    check(text) {
      const found = meaning(text)
      return found.type === 'problem' ? found.problem : null
    },
    undo,
  }
}

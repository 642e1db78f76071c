import type { RowNumber, SocketNumber } from '../core/log.ts'
import { compile, every, type Facts, type Meanings } from '../core/query/compile.ts'
import {
  asksMeaning,
  type EngineName,
  type Engines,
  type JsonTerm,
  jsonTerms,
  loadEngines,
  missingEngines,
} from '../core/query/engines.ts'
import { parse } from '../core/query/parse.ts'
import { mayBeEncoded } from '../core/query/read-json.ts'
import { isInRow } from '../core/query/row-words.ts'
import type { Problem } from '../core/query/syntax.ts'
import { type Search, textSearch } from '../core/query/text-search.ts'
import { type Test, View } from '../core/view.ts'
import type { Undo } from '../link.ts'
import type { Decoding } from './decoding.ts'
import type { Session } from './session.ts'
import { tellAll } from './tell-all.ts'

/** What a text says at the moment. `loading`: part of Sockeye is being loaded for it. */
export type Meaning<Value> =
  /** `mayChange`: it asks what messages mean, which may change. */
  | { readonly type: 'ready'; readonly value: Value; readonly mayChange?: boolean }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'loading' }

export interface ViewOptions {
  /** A row must pass all of them. */
  readonly tests: readonly Test[]
  /** null: rows of all sockets. */
  readonly socket: SocketNumber | null
  /** null: nothing is looked for. */
  readonly search: Search | null
  /** The row to begin at; null: the end. */
  readonly anchor: RowNumber | null
}

/**
 * Reads filters and tests rows by them. It is made in the devtools page, beside the log: in Firefox a call from the panel's
 * window into the log takes 0.4 to 0.7 µs, several times as long as testing a row does. So a panel hands in texts and
 * numbers, and asks for the result.
 */
export interface Sieve {
  filter(text: string): Meaning<Test>
  search(text: string, exact: boolean, regexp: boolean): Meaning<Search>
  view(options: ViewOptions): View
  /** Called when what was loading has come, or will not come, and when messages may mean something else. */
  listen(listener: () => void): Undo
}

/** Rows whose meanings are asked for together. */
const AHEAD = 256

/** What filters ask about sockets, answered by the session. */
export function factsOf(session: Pick<Session, 'sockets' | 'documents'>): Facts {
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

/** Without `decoding`, nothing is known of what messages mean. */
export function newSieve(
  session: Pick<Session, 'sockets' | 'documents' | 'log'>,
  decoding: Decoding | null = null,
): Sieve {
  const facts = factsOf(session)
  const listeners = new Set<() => void>()
  const wanted = new Set<EngineName>()
  /** Tests that ask what messages mean: a row is tested when that is known. */
  const asking = new WeakSet<Test>()
  /** Tests that ask what messages hold that are no JSON themselves. */
  const terms = new WeakMap<Test, readonly JsonTerm[]>()
  const meanings: Meanings = (row) => {
    const known = decoding?.meaning(row)
    return known === undefined || known === 'late' ? null : known
  }
  const isKnown: Test = (log, row) => {
    if (!decoding || decoding.meaning(row) !== undefined) return true
    // Those behind it are wanted next: asked for together, they are read together.
    for (let next = Math.min(row + AHEAD, log.end) - 1; next > row; next--) decoding.meaning(next)
    return false
  }
  /** Likewise for what messages hold, where that is asked. JSON itself is read at once. */
  const isHeld =
    (asked: readonly JsonTerm[]): Test =>
    (log, row) => {
      const isKnownAt = (at: RowNumber): boolean => {
        if (!decoding || !log.isHere(at) || !mayBeEncoded(log.body(at))) return true
        return asked.every((term) => decoding.holds(at, term) !== undefined)
      }
      if (isKnownAt(row)) return true
      for (let next = Math.min(row + AHEAD, log.end) - 1; next > row; next--) isKnownAt(next)
      return false
    }
  let engines: Engines = {}
  let failure: string | null = null

  const changed = (): void => {
    tellAll(listeners)
  }
  decoding?.listenForgetting(changed)
  const load = async (names: readonly EngineName[]): Promise<void> => {
    try {
      engines = { ...engines, ...(await loadEngines(names)) }
    } catch {
      failure = 'A part of Sockeye that this filter needs could not be loaded. Close DevTools and open it again.'
    }
    changed()
  }
  /** What stands in the way of these engines; null: they are there. */
  const obstacleOf = (names: readonly EngineName[], text: string): Meaning<never> | null => {
    if (names.length === 0) return null
    if (failure !== null) return { type: 'problem', problem: { message: failure, start: 0, end: text.length } }
    const fresh = names.filter((name) => !wanted.has(name))
    for (const name of fresh) wanted.add(name)
    if (fresh.length > 0) load(fresh)
    return { type: 'loading' }
  }

  return {
    filter(text) {
      const reading = parse(text)
      if (!reading.ok) return { type: 'problem', problem: reading.problem }
      const obstacle = obstacleOf(missingEngines(reading.filter, engines), text)
      if (obstacle) return obstacle
      const compiled = compile(reading.filter, facts, engines, meanings, (row, term) => {
        return decoding?.holds(row, term) === true
      })
      if (!compiled.ok) return { type: 'problem', problem: compiled.problem }
      const { test } = compiled
      if (!decoding) return { type: 'ready', value: test }
      const asked = jsonTerms(reading.filter)
      terms.set(test, asked)
      if (asksMeaning(reading.filter)) asking.add(test)
      return { type: 'ready', value: test, mayChange: asked.length > 0 || asking.has(test) }
    },
    search(text, exact, regexp) {
      if (!regexp) return { type: 'ready', value: textSearch(text, exact) }
      const make = engines.regexp
      if (!make) return obstacleOf(['regexp'], text) ?? { type: 'loading' }
      try {
        return { type: 'ready', value: make(text, exact ? '' : 'i') }
      } catch (error) {
        return { type: 'problem', problem: { message: (error as Error).message, start: 0, end: text.length } }
      }
    },
    view({ tests, socket, search, anchor }) {
      const all: Test[] = []
      if (socket !== null) all.push((log, row) => log.socket(row) === socket)
      if (search) all.push((log, row) => isInRow(search, log, row))
      // One by one: the array is the panel's.
      for (const test of tests) all.push(test)
      const asked = tests.flatMap((test) => terms.get(test) ?? [])
      if (asked.length > 0) decoding?.ask(asked)
      const conditions = [
        ...(all.some((test) => asking.has(test)) ? [isKnown] : []),
        ...(asked.length > 0 && decoding ? [isHeld(asked)] : []),
      ]
      const ready = conditions.length > 0 ? every(conditions) : null
      return new View(session.log, every(all), anchor ?? session.log.end, ready)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

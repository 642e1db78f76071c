import type { Log, RowNumber, SocketNumber } from '../log.ts'
import { type Body, FLAG, isBytes, type Kind } from '../row.ts'
import type { Test } from '../view.ts'
import { comparer } from './compare-json.ts'
import type { Engines, JsonTerm } from './engines.ts'
import { jsonReader } from './read-json.ts'
import { isWithin } from './read-range.ts'
import { isInRow } from './row-words.ts'
import type { Filter, Place, Problem, Range, Term } from './syntax.ts'
import { textSearch } from './text-search.ts'
import { timeOfDay } from './time-of-day.ts'

/** What a filter asks about a socket that its rows don't say. */
export interface SocketFacts {
  readonly url: string
  /** ms since the epoch */
  readonly constructed: number | null
  /** null for a test connection, and where the document is forgotten. */
  readonly document: { readonly url: string; readonly origin: string; readonly top: boolean } | null
}
/** What a message is said to be; null where nobody says anything. */
export type Meanings = (
  row: RowNumber,
) => { readonly id: string; readonly protocol: string; readonly kind: string | null } | null
/** Whether what a message that is no JSON itself was decoded to passes a term. */
export type Contents = (row: RowNumber, term: JsonTerm) => boolean
export type Facts = (socket: SocketNumber) => SocketFacts | undefined

export type Compiled = { readonly ok: true; readonly test: Test } | { readonly ok: false; readonly problem: Problem }

class Fault extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/**
 * Turns a filter into a test of rows. The engines that it needs must be there: see missingEngines. Fails on regular
 * expressions and paths that their engines can't read.
 */
export function compile(
  filter: Filter,
  facts: Facts,
  engines: Engines = {},
  meanings: Meanings = () => null,
  contents: Contents = () => false,
): Compiled {
  try {
    return { ok: true, test: new Compiler(facts, engines, meanings, contents).test(filter, false) }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.problem }
    throw error
  }
}

/** A row passes that passes all of these. */
export function every(tests: readonly Test[]): Test {
  const [first, second] = tests
  if (!first) return () => true
  if (!second) return first
  if (tests.length === 2) return (log, row) => first(log, row) && second(log, row)
  return (log, row) => {
    for (const test of tests) if (!test(log, row)) return false
    return true
  }
}

function some(tests: readonly Test[]): Test {
  return (log, row) => {
    for (const test of tests) if (test(log, row)) return true
    return false
  }
}

/** Terms that read payloads are asked last. */
function cost(filter: Filter): number {
  switch (filter.type) {
    case 'term':
      return { text: 1, regexp: 2, json: 3 }[filter.term.key as string] ?? 0
    case 'not':
      return cost(filter.filter)
    default:
      return Math.max(0, ...filter.filters.map(cost))
  }
}

const isMessage = (kind: Kind): boolean => kind === 'sent' || kind === 'received'

class Compiler {
  readonly #facts: Facts
  readonly #engines: Engines
  readonly #meanings: Meanings
  readonly #contents: Contents
  readonly #readJson = jsonReader()

  constructor(facts: Facts, engines: Engines, meanings: Meanings, contents: Contents) {
    this.#contents = contents
    this.#meanings = meanings
    this.#facts = facts
    this.#engines = engines
  }

  /** Negations are carried to the terms, because a row of lost messages passes some of them both ways. */
  test(filter: Filter, negated: boolean): Test {
    switch (filter.type) {
      case 'not':
        return this.test(filter.filter, !negated)
      case 'and':
      case 'or': {
        const tests = filter.filters.toSorted((one, other) => cost(one) - cost(other))
        const all = (filter.type === 'and') !== negated
        return (all ? every : some)(tests.map((one) => this.test(one, negated)))
      }
      case 'term': {
        const { term, place } = filter
        const test = this.#term(term, place)
        const lostToo = term.key === 'dir' || term.key === 'type' || term.key === 'size'
        if (lostToo) return (log, row) => log.kind(row) === 'lost' || test(log, row) !== negated
        return negated ? (log, row) => !test(log, row) : test
      }
      default:
        return filter satisfies never
    }
  }

  #term(term: Term, place: Place): Test {
    switch (term.key) {
      case 'text': {
        const search = textSearch(term.text, term.exact)
        return (log, row) => isInRow(search, log, row)
      }
      case 'regexp':
        return this.#regexp(term.source, term.flags, place)
      case 'dir':
        return (log, row) => log.kind(row) === term.direction
      case 'type': {
        const binary = term.type === 'binary'
        return (log, row) => isMessage(log.kind(row)) && isBinary(log, row) === binary
      }
      case 'size':
        return (log, row) => isMessage(log.kind(row)) && isWithin(term.range, log.size(row))
      case 'kind':
        if (term.kind === 'message') return (log, row) => isMessage(log.kind(row))
        if (term.kind === 'life') return (log, row) => !isMessage(log.kind(row))
        return (log, row) => log.kind(row) === term.kind
      case 'state':
        return (log, row) => log.state(row) === term.state
      case 'is':
        return this.#trait(term.trait)
      case 'close':
        return (log, row) => {
          const body = log.body(row)
          const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
          return code !== null && isWithin(term.range, code)
        }
      case 'socket': {
        if ('number' in term) return (log, row) => log.socket(row) === term.number - 1
        const part = textSearch(term.part, false)
        return this.#ofSocket(({ url }) => part.inText(url))
      }
      case 'frame': {
        if ('top' in term) return this.#ofSocket(({ document }) => document?.top === true)
        const part = textSearch(term.part, false)
        return this.#ofSocket(
          ({ document }) => document !== null && (part.inText(document.url) || part.inText(document.origin)),
        )
      }
      case 'time':
        return this.#time(term.since, term.range)
      case 'json':
        return this.#json(term, place)
      case 'proto': {
        const wanted = term.text.toLowerCase()
        return (_, row) => {
          const meaning = this.#meanings(row)
          return meaning !== null && (meaning.id === wanted || meaning.protocol.toLowerCase().includes(wanted))
        }
      }
      case 'event': {
        const isKind = wildcard(term.text)
        return (_, row) => {
          const kind = this.#meanings(row)?.kind ?? null
          return kind !== null && isKind(kind)
        }
      }
      default:
        return term satisfies never
    }
  }

  /** Asks the facts about a socket, until it is known, once. */
  #ofSocket(ask: (facts: SocketFacts) => boolean): Test {
    const answers = new Map<SocketNumber, boolean>()
    return (log, row) => {
      const socket = log.socket(row)
      const known = answers.get(socket)
      if (known !== undefined) return known
      const facts = this.#facts(socket)
      if (!facts) return false
      const answer = ask(facts)
      if (facts.url !== '') answers.set(socket, answer)
      return answer
    }
  }

  #regexp(source: string, flags: string, place: Place): Test {
    const make = this.#engines.regexp
    if (!make) throw new Error('The engine for regular expressions has not been loaded')
    try {
      const search = make(source, flags)
      return (log, row) => isInRow(search, log, row)
    } catch (error) {
      throw new Fault({ message: (error as Error).message, ...place })
    }
  }

  #trait(trait: (Term & { key: 'is' })['trait']): Test {
    switch (trait) {
      case 'synthetic':
      case 'truncated':
      case 'history':
      case 'blob': {
        const bit = FLAG[trait]
        return (log, row) => (log.flags(row) & bit) !== 0
      }
      case 'discarded':
        return (log, row) => log.kind(row) === 'sent' && log.state(row) >= 2
      case 'lost':
        return (log, row) => log.kind(row) === 'lost'
      case 'unheard':
        return (log, row) => log.isUnheard(row)
      case 'json':
        return (log, row) => this.#readJson(log.body(row)) !== undefined
      default:
        return trait satisfies never
    }
  }

  #time(since: 'midnight' | 'construction', range: Range): Test {
    if (since === 'midnight') return (log, row) => isWithin(range, timeOfDay(log.time(row)))
    return (log, row) => {
      const constructed = this.#facts(log.socket(row))?.constructed ?? null
      return constructed !== null && isWithin(range, log.time(row) - constructed)
    }
  }

  #json(term: JsonTerm, place: Place): Test {
    const { path, comparison, operand } = term
    const make = this.#engines.json
    if (!make) throw new Error('The engine for JSON paths has not been loaded')
    const follow = ((): ReturnType<typeof make> => {
      try {
        return make(path)
      } catch (error) {
        if (!(error instanceof Error && 'at' in error)) throw error
        const start = place.start + 'json:'.length
        const at = Math.min(Number(error.at), path.length - 1)
        throw new Fault({ message: error.message, start: start + at, end: start + path.length })
      }
    })()
    const holds = comparison === null ? () => true : comparer(comparison, operand)
    return (log, row) => {
      const value = this.#readJson(log.body(row))
      return value === undefined ? this.#contents(row, term) : follow(value).some(holds)
    }
  }
}

/** Tests for a text in which `*` stands for anything, without regard to case. Takes linear time. */
function wildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const last = rest.pop()
  return (text) => {
    const lower = text.toLowerCase()
    if (last === undefined) return lower === first
    if (!lower.startsWith(first) || !lower.endsWith(last) || lower.length < first.length + last.length) return false
    let at = first.length
    for (const part of rest) {
      const found = lower.indexOf(part, at)
      if (found < 0 || found + part.length > lower.length - last.length) return false
      at = found + part.length
    }
    return true
  }
}

function isBinary(log: Log, row: RowNumber): boolean {
  const body: Body = log.body(row)
  return isBytes(body) || (log.flags(row) & FLAG.blob) !== 0
}

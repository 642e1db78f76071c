/**
 * A filter as small data, for the page: rules are decided there, at once, without reading a text or running made code. What
 * only the panel can decide (regular expressions, decoded values, times, frames) holds there as if it were so: such a message
 * waits, and the panel decides. What nobody can know of a message that waits is refused while one writes the rule.
 */
import { asksMeaning } from '../query/engines.ts'
import { parse as parseFilter } from '../query/parse.ts'
import type { Comparison, Filter, Place, Problem, Range, Term } from '../query/syntax.ts'

export type Condition =
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly not: Condition }
  | { readonly is: 'sent' | 'received' | 'text' | 'binary' | 'json' }
  | { readonly is: 'size'; readonly range: Range }
  /** Part of the socket's URL, in lower case. */
  | { readonly is: 'url'; readonly part: string }
  /** Part of the payload; in lower case where `exact` is false. */
  | { readonly is: 'part'; readonly part: string; readonly exact: boolean }
  | {
      readonly is: 'value'
      /** Names and indexes; null: each of them. */
      readonly path: readonly (string | number | null)[]
      readonly comparison: Comparison | null
      readonly text: string
      readonly quoted: boolean
    }

export type ConditionReading =
  | {
      readonly ok: true
      readonly condition: Condition
      /** Whether it says all that the filter says; else it holds of more, and the panel decides. */
      readonly exact: boolean
    }
  | { readonly ok: false; readonly problem: Problem }

/** Holds of everything, and of nothing. */
const ALWAYS: Condition = { is: 'all', of: [] }
export const NEVER: Condition = { is: 'any', of: [] }

class Fault extends Error {
  readonly problem: Problem
  constructor(message: string, place: Place) {
    super(message)
    this.problem = { message, ...place }
  }
}

/** Reads a condition in the filter language. `about`: what it is asked of; of a socket that is only constructed, all but its URL is unknown. */
export function readCondition(text: string, about: 'message' | 'socket' = 'message'): ConditionReading {
  const reading = parseFilter(text)
  if (!reading.ok) return reading
  try {
    const reader = new Reader(about, asksMeaning(reading.filter))
    const condition = reader.read(reading.filter, false)
    return { ok: true, condition, exact: reader.exact }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.problem }
    throw error
  }
}

class Reader {
  exact = true
  readonly #about: 'message' | 'socket'
  /** JSON values are those that decoders find, as events are. */
  readonly #isDecoded: boolean

  constructor(about: 'message' | 'socket', isDecoded: boolean) {
    this.#about = about
    this.#isDecoded = isDecoded
  }

  /** `negated`: what is not known must then hold of nothing, so that its opposite holds of everything. */
  read(filter: Filter, negated: boolean): Condition {
    switch (filter.type) {
      case 'and':
        return { is: 'all', of: filter.filters.map((one) => this.read(one, negated)) }
      case 'or':
        return { is: 'any', of: filter.filters.map((one) => this.read(one, negated)) }
      case 'not':
        return { is: 'not', not: this.read(filter.filter, !negated) }
      case 'term': {
        if (this.#about === 'socket' && !(filter.term.key === 'socket' && 'part' in filter.term)) {
          throw new Fault('Before a socket opens only its address is known. Use socket: with part of it.', filter.place)
        }
        return this.#term(filter.term, filter.place, negated)
      }
      default:
        return filter satisfies never
    }
  }

  /** Of what only the panel can decide. */
  #open(negated: boolean): Condition {
    this.exact = false
    return negated ? NEVER : ALWAYS
  }

  #term(term: Term, place: Place, negated: boolean): Condition {
    switch (term.key) {
      case 'text':
        return { is: 'part', part: term.exact ? term.text : term.text.toLowerCase(), exact: term.exact }
      case 'dir':
        return { is: term.direction }
      case 'type':
        return { is: term.type }
      case 'size':
        return { is: 'size', range: finite(term.range) }
      case 'socket':
        return 'part' in term ? { is: 'url', part: term.part.toLowerCase() } : this.#open(negated)
      case 'kind':
        if (term.kind === 'sent' || term.kind === 'received') return { is: term.kind }
        if (term.kind === 'message') return ALWAYS
        break
      case 'is':
        if (term.trait === 'json') return { is: 'json' }
        break
      case 'json': {
        const read = readSteps(term.path)
        if (this.#isDecoded || !('steps' in read)) return this.#open(negated)
        const { comparison, operand } = term
        return { is: 'value', path: read.steps, comparison, text: operand.text, quoted: operand.quoted }
      }
      case 'regexp':
      case 'proto':
      case 'event':
      case 'frame':
      case 'time':
        return this.#open(negated)
      case 'state':
      case 'close':
        break
      default:
        term satisfies never
    }
    throw new Fault(
      'Of a message that is on its way this isn’t known. Use texts, regular expressions, dir:, type:, size:, socket:, frame:, time:, json:, is:json, proto: and event:.',
      place,
    )
  }
}

/** As JSON can carry it. */
const finite = (range: Range): Range => ({
  ...range,
  low: Math.max(range.low, -Number.MAX_VALUE),
  high: Math.min(range.high, Number.MAX_VALUE),
})

const STEP =
  /\.([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\[('(?:[^'\\]|\\.)*')\]|\.\*|\[\*\]/y

/** Reads the simple paths: names, indexes and `*`. Null where there is more in it, with the place, UTF-16 units. */
export function readSteps(
  path: string,
): { readonly steps: readonly (string | number | null)[] } | { readonly at: number } {
  if (path[0] !== '$') return { at: 0 }
  const steps: (string | number | null)[] = []
  STEP.lastIndex = 1
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    const match = STEP.exec(path)
    if (!match) return { at }
    const [, name, index, double, single] = match
    if (name !== undefined) steps.push(name)
    else if (index !== undefined) steps.push(Number(index))
    else if (double !== undefined) steps.push(JSON.parse(double) as string)
    else if (single !== undefined) steps.push(single.slice(1, -1).replace(/\\(.)/g, '$1'))
    else steps.push(null)
  }
  return { steps }
}

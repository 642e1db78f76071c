/**
 * A filter as small data, for the page: rules are decided there, at once, without reading a text or running made code. What
 * only the panel knows (times, frames, what became of a row) can't be asked there, and is refused while one writes the rule.
 */
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
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problem: Problem }

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
    return { ok: true, condition: conditionOf(reading.filter, about) }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.problem }
    throw error
  }
}

function conditionOf(filter: Filter, about: 'message' | 'socket'): Condition {
  switch (filter.type) {
    case 'and':
      return { is: 'all', of: filter.filters.map((one) => conditionOf(one, about)) }
    case 'or':
      return { is: 'any', of: filter.filters.map((one) => conditionOf(one, about)) }
    case 'not':
      return { is: 'not', not: conditionOf(filter.filter, about) }
    case 'term': {
      if (about === 'socket' && filter.term.key !== 'socket') {
        throw new Fault('Before a socket opens only its address is known. Use socket: with part of it.', filter.place)
      }
      return termOf(filter.term, filter.place)
    }
    default:
      return filter satisfies never
  }
}

function termOf(term: Term, place: Place): Condition {
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
      if ('part' in term) return { is: 'url', part: term.part.toLowerCase() }
      throw new Fault('A rule can’t name a socket by its number. Use part of its address, as in socket:/chat.', place)
    case 'kind':
      if (term.kind === 'sent' || term.kind === 'received') return { is: term.kind }
      if (term.kind === 'message') return { is: 'all', of: [] }
      break
    case 'is':
      if (term.trait === 'json') return { is: 'json' }
      break
    case 'json':
      return {
        is: 'value',
        path: readPath(term.path, place),
        comparison: term.comparison,
        text: term.operand.text,
        quoted: term.operand.quoted,
      }
    case 'regexp':
      throw new Fault(
        'A rule’s condition can’t have a regular expression. Use a text, "an exact text" or json:.',
        place,
      )
    case 'proto':
    case 'event':
    case 'state':
    case 'close':
    case 'frame':
    case 'time':
      break
    default:
      term satisfies never
  }
  throw new Fault(
    'A rule is decided in the page, where this isn’t known. Use texts, dir:, type:, size:, socket:, json: and is:json.',
    place,
  )
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

function readPath(path: string, place: Place): readonly (string | number | null)[] {
  const read = readSteps(path)
  if ('steps' in read) return read.steps
  const start = Math.min(place.start + 'json:'.length + read.at, place.end)
  throw new Fault('A rule follows only names, indexes and * here, as in $.items[0].price or $.items[*].', {
    start,
    end: place.end,
  })
}

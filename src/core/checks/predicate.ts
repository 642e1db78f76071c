import { scriptLiteral } from '../files/script-literal.ts'
import type { Filter, Range, Term } from '../query/syntax.ts'
import { readSteps as readPath } from '../rules/condition.ts'

/**
 * A filter as a JavaScript expression that asks `it`, what came: see `HELPERS`. A term that only Sockeye can decide becomes
 * a call that throws and says so, since leaving it out would make a test that passes too easily.
 */
export function predicateOf(filter: Filter): string {
  switch (filter.type) {
    case 'and':
      return joined(filter.filters, ' && ', 'true')
    case 'or':
      return joined(filter.filters, ' || ', 'false')
    case 'not':
      return `!${wrapped(filter.filter)}`
    case 'term':
      return ofTerm(filter.term)
    default:
      return filter satisfies never
  }
}

const joined = (filters: readonly Filter[], operator: string, none: string): string =>
  filters.length === 0 ? none : filters.map(wrapped).join(operator)

const wrapped = (filter: Filter): string => {
  const expression = predicateOf(filter)
  const isMany = (filter.type === 'and' || filter.type === 'or') && filter.filters.length > 1
  return isMany || (filter.type === 'term' && / && | \|\| | [<>=]/.test(expression)) ? `(${expression})` : expression
}

function ofTerm(term: Term): string {
  switch (term.key) {
    case 'text':
      return term.exact
        ? `textOf(it).includes(${scriptLiteral(term.text)})`
        : `textOf(it).toLowerCase().includes(${scriptLiteral(term.text.toLowerCase())})`
    case 'regexp':
      return `new RegExp(${scriptLiteral(term.source)}, ${scriptLiteral(term.flags)}).test(textOf(it))`
    case 'dir':
      return term.direction === 'received' ? `it.type === 'message'` : 'false'
    case 'type':
      return term.type === 'binary' ? 'it.data instanceof Uint8Array' : `typeof it.data === 'string'`
    case 'size':
      return within('sizeOf(it)', term.range)
    case 'close':
      return within('it.code', term.range)
    case 'kind':
      if (term.kind === 'message' || term.kind === 'received') return `it.type === 'message'`
      if (term.kind === 'closed') return `it.type === 'close'`
      break
    case 'is':
      if (term.trait === 'json') return 'jsonOf(it) !== undefined'
      break
    case 'json': {
      const path = readPath(term.path)
      if (!('steps' in path)) break
      const steps = JSON.stringify(path.steps)
      const { comparison, operand } = term
      if (comparison === null) return `valuesAt(jsonOf(it), ${steps}).length > 0`
      const wanted = `${scriptLiteral(comparison)}, ${scriptLiteral(operand.text)}, ${operand.quoted}`
      return `valuesAt(jsonOf(it), ${steps}).some((value) => compares(value, ${wanted}))`
    }
    case 'socket':
      // It is this one.
      return 'true'
    case 'frame':
    case 'proto':
    case 'event':
    case 'state':
    case 'time':
      break
    default:
      return term satisfies never
  }
  return `onlyInSockeye(${scriptLiteral(`${term.key}:`)})`
}

function within(value: string, { high, low, withHigh, withLow }: Range): string {
  const least = low === Number.NEGATIVE_INFINITY ? [] : [`${value} ${withLow ? '>=' : '>'} ${low}`]
  const most = high === Number.POSITIVE_INFINITY ? [] : [`${value} ${withHigh ? '<=' : '<'} ${high}`]
  return [...least, ...most].join(' && ') || 'true'
}

/** What the expressions call, as JavaScript. `it` is `{ type: 'message', data }` or `{ type: 'close', code, reason }`. */
export const HELPERS = `const textOf = ({ data, code, reason }) =>
  typeof data === 'string' ? data : data ? new TextDecoder().decode(data) : \`closed \${code} \${reason}\`
const sizeOf = ({ data }) => (typeof data === 'string' ? new TextEncoder().encode(data).length : (data?.length ?? -1))
const jsonOf = (it) => {
  try {
    const value = JSON.parse(textOf(it))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
const valuesAt = (value, [step, ...steps]) => {
  if (step === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  const next = step === null ? Object.values(value) : Object.hasOwn(value, step) ? [value[step]] : []
  return next.flatMap((one) => valuesAt(one, steps))
}
const compares = (value, how, text, quoted) => {
  const number = quoted || text.trim() === '' ? Number.NaN : Number(text)
  const equals = typeof value === 'string' ? value === text : typeof value === 'number' ? value === number : !quoted && String(value) === text && (value === null || typeof value === 'boolean')
  if (how === '=') return equals
  if (how === '!=') return !equals
  if (how === '~') return (typeof value !== 'object' || value === null) && String(value).toLowerCase().includes(text.toLowerCase())
  const isNumber = !Number.isNaN(number)
  if (isNumber ? typeof value !== 'number' && (typeof value !== 'string' || value === '') : typeof value !== 'string') return false
  const [one, other] = isNumber ? [Number(value), number] : [value, text]
  return how === '<' ? one < other : how === '<=' ? one <= other : how === '>' ? one > other : one >= other
}
const onlyInSockeye = (term) => {
  throw new Error(\`Only Sockeye can decide \${term}. Write another condition here.\`)
}`

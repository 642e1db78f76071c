import type { Filter } from './syntax.ts'
import { termText } from './terms.ts'

/** A filter in words of the language. Read again it is the same filter; the text itself may be another one. */
export function print(filter: Filter): string {
  switch (filter.type) {
    case 'term':
      return termText(filter.term)
    case 'not':
      return `-${filter.filter.type === 'term' ? print(filter.filter) : `(${print(filter.filter)})`}`
    case 'and':
      return filter.filters
        .map((one) => (one.type === 'and' || one.type === 'or' ? `(${print(one)})` : print(one)))
        .join(' ')
    case 'or':
      return filter.filters.map((one) => (one.type === 'or' ? `(${print(one)})` : print(one))).join(' or ')
    default:
      return filter satisfies never
  }
}

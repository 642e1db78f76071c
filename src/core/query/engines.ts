import type { JsonPath } from './json-path.ts'
import type { Filter, Term } from './syntax.ts'
import type { Search } from './text-search.ts'

/** What a filter may need that is large, and loaded when the first filter needs it. */
export interface Engines {
  /** @throws SyntaxError that says what is wrong with the expression, for people. */
  readonly regexp?: (source: string, flags: string) => Search
  /** @throws PathError */
  readonly json?: (path: string) => JsonPath
}
export type EngineName = keyof Engines

function termsOf(filter: Filter): readonly Term[] {
  if (filter.type === 'term') return [filter.term]
  if (filter.type === 'not') return termsOf(filter.filter)
  return filter.filters.flatMap(termsOf)
}

/** The engines that a filter needs and that aren't there yet. */
export function missingEngines(filter: Filter, engines: Engines): readonly EngineName[] {
  const keys = new Set(termsOf(filter).map(({ key }) => key))
  return (['regexp', 'json'] as const).filter((name) => keys.has(name) && !engines[name])
}

/** Whether a filter asks what messages mean. */
export function asksMeaning(filter: Filter): boolean {
  return termsOf(filter).some(({ key }) => key === 'proto' || key === 'event')
}

export type JsonTerm = Term & { readonly key: 'json' }

/** The terms that a filter asks of what a message holds. */
export function jsonTerms(filter: Filter): readonly JsonTerm[] {
  return termsOf(filter).filter((term) => term.key === 'json')
}

/** Loads these engines. Rejects where a file of the extension can't be read. */
export async function loadEngines(names: readonly EngineName[]): Promise<Engines> {
  const [regexp, json] = await Promise.all([
    names.includes('regexp') ? import('./regexp.ts') : null,
    names.includes('json') ? import('./json-path.ts') : null,
  ])
  return { ...(regexp && { regexp: regexp.regexpSearch }), ...(json && { json: json.jsonPath }) }
}

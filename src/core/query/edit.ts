import { lex, type Token } from './lex.ts'
import type { TermKey } from './syntax.ts'

/**
 * A filter's text as a form sees it: the terms that must all hold, by key. What else there is stays as it was typed, and
 * faults in it are not in the way.
 */

type KeyToken = Token & { type: 'key' }

/** The tokens outside of all brackets. */
function outerTokens(text: string): readonly Token[] {
  const outer: Token[] = []
  let depth = 0
  for (const token of lex(text)) {
    if (token.type === 'close') depth--
    if (depth === 0 && token.type !== 'close') outer.push(token)
    if (token.type === 'open') depth++
  }
  return outer
}

function hasOr(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.type === 'or')
}

/** The terms of a key that must hold: outside of brackets, not negated, and in a text without `or` there. */
function termsOf(text: string, key: TermKey): readonly KeyToken[] {
  const tokens = outerTokens(text)
  if (hasOr(tokens)) return []
  return tokens.filter(
    (token, index): token is KeyToken => token.type === 'key' && token.key === key && tokens[index - 1]?.type !== 'not',
  )
}

/** The value of the only term of a key that must hold; null where there is none, or more than one. */
export function readValue(text: string, key: TermKey): string | null {
  const [term, ...more] = termsOf(text, key)
  return term && more.length === 0 ? term.value : null
}

/** All values of the terms of a key that must hold. */
export function readValues(text: string, key: TermKey): readonly string[] {
  return termsOf(text, key).map(({ value }) => value)
}

/** The text with one more term that must hold. */
export function addTerm(text: string, term: string): string {
  const rest = text.trim()
  if (rest === '') return term
  return hasOr(outerTokens(rest)) ? `(${rest}) ${term}` : `${rest} ${term}`
}

function without(text: string, token: Token): string {
  const before = text.slice(0, token.start)
  const after = text.slice(token.end).trimStart()
  return after === '' ? before.trimEnd() : before + after
}

/** The text with `key:value` as the only term of its key that must hold; with null, with none. */
export function replaceValue(text: string, key: TermKey, value: string | null): string {
  const terms = termsOf(text, key)
  const [first] = terms
  if (!first) return value === null ? text : addTerm(text, `${key}:${value}`)
  let next = text
  for (const term of terms.slice(1).toReversed()) next = without(next, term)
  if (value === null) return without(next, first)
  return `${next.slice(0, first.start)}${key}:${value}${next.slice(first.end)}`
}

/** The text with the term `key:value` among those that must hold, or without it. */
export function toggleValue(text: string, key: TermKey, value: string, on: boolean): string {
  const terms = termsOf(text, key).filter((term) => term.value === value)
  if (on) return terms.length > 0 ? text : addTerm(text, `${key}:${value}`)
  return terms.toReversed().reduce((next, term) => without(next, term), text)
}

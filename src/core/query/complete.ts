import { lex, type Token } from './lex.ts'
import { quote } from './quote.ts'
import type { Place, TermKey } from './syntax.ts'
import { KEYS, keyInfo } from './terms.ts'

/** What has been seen and can be offered. */
export interface Known {
  readonly sockets: readonly { readonly number: number; readonly url: string }[]
  /** Addresses of documents. */
  readonly frames: readonly string[]
  readonly closeCodes: readonly { readonly code: number; readonly name: string }[]
}

export interface Suggestion {
  /** What stands in the text afterwards in place of what was typed. */
  readonly text: string
  /** What it means; may be empty. */
  readonly summary: string
  /** Whether the term is complete with it. */
  readonly done: boolean
}

/** Suggestions, and the part of the text that each of them replaces. */
export interface Completion extends Place {
  readonly suggestions: readonly Suggestion[]
}

/** Suggestions for a value at the most. */
const MOST = 50

function valuesOf(key: TermKey, known: Known): readonly Suggestion[] {
  const seen = new Map<string, string>()
  if (key === 'socket') {
    for (const { url } of known.sockets) seen.set(pathOf(url), url)
    for (const { number, url } of known.sockets) seen.set(`#${number + 1}`, url)
  }
  if (key === 'frame') for (const url of known.frames) if (url !== '') seen.set(hostOf(url), url)
  if (key === 'close') for (const { code, name } of known.closeCodes) seen.set(String(code), name)
  for (const value of keyInfo(key)?.values ?? []) if (!seen.has(value)) seen.set(value, '')
  return [...seen].map(([value, summary]) => ({
    text: `${key}:${/[\s()"]/.test(value) && key !== 'json' ? quote(value) : value}`,
    summary,
    done: true,
  }))
}

function pathOf(url: string): string {
  try {
    const { pathname, host } = new URL(url)
    return pathname === '/' ? host : pathname
  } catch {
    return url
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host || url
  } catch {
    return url
  }
}

function matching(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const wanted = typed.toLowerCase()
  const rank = ({ text }: Suggestion): number => text.toLowerCase().indexOf(wanted)
  return suggestions
    .filter((suggestion) => rank(suggestion) >= 0)
    .toSorted((one, other) => Math.sign(rank(one)) - Math.sign(rank(other)))
}

const NONE: readonly Suggestion[] = []

/**
 * What could stand where the caret is: keys for a word that begins like one, or with nothing typed yet; values behind
 * a key. Nothing for what is complete as it stands.
 */
export function complete(text: string, caret: number, known: Known): Completion {
  const token = lex(text).find(({ start, end }) => start < caret && caret <= end)
  if (!token || token.type === 'open' || token.type === 'or' || token.type === 'not') {
    const isFree = token?.type !== 'or'
    return { start: caret, end: caret, suggestions: isFree ? keysLike('') : NONE }
  }
  return { start: token.start, end: token.end, suggestions: ofToken(token, known) }
}

function ofToken(token: Token, known: Known): readonly Suggestion[] {
  if (token.type === 'word') return keysLike(token.text)
  const info = token.type === 'key' && keyInfo(token.key)
  if (token.type !== 'key' || !info) return NONE
  const prefix = `${info.key}:`
  const typed = token.value.replace(/^"/, '')
  const found = matching(
    valuesOf(info.key, known).map((one) => ({ ...one, text: one.text.slice(prefix.length) })),
    typed,
  ).map((one) => ({ ...one, text: prefix + one.text }))
  // The only thing to offer is what stands there.
  return found.length === 1 && found[0]?.text === prefix + token.value ? NONE : found.slice(0, MOST)
}

function keysLike(typed: string): readonly Suggestion[] {
  return KEYS.filter(({ key }) => key.startsWith(typed.toLowerCase())).map(({ key, summary }) => ({
    text: `${key}:`,
    summary,
    done: false,
  }))
}

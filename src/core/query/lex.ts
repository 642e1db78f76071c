import type { Place } from './syntax.ts'

/** A piece of a filter's text. What was begun and not ended goes to the end of the text and is not `whole`. */
export type Token = Place &
  (
    | { readonly type: 'open' | 'close' | 'or' | 'not' }
    /** Plain text. */
    | { readonly type: 'word'; readonly text: string }
    /** Between quotes, escapes as they stand. */
    | { readonly type: 'exact'; readonly text: string; readonly whole: boolean }
    | { readonly type: 'regexp'; readonly source: string; readonly flags: string; readonly whole: boolean }
    /** `value` begins at `at`. */
    | {
        readonly type: 'key'
        readonly key: string
        readonly value: string
        readonly at: number
        readonly whole: boolean
      }
  )

const SPACE = /\s/
const KEY = /([A-Za-z]+):/y
const FLAGS = /[^\s()]*/y

function isEnd(text: string, at: number): boolean {
  const character = text[at]
  return character === undefined || character === ')' || SPACE.test(character)
}

/** The place after the quote that ends what one at `at` begins; -1 where none does. */
function afterQuote(text: string, at: number): number {
  const quote = text[at]
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] === '\\') next++
    else if (text[next] === quote) return next + 1
  }
  return -1
}

/** The place after the slash that ends a regular expression; -1 where none does. A slash in a class is part of it. */
function afterSlash(text: string, at: number): number {
  let inClass = false
  for (let next = at + 1; next < text.length; next++) {
    const character = text[next]
    if (character === '\\') next++
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '/' && !inClass) return next + 1
  }
  return -1
}

/** The end of a word: a space, or a bracket that closes more than the word opened. `call(1)` is one word. */
function wordEnd(text: string, start: number): number {
  let depth = 0
  let at = start
  for (; at < text.length; at++) {
    const character = text[at] as string
    if (SPACE.test(character)) break
    if (character === '(') depth++
    else if (character === ')' && --depth < 0) break
  }
  return at
}

/** The end of what begins at `at`; the end of the text where it does not end. */
interface End {
  readonly end: number
  readonly whole: boolean
}

function valueEnd(text: string, start: number): End {
  if (text[start] !== '"') return { end: wordEnd(text, start), whole: true }
  const end = afterQuote(text, start)
  return end < 0 ? { end: text.length, whole: false } : { end: wordEnd(text, end), whole: true }
}

/** A path may have spaces in its brackets and quotes. */
function jsonEnd(text: string, start: number): End {
  let depth = 0
  let at = start
  for (; at < text.length; at++) {
    const character = text[at] as string
    if (character === '"' || (character === "'" && depth > 0)) {
      const after = afterQuote(text, at)
      if (after < 0) return { end: text.length, whole: false }
      at = after - 1
    } else if (character === '[' || character === '(') depth++
    else if ((character === ']' || character === ')') && depth > 0) depth--
    else if (depth === 0 && isEnd(text, at)) break
  }
  return { end: at, whole: depth === 0 }
}

/** Cuts a filter's text into its pieces. Every text has some: what is wrong with them is for the parser to say. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (SPACE.test(text[at] as string)) {
      at++
      continue
    }
    const token = tokenAt(text, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(text: string, start: number): Token {
  switch (text[start]) {
    case '(':
      return { type: 'open', start, end: start + 1 }
    case ')':
      return { type: 'close', start, end: start + 1 }
    case '-':
      return { type: 'not', start, end: start + 1 }
    case '"': {
      const end = afterQuote(text, start)
      if (end < 0) return { type: 'exact', text: text.slice(start + 1), whole: false, start, end: text.length }
      // `"type":"order"` is a piece of JSON, and meant as it stands.
      if (isEnd(text, end)) return { type: 'exact', text: text.slice(start + 1, end - 1), whole: true, start, end }
      break
    }
    case '/': {
      const slash = afterSlash(text, start)
      if (slash < 0)
        return { type: 'regexp', source: text.slice(start + 1), flags: '', whole: false, start, end: text.length }
      FLAGS.lastIndex = slash
      const flags = FLAGS.exec(text)?.[0] ?? ''
      return {
        type: 'regexp',
        source: text.slice(start + 1, slash - 1),
        flags,
        whole: true,
        start,
        end: slash + flags.length,
      }
    }
  }
  KEY.lastIndex = start
  const key = KEY.exec(text)?.[1]
  if (key !== undefined && !text.startsWith('//', start + key.length + 1)) {
    const at = start + key.length + 1
    const { end, whole } = key === 'json' ? jsonEnd(text, at) : valueEnd(text, at)
    return { type: 'key', key, value: text.slice(at, end), at, whole, start, end }
  }
  const end = wordEnd(text, start)
  const word = text.slice(start, end)
  return word === 'or' || word === 'OR' ? { type: 'or', start, end } : { type: 'word', text: word, start, end }
}

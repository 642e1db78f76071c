import { lex, type Token } from './lex.ts'
import { unquote } from './quote.ts'
import type { Filter, Place, Problem, Reading, Term } from './syntax.ts'
import { KEYS, keyInfo, readTerm, ValueError } from './terms.ts'

/** Brackets inside brackets. */
const DEEPEST = 50

class Fault extends Error {
  readonly problem: Problem
  constructor(message: string, { start, end }: Place) {
    super(message)
    this.problem = { message, start, end }
  }
}

/** Reads a filter's text. Never throws; of several problems the first is told. */
export function parse(text: string): Reading {
  try {
    return { ok: true, filter: new Parser(lex(text)).parse() }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.problem }
    throw error
  }
}

function all(type: 'and' | 'or', filters: readonly Filter[]): Filter {
  const [only] = filters
  return filters.length === 1 && only ? only : { type, filters }
}

class Parser {
  #at = 0
  readonly #tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  parse(): Filter {
    if (this.#tokens.length === 0) return { type: 'and', filters: [] }
    const filter = this.#either(0)
    const rest = this.#tokens[this.#at]
    if (rest) throw new Fault('This bracket closes nothing. Remove it, or put it in quotes to find it.', rest)
    return filter
  }

  #either(depth: number): Filter {
    const filters = [this.#both(depth)]
    while (this.#tokens[this.#at]?.type === 'or') {
      this.#at++
      filters.push(this.#both(depth))
    }
    return all('or', filters)
  }

  #both(depth: number): Filter {
    const filters: Filter[] = []
    for (let token = this.#tokens[this.#at]; token; token = this.#tokens[this.#at]) {
      if (token.type === 'or' || token.type === 'close') break
      filters.push(this.#term(depth))
    }
    if (filters.length > 0) return all('and', filters)
    const before = this.#tokens[this.#at - 1]
    const here = this.#tokens[this.#at]
    if (before?.type === 'open' && here?.type === 'close') {
      throw new Fault('There is nothing in these brackets. Write a filter there, or remove them.', {
        start: before.start,
        end: here.end,
      })
    }
    const or = before?.type === 'or' ? before : here?.type === 'or' ? here : undefined
    if (or) throw new Fault('“or” stands between two terms. To find the word, write "or" in quotes.', or)
    throw new Fault(
      'This bracket closes nothing. Remove it, or put it in quotes to find it.',
      here ?? (before as Token),
    )
  }

  #term(depth: number): Filter {
    let isNegated = false
    let token = this.#next()
    while (token.type === 'not') {
      const next = this.#tokens[this.#at]
      if (!next || next.start !== token.end || next.type === 'close') {
        throw new Fault('“-” leaves out the term right behind it. To find a dash, write "-" in quotes.', token)
      }
      isNegated = !isNegated
      token = this.#next()
    }
    const filter = token.type === 'open' ? this.#group(token, depth) : single(token)
    return isNegated ? { type: 'not', filter } : filter
  }

  #next(): Token {
    return this.#tokens[this.#at++] as Token
  }

  #group(open: Token, depth: number): Filter {
    if (depth === DEEPEST) throw new Fault('Too many brackets inside each other. Remove some.', open)
    if (this.#at === this.#tokens.length) {
      throw new Fault('This bracket is not closed. Add ), or put it in quotes to find it.', open)
    }
    const filter = this.#either(depth + 1)
    if (this.#tokens[this.#at]?.type !== 'close') {
      throw new Fault('This bracket is not closed. Add ), or put it in quotes to find it.', open)
    }
    this.#at++
    return filter
  }
}

function single(token: Token): Filter {
  const { start, end } = token
  return { type: 'term', term: termOf(token), place: { start, end } }
}

function termOf(token: Token): Term {
  switch (token.type) {
    case 'word':
      return { key: 'text', text: token.text, exact: false }
    case 'exact':
      if (!token.whole) throw new Fault('These quotes are not closed. Add " at the end.', token)
      if (token.text === '') throw new Fault('There is nothing between the quotes. Write a text there.', token)
      try {
        return { key: 'text', text: unquote(token.text), exact: true }
      } catch (error) {
        throw new Fault((error as Error).message, token)
      }
    case 'regexp':
      return regexpOf(token)
    case 'key':
      return keyed(token)
    default:
      // The parser takes these itself.
      throw new Fault('A term is missing here.', token)
  }
}

function regexpOf(token: Token & { type: 'regexp' }): Term {
  const { source, flags, whole } = token
  if (!whole) {
    const hint = `Add / at its end, or write ${JSON.stringify(`/${source}`)} in quotes to find the text.`
    throw new Fault(`This regular expression has no end. ${hint}`, token)
  }
  if (source === '') throw new Fault('This regular expression is empty. Write it between the slashes.', token)
  if (!/^[ims]*$/.test(flags)) {
    const hint = `To find the text, write ${JSON.stringify(`/${source}/${flags}`)} in quotes.`
    throw new Fault(`The flags of a regular expression are i, m and s, not ${flags}. ${hint}`, token)
  }
  return { key: 'regexp', source, flags: [...new Set(flags)].join('') }
}

function keyed(token: Token & { type: 'key' }): Term {
  const info = keyInfo(token.key)
  if (!info) {
    const keys = KEYS.map(({ key }) => key).join(', ')
    const text = JSON.stringify(`${token.key}:${token.value}`)
    const place = { start: token.start, end: token.at }
    throw new Fault(`There is no “${token.key}:”. Keys are ${keys}. To find the text, write ${text} in quotes.`, place)
  }
  if (!token.whole) {
    const hint = info.key === 'json' ? 'Close its brackets and quotes.' : 'Add " at the end.'
    throw new Fault(`This value has no end. ${hint}`, token)
  }
  try {
    return readTerm(info.key, token.value)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    const { start, end, message } = error
    // Of an empty value there is nothing to point at but its key.
    if (end === start) throw new Fault(message, token)
    throw new Fault(message, { start: token.at + start, end: token.at + end })
  }
}

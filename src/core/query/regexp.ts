import { RE2JS, RE2JSSyntaxException } from 're2js'
import type { Search } from './text-search.ts'

/** UTF-16 units of a row that are searched. Every expression takes linear time; this bounds how long one row may. */
const LIMIT = 2 ** 20

const FLAGS: Readonly<Record<string, number>> = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL }

/** Names that JavaScript has another way of writing. */
function translated(source: string): string {
  return source.replace(/\\u\{([\da-fA-F]{1,6})\}/g, '\\x{$1}').replace(/\\u([\da-fA-F]{4})/g, '\\x{$1}')
}

function explain(error: RE2JSSyntaxException): string {
  const pattern = error.getPattern() ?? ''
  if (/^\(\?(<?[=!])/.test(pattern)) {
    return 'Look-ahead and look-behind are not known here, because they can’t be searched in linear time. Use two terms, one of them with - before it.'
  }
  if (/^\\[1-9k]/.test(pattern)) {
    return 'Back-references are not known here, because they can’t be searched in linear time. Write the text out.'
  }
  const place = pattern === '' ? '' : `: ${pattern}`
  return `This regular expression can’t be read: ${error.getDescription()}${place}. Write \\ before a character that is meant as itself.`
}

/**
 * Finds a regular expression, in linear time whatever it is. Of each row the first 2^20 units are searched, of bytes as many.
 * @throws SyntaxError that says what is wrong, for people.
 */
export function regexpSearch(source: string, flags: string): Search {
  const bits = [...flags].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0)
  try {
    const expression = RE2JS.compile(translated(source), bits)
    return {
      inText: (text) => expression.test(text.length > LIMIT ? text.slice(0, LIMIT) : text),
      inBytes: (bytes) => expression.test(new TextDecoder().decode(bytes.subarray(0, LIMIT))),
      next(text, from) {
        const matcher = expression.matcher(text.slice(0, LIMIT))
        for (let at = from; at <= Math.min(text.length, LIMIT) && matcher.find(at); at = matcher.end() + 1) {
          if (matcher.end() > matcher.start()) return { start: matcher.start(), end: matcher.end() }
        }
        return null
      },
    }
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw new SyntaxError(explain(error))
    throw new SyntaxError('This regular expression is too large. Write a shorter one.')
  }
}

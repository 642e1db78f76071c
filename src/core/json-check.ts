import { positionOf, positionText } from './text-position.ts'
import { visibleLine } from './visible.ts'

/** Whether a text is JSON; if not, where it goes wrong (offset in UTF-16 units from 0, line and column from 1) and, in a
 *  sentence that begins with the place, what to do about it. */
export type JsonCheck =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly message: string
      readonly line: number
      readonly column: number
      readonly offset: number
    }

/** What stands in the way, with the offset at which to say it. */
interface Fault {
  readonly at: number
  readonly what: string
}

/** Sticky patterns match at `lastIndex` or not at all, and copy nothing. */
const BLANKS = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings may not hold these, so this is their edge.
const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
/** Bounded, since an unbounded class with astral characters overflows the engine's stack on a text of megabytes. */
const WORD = /[\p{L}_$][\p{L}\p{N}_$]{0,39}/uy
/** What may not touch a number's end: with it the whole would be read as one wrong number. */
const NUMBER_GOES_ON = /[-+.\p{L}\p{N}_]/uy

/** The offset after the match at `from`; `from` itself where there is none. */
function after(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

function characterAt(text: string, at: number): string {
  return visibleLine(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

/** The end of the string that begins at `at`, or what is wrong in it. */
function scanString(text: string, at: number): number | Fault {
  let end = at + 1
  while (true) {
    end = after(PLAIN, text, end)
    if (end === text.length) return { at, what: 'this string is not closed. Add a " at its end.' }
    if (text[end] === '"') return end + 1
    if (text[end] !== '\\') {
      const control = text.charCodeAt(end)
      if (control === 0x0a || control === 0x0d) {
        return { at: end, what: 'a string may not run over lines. Close it with ", or write \\n for a line break.' }
      }
      const written = control === 9 ? '\\t' : `\\u${control.toString(16).padStart(4, '0')}`
      return { at: end, what: `a string may not hold this control character as it is. Write ${written}.` }
    }
    const next = after(ESCAPE, text, end)
    if (next === end) {
      if (end + 1 === text.length) return { at, what: 'this string is not closed. Add a " at its end.' }
      if (text[end + 1] === 'u') return { at: end, what: 'four hex digits must follow \\u, such as \\u00e9.' }
      return { at: end, what: `\\${characterAt(text, end + 1)} is no escape. Write \\\\ for a backslash.` }
    }
    end = next
  }
}

/** Words of other languages, and what JSON has for them. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['undefined', 'null'],
  ['None', 'null'],
  ['nil', 'null'],
  ['NULL', 'null'],
  ['Null', 'null'],
  ['True', 'true'],
  ['TRUE', 'true'],
  ['False', 'false'],
  ['FALSE', 'false'],
])

/** Signs that are wrong wherever something other than a string is looked for. */
function foreignSign(text: string, at: number): string | null {
  const character = text[at] as string
  if (character === "'" || /[“”„‘’`]/.test(character)) return 'write strings and names in straight double quotes: "…".'
  if (text.startsWith('//', at) || text.startsWith('/*', at)) return 'JSON has no comments. Remove this one.'
  if (/[\s\p{Cf}\p{Cc}]/u.test(character)) {
    const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
    return `this is not a plain space but the character U+${code}. Remove it.`
  }
  return null
}

/** What to say where a value should begin and none does. */
function noValue(text: string, at: number): string {
  const sign = foreignSign(text, at)
  if (sign) return sign
  const character = text[at] as string
  if (/[-+.0-9]/.test(character)) return 'this number is not written as JSON has it. Write it like -12.5 or 1e9.'
  const word = text.slice(at, after(WORD, text, at))
  const right = FOREIGN.get(word)
  if (right) return `write ${right} instead of ${word}.`
  if (word === 'NaN' || word === 'Infinity') return `JSON has no ${word}. Use null or a string.`
  if (word) return `“${visibleLine(word)}” is not a JSON value. Put text in double quotes.`
  return `a value must come here, not “${characterAt(text, at)}”. Put text in double quotes.`
}

/** The end of the string, number or literal that begins at `at`, or what is wrong with it. */
function scanScalar(text: string, at: number): number | Fault {
  if (text[at] === '"') return scanString(text, at)
  const number = after(NUMBER, text, at)
  if (number > at && after(NUMBER_GOES_ON, text, number) === number) return number
  const word = after(WORD, text, at)
  if (/^(true|false|null)$/.test(text.slice(at, word))) return word
  return { at, what: noValue(text, at) }
}

/** What may come next. `item` and `name` are what must follow a comma. */
type Expected = 'value' | 'value or ]' | 'item' | 'name' | 'name or }' | 'colon' | 'comma'

const TRAILING = 'nothing follows this comma. Remove it.'

/** The first fault, or null where the text is JSON. A loop with a stack of its own: nesting of any depth is fine. */
function findFault(text: string): Fault | null {
  /** Offsets at which the objects and arrays begin that are not closed yet. */
  const open: number[] = []
  let expected: Expected = 'value'
  /** Offset of the last comma. */
  let comma = 0
  let at = 0
  while (true) {
    at = after(BLANKS, text, at)
    const character = text[at]
    const container = open.at(-1)

    if (expected === 'comma' && container === undefined) {
      if (character === undefined) return null
      const sign = foreignSign(text, at)
      return { at, what: sign ?? 'the JSON ends before this. Remove the rest, or put all values in one array: [ … ].' }
    }
    if (character === undefined) {
      if (container === undefined)
        return { at: 0, what: 'there is no JSON yet. Enter a value, such as {"type": "hello"}.' }
      const [what, sign] = text[container] === '{' ? ['object', '}'] : ['array', ']']
      const begin = positionText(text, container)
      return { at, what: `the ${what} from ${begin[0]?.toLowerCase()}${begin.slice(1)} is not closed. Add ${sign}.` }
    }

    switch (expected) {
      case 'value':
      case 'item':
      case 'value or ]': {
        if (character === ']' && expected === 'value or ]') {
          open.pop()
          expected = 'comma'
          at++
        } else if (character === '{' || character === '[') {
          open.push(at)
          expected = character === '{' ? 'name or }' : 'value or ]'
          at++
        } else {
          if (character === ']' && expected === 'item') return { at: comma, what: TRAILING }
          const end = scanScalar(text, at)
          if (typeof end !== 'number') return end
          at = end
          expected = 'comma'
        }
        break
      }
      case 'name':
      case 'name or }': {
        if (character === '}' && expected === 'name or }') {
          open.pop()
          expected = 'comma'
          at++
        } else if (character === '"') {
          const end = scanString(text, at)
          if (typeof end !== 'number') return end
          at = end
          expected = 'colon'
        } else {
          if (character === '}') return { at: comma, what: TRAILING }
          return { at, what: foreignSign(text, at) ?? 'a name must come here, in double quotes: {"name": 1}.' }
        }
        break
      }
      case 'colon': {
        if (character !== ':')
          return { at, what: foreignSign(text, at) ?? 'a colon must stand between name and value.' }
        expected = 'value'
        at++
        break
      }
      case 'comma': {
        const inObject = text[container as number] === '{'
        if (character === (inObject ? '}' : ']')) {
          open.pop()
        } else if (character === ',') {
          comma = at
          expected = inObject ? 'name' : 'item'
        } else {
          return { at, what: foreignSign(text, at) ?? `a comma or ${inObject ? '}' : ']'} must come here.` }
        }
        at++
        break
      }
      default:
        return expected satisfies never
    }
  }
}

/**
 * Checks JSON as RFC 8259 and JSON.parse have it, without building anything, and says in words of its own what is wrong:
 * engines differ in theirs, and not all of them tell the place.
 */
export function checkJson(text: string): JsonCheck {
  const fault = findFault(text)
  if (!fault) return { ok: true }
  const message = `${positionText(text, fault.at)}: ${fault.what}`
  return { ok: false, message, ...positionOf(text, fault.at), offset: fault.at }
}

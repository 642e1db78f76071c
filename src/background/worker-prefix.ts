/**
 * Where the script of a worker takes a prefix without becoming another script. Pure: what it is about is text.
 * Sources: ECMAScript 2025 §12.5 (hashbang), §11.2.1 (directive prologues), §12.10 (automatic semicolons), annex B.1.1
 * (comments as in HTML); https://html.spec.whatwg.org/#fetch-a-classic-worker-script (scripts of workers are UTF-8).
 */

export interface Place {
  /** Bytes of the script that stay in front. */
  readonly at: number
  /** The script begins with 'use strict', which counts in front of everything else alone: the prefix has to begin so too. */
  readonly strict: boolean
}

/** More than any token whose end matters. */
const AHEAD = 64

/**
 * Where the prefix goes. `more`: what is here doesn't tell yet, never said of a script that is `complete`.
 * null: it can't be told, or the script would change: it has to stay as it is.
 */
export function placeOf(bytes: Uint8Array, complete: boolean): Place | 'more' | null {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  if (bytes[at] === 0x23 && bytes[at + 1] === 0x21) {
    at = bytes.indexOf(0x0a, at) + 1
    if (at === 0) return complete ? null : 'more'
  }
  // A letter that is cut in two at the end becomes U+FFFD, which is too near to the end to matter.
  const script = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at))
  const { strict, seen } = readPrologue(script)
  if (!complete && seen + AHEAD > script.length) return 'more'
  return strict === null || script === '' ? null : { at, strict }
}

const BLANK = /(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*/y
const TEXT = /'(?:[^'\\\r\n]|\\[\s\S])*'|"(?:[^"\\\r\n]|\\[\s\S])*"/y
/** On a line of its own after a string this can't go on with the expression that the string would begin. */
const STATEMENT = /(?!in\b|instanceof\b)[A-Za-z_$'"{]/y
const LINE_END = /[\r\n\u2028\u2029]/

/** Whether a script begins with 'use strict', null where that is hard to say, and up to where one had to look. */
function readPrologue(script: string): { strict: boolean | null; seen: number } {
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const taken = pattern.exec(script)?.[0] ?? ''
    at += taken.length
    return taken
  }
  const answer = (strict: boolean | null) => ({ strict, seen: at })
  take(BLANK)
  for (;;) {
    // A comment only where nothing but blanks is in front of it.
    if (script.startsWith('-->', at) || script.startsWith('<!--', at)) return answer(null)
    // Not closed yet.
    if (script.startsWith('/*', at)) return { strict: null, seen: script.length }
    const quoted = /['"]/.test(script.charAt(at))
    const text = take(TEXT)
    if (text === '') return quoted ? { strict: null, seen: script.length } : answer(false)
    const isLine = LINE_END.test(take(BLANK))
    const ended = script[at] === ';'
    if (text.slice(1, -1) === 'use strict') {
      STATEMENT.lastIndex = at
      return answer(ended || at === script.length || (isLine && STATEMENT.test(script)) ? true : null)
    }
    if (!ended) return answer(null)
    at++
    take(BLANK)
  }
}

/** Whether a Content-Type is a script's: https://mimesniff.spec.whatwg.org/#javascript-mime-type but for the oldest ones. */
export function isScriptType(type: string): boolean {
  return /^\s*(?:text|application)\/(?:x-)?(?:java|ecma)script\s*(?:;|$)/i.test(type)
}

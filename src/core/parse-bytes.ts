import { positionText } from './text-position.ts'
import { visibleLine } from './visible.ts'

/** What was typed, as bytes; or where it goes wrong (`at`, UTF-16 units) and, in a sentence with the place, what is right. */
export type ParsedBytes =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly at: number; readonly message: string }

const NO_DIGIT = 255

function digitTable(...alphabets: readonly string[]): Uint8Array {
  const table = new Uint8Array(128).fill(NO_DIGIT)
  for (const alphabet of alphabets) {
    for (let value = 0; value < alphabet.length; value++) table[alphabet.charCodeAt(value)] = value
  }
  return table
}

const HEX_VALUES = digitTable('0123456789abcdef', '0123456789ABCDEF')
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64_VALUES = digitTable(`${LETTERS_AND_DIGITS}+/`, `${LETTERS_AND_DIGITS}-_`)

/** The sticky flag makes the pattern match at `lastIndex` or not at all: no copy of the rest is made. */
const HEX_GAP = /[\s,:]*(?:0[xX])?/y
const BLANKS = /\s*/y

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  pattern.test(text)
  return pattern.lastIndex
}

function wrong(text: string, at: number, what: string): ParsedBytes {
  return { ok: false, at, message: `${positionText(text, at)}: ${what}` }
}

function quote(text: string, at: number): string {
  return `“${visibleLine(String.fromCodePoint(text.codePointAt(at) ?? 0))}”`
}

/**
 * Reads hex as people paste it: `48656c`, `48 65 6c`, `48:65:6c`, `0x48, 0x65`, over any number of lines. Nothing is no
 * bytes. A byte is always two digits: `4 8` could mean 48 or 04 08, so it is refused.
 */
export function parseHex(text: string): ParsedBytes {
  const bytes = new Uint8Array(text.length >> 1)
  let length = 0
  let at = 0
  while (true) {
    const gap = at
    at = skip(HEX_GAP, text, at)
    const prefixed = at > gap && /[xX]/.test(text[at - 1] as string)
    if (at === text.length && !prefixed) break
    for (let first = true; ; first = false) {
      const high = HEX_VALUES[text.charCodeAt(at)] ?? NO_DIGIT
      if (high === NO_DIGIT) {
        if (!first) break
        if (at === text.length) return wrong(text, at, 'two hex digits must follow 0x, such as 0x0f.')
        return wrong(text, at, `${quote(text, at)} is not a hex digit. Write two for each byte, such as 48 65 6c.`)
      }
      const low = HEX_VALUES[text.charCodeAt(at + 1)] ?? NO_DIGIT
      if (low === NO_DIGIT) {
        return wrong(text, at, `a byte takes two hex digits. Write 0${text[at]} or the digit that is missing.`)
      }
      bytes[length++] = (high << 4) | low
      at += 2
    }
  }
  return { ok: true, bytes: bytes.slice(0, length) }
}

/**
 * Reads Base64, standard or URL-safe (RFC 4648 §4 and §5), with or without padding, with white space anywhere. Bits that
 * are left over at the end are dropped, as browsers do (https://infra.spec.whatwg.org/#forgiving-base64-decode).
 */
export function parseBase64(text: string): ParsedBytes {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let length = 0
  let digits = 0
  let last = 0
  let bits = 0
  let at = skip(BLANKS, text, 0)
  for (; at < text.length; at = skip(BLANKS, text, at + 1)) {
    const value = BASE64_VALUES[text.charCodeAt(at)] ?? NO_DIGIT
    if (value === NO_DIGIT) break
    last = at
    digits++
    bits = ((bits << 6) | value) & 0xffffff
    if (digits % 4 === 1) continue
    bytes[length++] = (bits >> (6 - 2 * ((digits - 1) % 4))) & 0xff
  }

  const padding = at
  let pads = 0
  for (; text[at] === '='; at = skip(BLANKS, text, at + 1)) pads++
  if (at < text.length) {
    if (pads > 0) return wrong(text, padding, 'padding (=) ends Base64. Remove it here, or what follows it.')
    return wrong(text, at, `${quote(text, at)} is not Base64. Use A–Z, a–z, 0–9, + and / (or - and _), = at the end.`)
  }
  if (digits % 4 === 1) {
    return wrong(text, last, 'one character is left over: Base64 has groups of four. Check that nothing is cut off.')
  }
  const needed = (4 - (digits % 4)) % 4
  if (pads !== 0 && pads !== needed) {
    const right = needed === 0 ? 'no padding' : needed === 1 ? 'one =' : 'two ='
    return wrong(text, padding, `${right} is right here. Padding may also be left out.`)
  }
  return { ok: true, bytes: bytes.slice(0, length) }
}

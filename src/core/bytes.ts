const NOT_ASCII = /[\u0080-\uffff]/

/** Bytes of a text in UTF-8; a surrogate without a partner counts as the U+FFFD that is sent in its place. */
export function utf8Length(text: string): number {
  const units = text.length
  // Most messages are ASCII, and the engine finds that out many times faster than the loop.
  if (!NOT_ASCII.test(text)) return units
  let bytes = units
  for (let index = 0; index < units; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else {
      // Three bytes for one unit, or four for the two units of a pair: two more than units in both cases.
      bytes += 2
      if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) index++
    }
  }
  return bytes
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

const HEX_DIGITS = '0123456789abcdef'
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const asciiCodes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const HEX_CODES = asciiCodes(HEX_DIGITS)
const BASE64_CODES = asciiCodes(BASE64_DIGITS)
const SPACE = 0x20
const PAD = 0x3d

/**
 * Lowercase hex with a space between bytes: `48 65 6c`.
 * @throws Error of the engine's own where the text would be longer than a string can be (about 180 MB of bytes).
 */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length === 0) return ''
  // Filling an array and decoding it once is many times faster than joining a string for each byte.
  const codes = new Uint8Array(bytes.length * 3 - 1).fill(SPACE)
  for (let index = 0, at = 0; index < bytes.length; index++, at += 3) {
    const byte = bytes[index] as number
    codes[at] = HEX_CODES[byte >> 4] as number
    codes[at + 1] = HEX_CODES[byte & 15] as number
  }
  return new TextDecoder().decode(codes)
}

/**
 * Standard Base64 with padding, RFC 4648 §4.
 * @throws Error of the engine's own where the text would be longer than a string can be (about 400 MB of bytes).
 */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  for (let index = 0, at = 0; index < bytes.length; index += 3, at += 4) {
    const left = bytes.length - index
    const three =
      ((bytes[index] as number) << 16) | ((left > 1 ? (bytes[index + 1] as number) : 0) << 8) | (bytes[index + 2] ?? 0)
    codes[at] = BASE64_CODES[three >> 18] as number
    codes[at + 1] = BASE64_CODES[(three >> 12) & 63] as number
    codes[at + 2] = left > 1 ? (BASE64_CODES[(three >> 6) & 63] as number) : PAD
    codes[at + 3] = left > 2 ? (BASE64_CODES[three & 63] as number) : PAD
  }
  return new TextDecoder().decode(codes)
}

/** One line of a hex view. */
export interface HexRow {
  /** Of the first byte. */
  readonly offset: number
  /** Two digits for each byte; fewer than the width in the last row. */
  readonly hex: readonly string[]
  /** One character for each byte: printable ASCII, else a full stop. */
  readonly ascii: string
}

/** The lines of a hex view from line `start` on, `count` of them or as many as there are: only what is seen is made. */
export function hexRows(bytes: Uint8Array, start: number, count: number, width = 16): HexRow[] {
  const rows: HexRow[] = []
  const end = Math.min(bytes.length, (start + count) * width)
  for (let offset = Math.max(0, start) * width; offset < end; offset += width) {
    const line = bytes.subarray(offset, Math.min(offset + width, bytes.length))
    rows.push({
      offset,
      hex: Array.from(line, (byte) => HEX[byte] as string),
      ascii: Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    })
  }
  return rows
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A length for people, in powers of 1000 as Chrome's Network panel has it: `0 B`, `1.2 kB`, `340 kB`, `3.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let size = bytes
  let unit = ''
  for (unit of UNITS) {
    size /= 1000
    // Not 1000: what rounds up to "1000 kB" is said as "1.0 MB".
    if (size < 999.5) break
  }
  return `${size.toFixed(size < 99.95 ? 1 : 0)} ${unit}`
}

/** Bytes that looksLikeText reads. */
const TEXT_SAMPLE = 1024

/**
 * Whether a person could read the bytes: their head (1,024 bytes) is UTF-8 without control characters other than tab,
 * line feed and carriage return. False for no bytes.
 */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false
  const cut = bytes.length > TEXT_SAMPLE
  try {
    // A cut head may end inside a character, which `stream` forgives; a whole message may not.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, TEXT_SAMPLE), { stream: cut })
    return !/(?![\t\n\r])\p{Cc}/u.test(text)
  } catch {
    return false
  }
}

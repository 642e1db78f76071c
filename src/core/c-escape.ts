const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' }

/**
 * Bytes as a string literal of C, quotes and all. What is not printable ASCII is three octal digits: a hexadecimal escape has
 * no end before characters that are such digits. `?` is escaped, since two of them begin a trigraph.
 */
export function cEscape(bytes: Uint8Array): string {
  const parts = Array.from(bytes, (byte) => {
    const named = NAMED[byte]
    if (named !== undefined) return named
    if (byte === 0x3f) return '\\?'
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
    return `\\${byte.toString(8).padStart(3, '0')}`
  })
  return `"${parts.join('')}"`
}

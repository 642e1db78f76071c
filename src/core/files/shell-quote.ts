/** What may stand in a command as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** What a terminal or an interactive shell may act on when it is pasted, or a person can't see: all that is not in ' '. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

/** Bytes of a text as escapes of $'…'. */
function escaped(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}

/**
 * A text as one word of a POSIX shell. In '…' nothing but ' is special. Where there is a character that can't be pasted or
 * seen, $'…' of bash, zsh, ksh and POSIX.1-2024 is used, with UTF-8 bytes, so that it means the same in every locale. A
 * surrogate without a partner becomes U+FFFD, as it does on the wire.
 * @returns null for a text with a null character, which no command can be given.
 */
export function shellQuote(text: string): string | null {
  if (text.includes('\0')) return null
  if (PLAIN.test(text)) return text
  if (!UNSAFE.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  // An exclamation mark would be taken for the history's by some shells, even here.
  const inside = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}'\\!]/gu, escaped)
  return `$'${inside}'`
}

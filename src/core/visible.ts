/**
 * What can't be seen or what changes how the text around it is seen: control and format characters (bidirectional
 * controls, zero-width ones and byte order marks are among the latter), line and paragraph separators, fillers that
 * are drawn as nothing, and surrogates without a partner. Variation selectors stay: emoji need them.
 * Classes as in https://www.unicode.org/reports/tr44/#General_Category_Values
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu
const UNSEEN_BUT_LINES_AND_TABS = new RegExp(`(?![\\n\\t])(?:${UNSEEN.source})`, 'gu')

/** Where Unicode keeps a picture of each ASCII control character: https://www.unicode.org/charts/PDF/U2400.pdf */
const PICTURES = 0x2400
const PICTURE_OF_DELETE = '\u2421'

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number
  if (code < 0x20) return String.fromCharCode(PICTURES + code)
  if (code === 0x7f) return PICTURE_OF_DELETE
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/**
 * A text whose every character can be seen, for one line: ASCII controls as their pictures (`␊` for a line feed),
 * other unseen characters as `\u202e` or `\u{e0041}`. For eyes only: the original can't be told back from it.
 */
export function visibleLine(text: string): string {
  return text.replace(UNSEEN, escapeCharacter)
}

/** As visibleLine, but line feeds and tabs stay, for a text that is shown in full. */
export function visible(text: string): string {
  return text.replace(UNSEEN_BUT_LINES_AND_TABS, escapeCharacter)
}

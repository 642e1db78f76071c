/** A place in a text as editors count it: both from 1, columns in UTF-16 units. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** The place of an offset (UTF-16 units from 0). A line ends with LF, CR LF or CR. */
export function positionOf(text: string, offset: number): TextPosition {
  let line = 1
  let start = 0
  for (let index = 0; index < offset; index++) {
    const code = text.charCodeAt(index)
    if (code !== LINE_FEED && code !== CARRIAGE_RETURN) continue
    if (code === CARRIAGE_RETURN && text.charCodeAt(index + 1) === LINE_FEED) continue
    line++
    start = index + 1
  }
  return { line, column: offset - start + 1 }
}

/** The place of an offset in words that begin a sentence: `Line 2, column 3`; `Column 3` in a text of one line. */
export function positionText(text: string, offset: number): string {
  const { line, column } = positionOf(text, offset)
  return /[\r\n]/.test(text) ? `Line ${line}, column ${column}` : `Column ${column}`
}

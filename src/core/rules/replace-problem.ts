/**
 * What is wrong with a regular expression, for people; null: nothing. Only its form is looked at here, with the engine of whoever
 * runs this, and without running it; what RE2 can't do in linear time is refused.
 */
export function replaceProblem(source: string): string | null {
  if (/\(\?<?[=!]/.test(source)) return 'Look-ahead and look-behind are not known here. Write it without them.'
  if (/\\[1-9k]/.test(source)) return 'Back-references are not known here. Write the text out.'
  try {
    new RegExp(source)
    return null
  } catch {
    return 'This regular expression can’t be read. Write \\ before a character that is meant as itself.'
  }
}

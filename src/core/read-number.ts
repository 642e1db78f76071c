/** A whole number that was typed, within bounds, or in words what is right. */
export type ReadNumber =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly message: string }

export function readNumber(text: string, least: number, most: number): ReadNumber {
  const value = Number(text)
  if (/^\s*\d{1,15}\s*$/.test(text) && value >= least && value <= most) return { ok: true, value }
  return { ok: false, message: `Enter a whole number from ${least} to ${most}.` }
}

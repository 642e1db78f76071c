/**
 * Whether an address has these parts in this order: `*` stands for anything between them, and the pattern may begin and end anywhere.
 * An empty pattern is any address. Takes linear time.
 */
export function matchesUrl(pattern: string, url: string): boolean {
  let at = 0
  for (const part of pattern.trim().split('*')) {
    const found = url.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}

/** An address without its query, which differs from one visit to the next. */
export function addressOf(url: string): string {
  return url.replace(/[?#].*$/, '')
}

/** What could come at a place in JSON: a name of an object, or the value of such a name (null: in an array, or alone). */
export interface JsonPlace {
  readonly kind: 'name' | 'value'
  /** UTF-16 units from which on it would be replaced: the beginning of the word or string before the place. */
  readonly from: number
  readonly name: string | null
}

/** Names and scalar values, as JSON has them, that were seen. The most recent first. */
export interface JsonWords {
  readonly names: ReadonlySet<string>
  /** By the name whose value it was. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>
}

/** Bounds, so that a log full of strange messages costs little. */
const NAMES = 300
const VALUES = 20
/** UTF-16 units of one value, and of one name. */
const LENGTH = 80

/** Says what is being written at an offset; null where nothing can be offered. Tolerates what is wrong or unfinished. */
export function jsonPlace(text: string, offset: number): JsonPlace | null {
  const open: { readonly isObject: boolean; name: string | null }[] = []
  let kind: JsonPlace['kind'] = 'value'
  for (let at = 0; at < offset; at++) {
    const container = open.at(-1)
    const name = container?.name ?? null
    switch (text[at]) {
      case '{':
      case '[':
        open.push({ isObject: text[at] === '{', name: null })
        kind = text[at] === '{' ? 'name' : 'value'
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        if (container) container.name = null
        kind = container?.isObject ? 'name' : 'value'
        break
      case ':':
        kind = 'value'
        break
      case '"': {
        const end = stringEnd(text, at)
        if (end >= offset) return { kind, from: at, name }
        if (kind === 'name' && container) container.name = readString(text.slice(at, end + 1))
        at = end
        break
      }
    }
  }
  const from = offset - (/[\w.+-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0)
  const name = open.at(-1)?.name ?? null
  // After a whole name only a colon can come, and after a value only a comma.
  if (kind === 'name' && name !== null) return null
  if (from === offset && /["\]}]\s*$/.test(text.slice(0, offset))) return null
  return { kind, from, name }
}

/** The offset of a string's closing quote; the end of the text where there is none. */
function stringEnd(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}

function readString(text: string): string | null {
  try {
    return String(JSON.parse(text))
  } catch {
    return null
  }
}

/** Gathers names and values from texts, of which those that are no JSON are passed over. */
export function jsonWords(texts: Iterable<string>): JsonWords {
  const names = new Set<string>()
  const values = new Map<string, Set<string>>()
  for (const text of texts) {
    if (names.size >= NAMES) break
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      continue
    }
    const left: unknown[] = [value]
    // With a list of its own: nesting of any depth is fine.
    for (let one = left.pop(); left.length > 0 || one !== undefined; one = left.pop()) {
      if (one === null || typeof one !== 'object') continue
      for (const [name, inner] of Object.entries(one)) {
        if (inner !== null && typeof inner === 'object') left.push(inner)
        if (Array.isArray(one) || name.length > LENGTH) continue
        if (names.size < NAMES) names.add(name)
        if (inner !== null && typeof inner === 'object') continue
        const known = values.get(name) ?? new Set()
        const written = JSON.stringify(inner)
        if (names.has(name) && known.size < VALUES && written.length <= LENGTH) values.set(name, known.add(written))
      }
    }
  }
  return { names, values }
}

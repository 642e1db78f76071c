import { type Tree, TreeBuilder } from './tree.ts'

/** What a text is as JSON: its tree, or as much of it as could be read and where that ended, in UTF-16 units. */
export type JsonReading =
  | { readonly ok: true; readonly tree: Tree; readonly repeated: readonly string[] }
  | { readonly ok: false; readonly tree: Tree | null; readonly at: number }

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none in strings.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
/** A string of more units than this is looked through by a loop: the engine's stack for expressions is bounded. */
const LONG = 10_000
const LITERALS = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
] as const
/** Names that are said to be repeated at the most. */
const MOST_REPEATED = 5
/** JSON in a string in JSON…: how far it is opened. */
const LEVELS = 4
/** The name of the tag around JSON that was found in a string. */
export const JSON_IN_STRING = 'JSON in a string'

/** A text that is being read: all of it, or a string in it that holds JSON. */
interface Level {
  readonly text: string
  /** How many levels of JSON in strings may follow. */
  readonly levels: number
  /** For each open container: the names of an object so far; null for an array. */
  readonly open: (Set<string> | null)[]
  at: number
  key: string | null
  /** What comes next is what follows a value. */
  isAfter: boolean
}

/** Where reading stopped, in place of an index: at the end of JSON, for a pause, or for JSON in a string. */
const ENDED = -1
const PAUSED = -2
const WITHIN = -3

/**
 * Reads JSON (RFC 8259) as it is written: a number keeps all its digits, an object all its names, also equal ones, in their
 * order. A loop: depth costs memory only. A string that holds an object or array of JSON becomes a tag around that.
 * @param levels How far JSON in strings is opened; 0 leaves strings as they are.
 */
export function readJson(text: string, levels = LEVELS): JsonReading {
  return new JsonReader(text, levels).advance(Number.POSITIVE_INFINITY) as JsonReading
}

/** Likewise, a few values at a time. */
export class JsonReader {
  readonly #builder = new TreeBuilder()
  readonly #repeated = new Set<string>()
  readonly #levels: Level[]
  #left = 0

  constructor(text: string, levels = LEVELS) {
    this.#levels = [levelOf(text, levels)]
  }

  /** How much of the text was read, 0 to 1. */
  get share(): number {
    const level = this.#levels[0]
    return level ? level.at / level.text.length : 1
  }

  /** Reads so many values more; null where it has not come to an end. */
  advance(values: number): JsonReading | null {
    this.#left = values
    for (;;) {
      const level = this.#levels.at(-1) as Level
      const end = this.#read(level)
      if (end === PAUSED) return null
      if (end === WITHIN) continue
      if (this.#levels.length > 1) {
        this.#levels.pop()
        this.#builder.close()
        continue
      }
      const repeated = [...this.#repeated].slice(0, MOST_REPEATED)
      if (end === ENDED) return { ok: true, tree: this.#builder.done(), repeated }
      return { ok: false, tree: this.#builder.size === 0 ? null : this.#builder.done(), at: end }
    }
  }

  /** Adds what a text says to the builder; one of the above, or the place where it is no JSON. */
  #read(level: Level): number {
    const builder = this.#builder
    const repeated = this.#repeated
    const { text, open } = level
    let { at, key, isAfter } = level
    for (;;) {
      if (!isAfter) {
        // A value.
        if (this.#left-- <= 0) {
          level.at = at
          level.key = key
          level.isAfter = false
          return PAUSED
        }
        const character = text[at]
        if (character === '{' || character === '[') {
          builder.open(character === '{' ? 'object' : 'array', key)
          open.push(character === '{' ? new Set() : null)
          at = blank(text, at + 1)
          if (text[at] !== (character === '{' ? '}' : ']')) {
            if (character === '{') {
              const named = name(text, at, open.at(-1) ?? null, repeated)
              if (named === null) return at
              key = named.name
              at = named.end
            } else key = null
            continue
          }
        } else {
          const end = stringEnd(text, at)
          if (end >= 0) {
            const value = unquoted(text, at, end)
            at = end
            if (level.levels > 0 && /^\s*(?:\{\s*["}]|\[)/.test(value) && isJson(value)) {
              builder.open('tag', key, JSON_IN_STRING)
              this.#levels.push(levelOf(value, level.levels - 1))
              level.at = at
              level.isAfter = true
              return WITHIN
            }
            builder.leaf('string', value, key)
          } else {
            const start = at
            at = scalar(text, at, builder, key)
            if (at < 0) return start
          }
        }
      }
      isAfter = false
      // What follows a value: the end of containers, then a comma or the end of all.
      at = blank(text, at)
      while (open.length > 0 && text[at] === (open.at(-1) ? '}' : ']')) {
        open.pop()
        builder.close()
        at = blank(text, at + 1)
      }
      if (open.length === 0) return at === text.length ? ENDED : at
      if (text[at] !== ',') return at
      at = blank(text, at + 1)
      const names = open.at(-1) ?? null
      key = null
      if (names) {
        const named = name(text, at, names, repeated)
        if (named === null) return at
        key = named.name
        at = named.end
      }
    }
  }
}

function levelOf(text: string, levels: number): Level {
  return { text, levels, open: [], at: blank(text, 0), key: null, isAfter: false }
}

function blank(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
    at++
  }
}

function name(text: string, at: number, names: Set<string> | null, repeated: Set<string>) {
  const end = stringEnd(text, at)
  if (end < 0) return null
  const name = unquoted(text, at, end)
  const colon = blank(text, end)
  if (text[colon] !== ':') return null
  if (names?.has(name) && repeated.size < MOST_REPEATED) repeated.add(name)
  names?.add(name)
  return { name, end: blank(text, colon + 1) }
}

/** Where the string ends that begins at a place; -1 where there is none. */
function stringEnd(text: string, start: number): number {
  if (text[start] !== '"') return -1
  let end = start + 1
  for (;;) {
    end = text.indexOf('"', end)
    if (end < 0) return -1
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    end++
    if (slashes % 2 === 0) break
  }
  if (end - start < LONG) {
    STRING.lastIndex = start
    return STRING.test(text) && STRING.lastIndex === end ? end : -1
  }
  try {
    JSON.parse(text.slice(start, end))
    return end
  } catch {
    return -1
  }
}

function unquoted(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end - 1)
  return inside.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : inside
}

/** Adds a number or literal; the place behind it, or -1. */
function scalar(text: string, at: number, builder: TreeBuilder, key: string | null): number {
  NUMBER.lastIndex = at
  const number = text[at] === '"' ? null : NUMBER.exec(text)
  if (number) {
    builder.leaf('number', number[0], key)
    return NUMBER.lastIndex
  }
  for (const [word, kind] of LITERALS) {
    if (!text.startsWith(word, at)) continue
    builder.leaf(kind, kind === 'null' ? null : word, key)
    return at + word.length
  }
  return -1
}

/** Whether a string's value is JSON to its end: only then is it opened. The engine's parser is the quickest to tell. */
function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

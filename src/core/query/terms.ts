import { quote, unquote } from './quote.ts'
import {
  clockText,
  durationText,
  rangeText,
  readClock,
  readCode,
  readDuration,
  readRange,
  readSize,
} from './read-range.ts'
import {
  COMPARISONS,
  DIRECTIONS,
  KIND_WORDS,
  type Operand,
  type Range,
  STATES,
  type Term,
  type TermKey,
  TRAITS,
  TYPES,
} from './syntax.ts'

/** A key of the language. */
export interface KeyInfo {
  readonly key: TermKey
  /** What it asks, for a list to choose from. */
  readonly summary: string
  /** Values that it always has, or examples of them. */
  readonly values: readonly string[]
  /** What a value must be, to end “… needs”. */
  readonly needs: string
}

const oneOf = (words: readonly string[]) => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

/** All keys, in the order in which they are offered. */
export const KEYS: readonly KeyInfo[] = [
  { key: 'dir', summary: 'Direction of the message', values: DIRECTIONS, needs: oneOf(DIRECTIONS) },
  { key: 'type', summary: 'Text or binary message', values: TYPES, needs: oneOf(TYPES) },
  {
    key: 'size',
    summary: 'Length of the message',
    values: ['>1k', '<100', '1k..10k', '>1M'],
    needs: 'a length such as >1k, <=500 or 1k..2k',
  },
  {
    key: 'json',
    summary: 'Value in a JSON message, by its path',
    values: ['$.type', '$.id=42', '$..name~ada', '$.items[?@.price<10]'],
    needs: 'a path such as $.user.id, alone or compared: $.user.id=42',
  },
  {
    key: 'proto',
    summary: 'Protocol or encoding of the message',
    values: ['mqtt', 'socket.io', 'msgpack', 'graphql'],
    needs: 'part of the name of a protocol or encoding, such as mqtt',
  },
  {
    key: 'event',
    summary: 'Event, method, topic or type, as decoded',
    values: [],
    needs: 'the name of an event, method or topic, such as chat or chat*',
  },
  {
    key: 'socket',
    summary: 'Part of the socket’s URL, or its number',
    values: [],
    needs: 'part of a URL, or a number such as #3',
  },
  {
    key: 'frame',
    summary: 'Part of the document’s address',
    values: ['top'],
    needs: 'part of an address or origin, or top',
  },
  {
    key: 'time',
    summary: 'Since the socket’s construction, or time of day',
    values: ['>+5s', '<+200ms', '+1s..+2s', '>12:30', '12:30:00..12:31:30'],
    needs: 'a time since the construction such as >+5s, or of day such as >12:30:01.5',
  },
  { key: 'is', summary: 'What is special about the row', values: TRAITS, needs: oneOf(TRAITS) },
  { key: 'kind', summary: 'What the row tells', values: KIND_WORDS, needs: oneOf(KIND_WORDS) },
  { key: 'state', summary: 'readyState just after the row', values: STATES, needs: oneOf(STATES) },
  {
    key: 'close',
    summary: 'Code of a close',
    values: ['>=4000'],
    needs: 'a close code such as 1006, >=4000 or 1001..1015',
  },
]

export function keyInfo(key: string): KeyInfo | undefined {
  return KEYS.find((info) => info.key === key)
}

const isIn = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word)

/** A place in a value, and why it can't be read. */
export class ValueError extends Error {
  readonly start: number
  readonly end: number

  constructor(message: string, start: number, end: number) {
    super(message)
    this.start = start
    this.end = end
  }
}

/** @throws ValueError */
function plain(value: string): string {
  if (!value.startsWith('"')) return value
  if (value.length < 2 || !value.endsWith('"'))
    throw new ValueError('The quotes must go round the whole value.', 0, value.length)
  try {
    return unquote(value.slice(1, -1))
  } catch (error) {
    throw new ValueError((error as Error).message, 0, value.length)
  }
}

/**
 * Reads the value of a key.
 * @throws ValueError with a place in the value.
 */
export function readTerm(key: TermKey, value: string): Term {
  const term = termOf(key, value)
  if (term) return term
  const message = `“${key}:” needs ${keyInfo(key)?.needs}.`
  throw new ValueError(message, 0, value.length)
}

function termOf(key: TermKey, value: string): Term | null {
  switch (key) {
    case 'dir':
      return isIn(DIRECTIONS, value) ? { key, direction: value } : null
    case 'type':
      return isIn(TYPES, value) ? { key, type: value } : null
    case 'kind':
      return isIn(KIND_WORDS, value) ? { key, kind: value } : null
    case 'is':
      return isIn(TRAITS, value) ? { key, trait: value } : null
    case 'state': {
      const state = STATES.indexOf(value.toLowerCase() as (typeof STATES)[number])
      return state < 0 ? null : { key, state: state as 0 | 1 | 2 | 3 }
    }
    case 'size':
      return withRange(key, readRange(value, readSize))
    case 'close':
      return withRange(key, readRange(value, readCode))
    case 'socket': {
      if (/^#[1-9]\d{0,8}$/.test(value)) return { key, number: Number(value.slice(1)) }
      const part = plain(value)
      return part === '' ? null : { key, part }
    }
    case 'frame': {
      if (value === 'top') return { key, top: true }
      const part = plain(value)
      return part === '' ? null : { key, part }
    }
    case 'time':
      return timeOf(value)
    case 'json':
      return jsonOf(value)
    case 'proto':
    case 'event': {
      const text = plain(value)
      return text === '' ? null : { key, text }
    }
    default:
      return key satisfies never
  }
}

function withRange<Key extends 'size' | 'close'>(key: Key, range: Range | null) {
  return range && { key, range }
}

function timeOf(value: string): Term | null {
  const clock = readRange(value, readClock)
  if (clock) return { key: 'time', since: 'midnight', range: clock }
  const range = readRange(value, readDuration)
  if (range === null) return null
  if (range.low === range.high) {
    throw new ValueError(
      `Say before, after or between: time:<${value}, time:>${value} or time:+1s..${value}.`,
      0,
      value.length,
    )
  }
  return { key: 'time', since: 'construction', range }
}

/** Where the comparison begins: the first operator that is in no brackets and no quotes. */
function comparisonAt(value: string): number {
  let depth = 0
  for (let at = 0; at < value.length; at++) {
    const character = value[at] as string
    if (character === '"' || character === "'") {
      for (at++; at < value.length && value[at] !== character; at++) if (value[at] === '\\') at++
    } else if (character === '[' || character === '(') depth++
    else if (character === ']' || character === ')') depth--
    else if (depth === 0 && /[=<>~]|!=?/.test(character)) return at
  }
  return -1
}

function jsonOf(value: string): Term | null {
  const at = comparisonAt(value)
  const path = at < 0 ? value : value.slice(0, at)
  if (path === '') return null
  if (!path.startsWith('$')) {
    throw new ValueError(`A path begins with $, which is the whole message: json:$.${value}`, 0, path.length)
  }
  if (at < 0) return { key: 'json', path, comparison: null, operand: { text: '', quoted: false } }
  const comparison = COMPARISONS.find((one) => value.startsWith(one, at))
  if (!comparison) throw new ValueError('“!” alone compares nothing. Write != for “not equal”.', at, at + 1)
  const rest = value.slice(at + comparison.length)
  if (rest === '') {
    throw new ValueError(
      `Write what to compare with behind ${comparison}, or leave ${comparison} out.`,
      at,
      value.length,
    )
  }
  return { key: 'json', path, comparison, operand: operandOf(rest, value.length - rest.length) }
}

function operandOf(text: string, at: number): Operand {
  if (!text.startsWith('"') && /[\s"()[\]\\]/.test(text)) {
    throw new ValueError('Put this value in quotes.', at, at + text.length)
  }
  try {
    return { text: plain(text), quoted: text.startsWith('"') }
  } catch (error) {
    throw error instanceof ValueError ? new ValueError(error.message, at + error.start, at + error.end) : error
  }
}

/** A value as it stands where that is read as itself, else in quotes. */
function valueText(value: string, isSpecial: boolean): string {
  return isSpecial || /^"|[\s()\\]/.test(value) ? quote(value) : value
}

/** A term in words of the language. */
export function termText(term: Term): string {
  switch (term.key) {
    case 'text':
      return term.exact ? quote(term.text) : term.text
    case 'regexp':
      return `/${term.source}/${term.flags}`
    case 'dir':
      return `dir:${term.direction}`
    case 'type':
      return `type:${term.type}`
    case 'kind':
      return `kind:${term.kind}`
    case 'is':
      return `is:${term.trait}`
    case 'state':
      return `state:${STATES[term.state]}`
    case 'size':
      return `size:${rangeText(term.range, sizeNumber)}`
    case 'close':
      return `close:${rangeText(term.range, String)}`
    case 'socket':
      return 'number' in term
        ? `socket:#${term.number}`
        : `socket:${valueText(term.part, /^#[1-9]\d{0,8}$/.test(term.part))}`
    case 'frame':
      return 'top' in term ? 'frame:top' : `frame:${valueText(term.part, term.part === 'top')}`
    case 'time':
      return `time:${timeText(term.since, term.range)}`
    case 'proto':
    case 'event':
      return `${term.key}:${valueText(term.text, false)}`
    case 'json': {
      const { path, comparison, operand } = term
      if (comparison === null) return `json:${path}`
      return `json:${path}${comparison}${operand.quoted ? quote(operand.text) : operand.text}`
    }
    default:
      return term satisfies never
  }
}

function sizeNumber(bytes: number): string {
  for (const [unit, power] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (bytes >= power && bytes % (power / 10) === 0) return `${bytes / power}${unit}`
  }
  return String(bytes)
}

function timeText(since: 'midnight' | 'construction', range: Range): string {
  if (since === 'construction') return rangeText(range, durationText)
  const isSpan = range.withLow && !range.withHigh && range.high !== Infinity
  return isSpan
    ? clockText(range.low, range.high - range.low)
    : rangeText(range, (time) => clockText(time, time % 1000 === 0 ? 1000 : 0.001))
}

import type { Payload } from '../row.ts'
import { readSteps } from './condition.ts'
import { randomOf } from './random.ts'
import { isSocketAction, type MessageAction, type Rule } from './rule.ts'

/** What becomes of a message once all rules that it meets have been asked, in their order. */
export interface Outcome {
  /** What goes on in its place, in order; none: it is dropped. */
  readonly deliver: readonly Payload[]
  /** Whether that is not what came. */
  readonly changed: boolean
  /** ms to wait before it goes on. */
  readonly delay: number
  /** A person decides, with `deliver` to begin with. */
  readonly hold: boolean
  /** Goes on when so many have been gathered, in another order. Null: at once. */
  readonly reorder: { readonly rule: Rule; readonly window: number } | null
  readonly close: { readonly code: number; readonly reason: string } | null
  /** Answered in the place of the other side. */
  readonly answer: string | null
  /** What was done, in words, and the names of the rules. */
  readonly what: string
  readonly by: string
  /** The rules that acted. */
  readonly hits: readonly number[]
}

/** Replaces all places of a regular expression; `$1` in `by` is a group. */
export type ReplaceRegexp = (text: string, find: string, by: string) => string

interface Course {
  deliver: Payload[]
  changed: boolean
  delay: number
  hold: boolean
  reorder: Outcome['reorder']
  close: Outcome['close']
  answer: string | null
}

/** Carries out rules on one message after another. What is left to chance is the seed's, and repeats with it. */
export class Applier {
  readonly #replace: ReplaceRegexp
  readonly #chances = new Map<number, () => number>()
  /** When the next message may go on, by rule, ms. */
  readonly #free = new Map<number, number>()

  constructor(replace: ReplaceRegexp) {
    this.#replace = replace
  }

  /** `now`: ms on any clock, for throttling. */
  apply(rules: readonly Rule[], payload: Payload, now: number): Outcome {
    const course: Course = {
      deliver: [payload],
      changed: false,
      delay: 0,
      hold: false,
      reorder: null,
      close: null,
      answer: null,
    }
    const what: string[] = []
    const by: string[] = []
    const hits: number[] = []
    for (const rule of rules) {
      const { action } = rule
      if (isSocketAction(action)) continue
      const chance = this.#chanceOf(rule)
      if (rule.percent < 100 && chance() * 100 >= rule.percent) continue
      const done = this.#act(rule, action, course, chance, now)
      if (done === null) continue
      hits.push(rule.id)
      what.push(done)
      by.push(rule.name)
      if (course.deliver.length === 0) break
    }
    return { ...course, what: what.join(', '), by: by.join(', '), hits }
  }

  /** What is random about a rule: to be asked for nothing else. */
  #chanceOf(rule: Rule): () => number {
    const known = this.#chances.get(rule.id)
    if (known) return known
    const chance = randomOf(rule.seed)
    this.#chances.set(rule.id, chance)
    return chance
  }

  /** Other messages of a reorder rule's window, shuffled. */
  shuffle<T>(rule: Rule, list: readonly T[]): T[] {
    const chance = this.#chanceOf(rule)
    return list
      .map((one) => ({ one, place: chance() }))
      .sort((one, other) => one.place - other.place)
      .map(({ one }) => one)
  }

  /** What was done, in words; null where it came to nothing. */
  #act(rule: Rule, action: MessageAction, course: Course, chance: () => number, now: number): string | null {
    const change = (make: (payload: Payload) => Payload): string | null => {
      const made = course.deliver.map(make)
      if (made.every((payload, at) => payload === course.deliver[at])) return null
      course.deliver = made
      course.changed = true
      return 'edited'
    }
    switch (action.type) {
      case 'hold':
        course.hold = true
        return 'held'
      case 'drop':
        course.deliver = []
        return 'dropped'
      case 'replace':
        return change((payload) => this.#replaced(action, payload))
      case 'set':
        return change((payload) => withValue(payload, action.path, action.by))
      case 'delay': {
        const time = Math.round(action.from + chance() * (action.to - action.from))
        course.delay += time
        return `delayed ${time} ms`
      }
      case 'duplicate':
        course.deliver = course.deliver.flatMap((payload) => Array.from({ length: action.times }, () => payload))
        course.changed = true
        return `sent ${action.times} times`
      case 'reorder':
        course.reorder = { rule, window: action.window }
        return 'reordered'
      case 'corrupt':
        return change((payload) => corrupted(payload, chance)) && 'corrupted'
      case 'throttle': {
        const free = Math.max(now, this.#free.get(rule.id) ?? 0)
        this.#free.set(rule.id, free + 1000 / action.rate)
        course.delay += free - now
        return free > now ? `delayed ${Math.round(free - now)} ms` : null
      }
      case 'close':
        course.close = { code: action.code, reason: action.reason }
        return `closed ${action.code}`
      case 'answer':
        course.answer = action.text
        course.deliver = []
        return 'answered'
      default:
        return action satisfies never
    }
  }

  #replaced({ how, find, by }: MessageAction & { type: 'replace' }, payload: Payload): Payload {
    if (how === 'all') return by
    if (typeof payload !== 'string') return payload
    return how === 'text' ? payload.split(find).join(by) : this.#replace(payload, find, by)
  }
}

/** Sets what a path leads to, in a JSON message; any other stays as it is. */
function withValue(payload: Payload, path: string, by: string): Payload {
  if (typeof payload !== 'string') return payload
  const read = readSteps(path)
  if (!('steps' in read)) return payload
  try {
    const root = { $: JSON.parse(payload) as unknown }
    return set(root, ['$', ...read.steps], JSON.parse(by)) ? JSON.stringify(root.$) : payload
  } catch {
    return payload
  }
}

/** Sets a value where the path leads; answers whether it leads anywhere. */
function set(place: unknown, [step, ...rest]: readonly (string | number | null)[], value: unknown): boolean {
  if (typeof place !== 'object' || place === null || step === undefined) return false
  const holder = place as Record<string | number, unknown>
  const keys = step === null ? Object.keys(place) : [step]
  let done = false
  for (const key of keys) {
    if (!Object.hasOwn(place, key)) continue
    if (rest.length === 0) {
      holder[key] = value
      done = true
    } else done = set(holder[key], rest, value) || done
  }
  return done
}

function corrupted(payload: Payload, chance: () => number): Payload {
  if (typeof payload !== 'string') {
    const bytes = new Uint8Array(payload.slice(0))
    if (bytes.length === 0) return payload
    const at = Math.floor(chance() * bytes.length)
    bytes[at] = (bytes[at] as number) ^ (1 + Math.floor(chance() * 255))
    return bytes.buffer
  }
  if (payload === '') return payload
  const at = Math.floor(chance() * payload.length)
  const printable = 0x21 + Math.floor(chance() * 94)
  // The next one where it is there already.
  const other = printable === payload.charCodeAt(at) ? 0x21 + ((printable - 0x20) % 94) : printable
  return payload.slice(0, at) + String.fromCharCode(other) + payload.slice(at + 1)
}

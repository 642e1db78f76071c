import type { Condition } from '../core/rules/condition.ts'
import type { Natives } from './natives.ts'
import { payloadsOf } from './payloads.ts'

/** What a condition is asked of. */
export interface Case {
  /** null: a socket that is being constructed. */
  readonly sent: boolean | null
  readonly url: string
  /** Text, an ArrayBuffer or view, or a Blob, of which only the size is known. */
  readonly data: unknown
}

/** The parts of a case, made when the first condition asks for them. */
interface Parts {
  readonly one: Case
  text: string | undefined
  lower: string | undefined
  size: number | undefined
  json: { readonly value: unknown } | undefined
}

/** UTF-16 units of a text that are looked at. */
const LIMIT = 2 ** 20

/** Makes what says whether conditions hold, without a word to the page. */
export function judgeOf({ natives }: { natives: Natives }): (condition: Condition, one: Case) => boolean {
  const { apply, call, copyBytes, decode } = natives
  const decoder = natives.decoder()
  const { getOwnPropertyDescriptor, indexOf, isBytes, lower, parse, slice, unit } = natives
  const { sizeOf: measure } = payloadsOf({ natives })

  const has = (text: string, part: string): boolean =>
    (apply(indexOf, text, [part] as never[]) as unknown as number) >= 0
  const lowered = (text: string): string => call(lower, text) as string

  const textOf = (parts: Parts): string => {
    if (parts.text !== undefined) return parts.text
    const { data } = parts.one
    let text = ''
    if (typeof data === 'string') text = data
    else if (isBytes(data)) {
      const copied = copyBytes(data as object, LIMIT)
      if (copied) text = apply(decode, decoder, [copied.bytes] as never[]) as unknown as string
    }
    parts.text = text.length > LIMIT ? (apply(slice, text, [0, LIMIT] as never[]) as unknown as string) : text
    return parts.text
  }
  const sizeOf = (parts: Parts): number => {
    parts.size ??= measure(parts.one.data)
    return parts.size
  }
  const jsonOf = (parts: Parts): unknown => {
    if (parts.json) return parts.json.value
    const text = textOf(parts)
    let at = 0
    // Only objects and arrays count, as in the filter of the list.
    let first = 0
    for (; at < text.length; at++) {
      first = apply(unit, text, [at] as never[]) as unknown as number
      if (first > 32) break
    }
    let value: unknown
    try {
      if (first === 123 || first === 91) value = parse(text)
    } catch {
      value = undefined
    }
    parts.json = { value }
    return value
  }

  type Value = Extract<Condition, { is: 'value' }>
  const compare = ({ comparison, text, quoted }: Value, value: unknown): boolean => {
    if (comparison === null) return true
    const isWord = !quoted && (value === null || value === true || value === false)
    const isEqual =
      typeof value === 'string'
        ? value === text
        : typeof value === 'number'
          ? !quoted && text !== '' && value === +text
          : isWord && `${value as boolean | null}` === text
    if (comparison === '=') return isEqual
    if (comparison === '!=') return !isEqual
    if (comparison === '~') return typeof value === 'string' && has(lowered(value), lowered(text))
    const other = typeof value === 'string' ? text : +text
    if (typeof value !== 'string' && typeof value !== 'number') return false
    if (comparison === '<') return value < other
    if (comparison === '<=') return value <= other
    if (comparison === '>') return value > other
    return value >= other
  }
  const follow = (condition: Value, value: unknown, at: number): boolean => {
    const { path } = condition
    if (at === path.length) return compare(condition, value)
    if (typeof value !== 'object' || value === null) return false
    const step = path[at]
    if (step !== null && step !== undefined) {
      const found = own(value, step)
      return found !== null && follow(condition, found.value, at + 1)
    }
    const keys = natives.ownKeys(value)
    for (let key = 0; key < keys.length; key++) {
      const found = own(value, keys[key] as string)
      if (found && follow(condition, found.value, at + 1)) return true
    }
    return false
  }
  const own = (value: object, key: string | number): { readonly value: unknown } | null => {
    const descriptor = getOwnPropertyDescriptor(value, key)
    // An array's length is no element.
    if (!descriptor?.enumerable) return null
    return { value: descriptor.value }
  }

  const holds = (condition: Condition, parts: Parts): boolean => {
    const { one } = parts
    switch (condition.is) {
      case 'all':
      case 'any': {
        const isAll = condition.is === 'all'
        for (let at = 0; at < condition.of.length; at++) {
          if (holds(condition.of[at] as Condition, parts) !== isAll) return !isAll
        }
        return isAll
      }
      case 'not':
        return !holds(condition.not, parts)
      case 'sent':
        return one.sent === true
      case 'received':
        return one.sent === false
      case 'text':
        return typeof one.data === 'string'
      case 'binary':
        return typeof one.data !== 'string'
      case 'json':
        return jsonOf(parts) !== undefined
      case 'size': {
        const { high, low, withHigh, withLow } = condition.range
        const size = sizeOf(parts)
        return (withLow ? size >= low : size > low) && (withHigh ? size <= high : size < high)
      }
      case 'url':
        return has(lowered(one.url), condition.part)
      case 'part':
        if (condition.exact) return has(textOf(parts), condition.part)
        parts.lower ??= lowered(textOf(parts))
        return has(parts.lower, condition.part)
      case 'value': {
        const value = jsonOf(parts)
        return value !== undefined && follow(condition, value, 0)
      }
      default:
        return condition satisfies never
    }
  }
  return (condition, one) =>
    holds(condition, { one, text: undefined, lower: undefined, size: undefined, json: undefined })
}

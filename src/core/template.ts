import { positionText } from './text-position.ts'
import { visibleLine } from './visible.ts'

/** A value with a name that a person keeps for templates. */
export interface Variable {
  readonly name: string
  readonly value: string
}

/** Where generated values come from. */
export interface Source {
  /** ms since the epoch */
  readonly now: () => number
  /** 0 to below 1 */
  readonly random: () => number
  readonly uuid: () => string
  /** 1 at first, and one more at each call. */
  readonly counter: () => number
  readonly variables: readonly Variable[]
}

/** `used`: whether anything was filled in. A message begins with the place of the first mistake. */
export type Filled =
  | { readonly ok: true; readonly text: string; readonly used: boolean }
  | { readonly ok: false; readonly message: string }

/** What can be filled in, beside the variables, with what it becomes. */
export const GENERATORS = [
  { text: 'uuid', becomes: 'a random UUID' },
  { text: 'counter', becomes: '1, then one more each time' },
  { text: 'now', becomes: 'ms since 1970' },
  { text: 'now iso', becomes: 'date and time' },
  { text: 'random 1 100', becomes: 'a whole number from 1 to 100' },
] as const

/** One placeholder: nothing inside that could open or close another. */
export const PLACEHOLDER = /\{\{([^{}]*)\}\}/g
const INTEGER = /^-?\d{1,15}$/

/** Whether a text holds anything that could be filled in. */
export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0
}

/** What one placeholder becomes, or in words what is wrong with it. */
function valueFor(words: readonly string[], source: Source): string | { readonly wrong: string } {
  const [name = '', ...rest] = words
  const isAlone = rest.length === 0
  if (name === 'uuid' && isAlone) return source.uuid()
  if (name === 'counter' && isAlone) return String(source.counter())
  if (name === 'now' && isAlone) return String(source.now())
  if (name === 'now' && rest.length === 1 && rest[0] === 'iso') return new Date(source.now()).toISOString()
  if (name === 'random') {
    const [least = '', most = ''] = rest
    const range = Number(most) - Number(least)
    if (rest.length !== 2 || !INTEGER.test(least) || !INTEGER.test(most) || range < 0) {
      return { wrong: 'random takes two whole numbers, the lower one first: {{random 1 100}}.' }
    }
    return String(Number(least) + Math.floor(source.random() * (range + 1)))
  }
  if (name === 'env') {
    if (rest.length !== 1) return { wrong: 'env takes the name of one variable: {{env token}}.' }
    const variable = source.variables.find((one) => one.name === rest[0])
    if (variable) return variable.value
    return { wrong: `there is no variable “${visibleLine(rest[0] ?? '')}”. Add it under Variables.` }
  }
  const what = visibleLine(words.join(' '))
  return {
    wrong: `nothing can be filled in for “${what}”. Use uuid, now, now iso, counter, random 1 100 or env and a variable’s name.`,
  }
}

/** What is wrong with a template whatever variables there are, in words; null: nothing. */
export function checkTemplate(text: string): string | null {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => (match[1] ?? '').trim().split(/\s+/)[1] ?? '')
  const variables = names.map((name) => ({ name, value: '' }))
  const filled = fillTemplate(text, { now: () => 0, random: () => 0, uuid: () => '', counter: () => 0, variables })
  return filled.ok ? null : filled.message
}

/** Fills in `{{uuid}}`, `{{now}}` (ms since the epoch), `{{now iso}}`, `{{counter}}`, `{{random 1 100}}` and `{{env name}}`. */
export function fillTemplate(text: string, source: Source): Filled {
  let filled = ''
  let from = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const value = valueFor((match[1] ?? '').trim().split(/\s+/), source)
    if (typeof value !== 'string') return { ok: false, message: `${positionText(text, match.index)}: ${value.wrong}` }
    filled += text.slice(from, match.index) + value
    from = match.index + match[0].length
  }
  return { ok: true, text: filled + text.slice(from), used: from > 0 }
}

import { FLAG } from '../row.ts'
import { FileProblem } from './file-problem.ts'

/** An object out of JSON of which nothing is known. JSON.parse makes `__proto__` a property like any other. */
export type Unknown = { readonly [name: string]: unknown }

/** A value in a sentence. Not as JSON: a hostile one is deeper than the engine's stack. */
function spoken(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return value.length > 40 ? 'a longer string' : JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}

/** Reads values out of JSON that somebody else wrote, and says where one is not what it has to be. */
export class Checks {
  /** For a sentence that begins with a place: `Line 3`, `log.entries[2]`. */
  readonly #where: string

  constructor(where: string) {
    this.#where = where
  }

  fail(what: string): never {
    throw new FileProblem(`${this.#where}: ${what}`)
  }

  #not(name: string, kind: string, value: unknown): never {
    const is = spoken(value)
    this.fail(`${name} has to be ${kind}, but is ${is}.`)
  }

  object(name: string, value: unknown): Unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.#not(name, 'an object', value)
    return value as Unknown
  }

  array(name: string, value: unknown): readonly unknown[] {
    if (!Array.isArray(value)) this.#not(name, 'an array', value)
    return value
  }

  text(name: string, value: unknown): string {
    if (typeof value !== 'string') this.#not(name, 'a string', value)
    return value
  }

  texts(name: string, value: unknown): readonly string[] {
    return this.array(name, value).map((one, at) => this.text(`${name}[${at}]`, one))
  }

  flag(name: string, value: unknown): boolean {
    if (typeof value !== 'boolean') this.#not(name, 'true or false', value)
    return value
  }

  /** A whole number, not negative. */
  count(name: string, value: unknown): number {
    if (!Number.isSafeInteger(value) || (value as number) < 0) this.#not(name, 'a whole number, 0 or more', value)
    return value as number
  }

  number(name: string, value: unknown): number {
    if (typeof value !== 'number' || !Number.isFinite(value)) this.#not(name, 'a number', value)
    return value
  }

  /** ms since the epoch that a Date can hold. */
  time(name: string, value: unknown): number {
    const time = this.number(name, value)
    if (Math.abs(time) > 8.64e15) this.#not(name, 'a time in ms since 1970', value)
    return time
  }

  oneOf<Word extends string | number>(name: string, words: readonly Word[], value: unknown): Word {
    if (!words.includes(value as Word)) this.#not(name, `one of ${words.join(', ')}`, value)
    return value as Word
  }

  /** Bytes of standard Base64, RFC 4648 §4. */
  base64(name: string, value: unknown): ArrayBuffer {
    const text = this.text(name, value)
    let binary: string
    try {
      binary = atob(text)
    } catch {
      this.#not(name, 'Base64', value)
    }
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
    return bytes.buffer
  }

  orNull<Value>(read: (value: unknown) => Value, value: unknown): Value | null {
    return value === null ? null : read(value)
  }
}

const READY_STATES = [0, 1, 2, 3] as const

export const readyState = (checks: Checks, value: unknown) => checks.oneOf('readyState', READY_STATES, value)

const FLAG_NAMES = Object.keys(FLAG) as (keyof typeof FLAG)[]

/** FLAG bits of a list of names; 0 where there is none. */
export function flagsOf(name: string, value: unknown, checks: Checks): number {
  if (value === undefined) return 0
  return checks.array(name, value).reduce<number>((flags, one) => flags | FLAG[checks.oneOf(name, FLAG_NAMES, one)], 0)
}

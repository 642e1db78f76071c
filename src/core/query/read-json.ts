import type { Body } from '../row.ts'
import { isBytes } from '../row.ts'

/** Units of a text, or bytes, that are parsed; a longer message counts as no JSON, so that none holds up the list. */
const LIMIT = 2 ** 22

const BEGINNING = /^\s*[[{]/
const OPEN = new Set(['{', '['].map((character) => character.charCodeAt(0)))

/** Reads the body of one row after another as JSON: an object or an array, else undefined. The last one is remembered. */
export function jsonReader(): (body: Body) => unknown {
  let last: Body = null
  let value: unknown
  return (body) => {
    if (body === last) return value
    last = body
    value = read(body)
    return value
  }
}

function read(body: Body): unknown {
  if (typeof body === 'string') return body.length > LIMIT || !BEGINNING.test(body) ? undefined : parsed(body)
  if (!isBytes(body) || body.byteLength > LIMIT) return undefined
  const bytes = new Uint8Array(body)
  const first = bytes.find((byte) => byte > 0x20)
  return first !== undefined && OPEN.has(first) ? parsed(new TextDecoder().decode(bytes)) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Whether a body may be anything but JSON on one line, told without parsing it: what it is not said of is an object or an array,
 * or no decoder's either.
 */
export function mayBeEncoded(body: Body): boolean {
  if (typeof body !== 'string') return isBytes(body)
  const [first, last] = [body[0], body.at(-1)]
  const isOne = (first === '{' && last === '}') || (first === '[' && last === ']')
  return !isOne || body.length > LIMIT || body.includes('\n')
}

/**
 * Lets a wrapped worker find what its script's own address would have found: `location`, and all that takes relative
 * addresses. Runs before the page's script.
 */
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  getter,
  has,
} from './primitives.ts'
import { around, type Callable, standInConstructor } from './stand-in.ts'

type Disguise = (mine: object, native: unknown) => void
type Scope = Record<string, unknown>

/** Parts of an address that WorkerLocation tells; the origin is the same. */
const PARTS = ['href', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'] as const
/** Constructors that take an address first. */
const CONSTRUCTORS = ['Request', 'EventSource', 'WebSocket']

/** @param url the address of the worker's script. */
export function assumeAddress(scope: Scope, url: string, disguise: Disguise): void {
  const address = new URL(url)
  const tell = (name: string, kind: 'get' | 'value', text: string): void => {
    const { prototype } = scope.WorkerLocation as { prototype: object }
    const descriptor = getOwnPropertyDescriptor(prototype, name)
    const native = descriptor?.[kind] as Callable | undefined
    if (!native) return
    const mine = around(native, (_, self, values) => {
      // Throws where it is asked of something else.
      apply(native, self, values as never)
      return text
    })
    disguise(mine, native)
    defineProperty(prototype, name, { [kind]: mine })
  }
  for (const part of PARTS) tell(part, 'get', address[part])
  tell('toString', 'value', address.href)
  // Nothing is relative to a blob's.
  if (address.protocol === 'blob:') return

  const absolute = absoluteBy(URL, url)
  const replace = (owner: object, name: string, change: (values: unknown[]) => unknown[]): void => {
    const native = getOwnPropertyDescriptor(owner, name)?.value as Callable | undefined
    if (!native) return
    const mine = around(native, (_, self, values) => apply(native, self, change(values) as never))
    disguise(mine, native)
    defineProperty(owner, name, { value: mine })
  }
  const first = (values: unknown[]): unknown[] => {
    if (values.length > 0) values[0] = absolute(values[0])
    return values
  }
  replace(ownerOf(scope, 'fetch'), 'fetch', first)
  const { prototype } = scope.XMLHttpRequest as { prototype: object }
  replace(prototype, 'open', (values) => {
    if (values.length > 1) values[1] = absolute(values[1])
    return values
  })
  replace(ownerOf(scope, 'importScripts'), 'importScripts', (values) => {
    for (let at = 0; at < values.length; at++) values[at] = absolute(values[at])
    return values
  })
  for (const name of CONSTRUCTORS) {
    const found = getOwnPropertyDescriptor(scope, name)?.value as (new (...values: never[]) => object) | undefined
    if (!found) continue
    const mine: typeof found = standInConstructor(found, (native, values, newTarget) =>
      construct(native, first(values) as never, newTarget === mine ? native : (newTarget as typeof native)),
    )
    disguise(mine, found)
    defineProperty(scope, name, { value: mine })
    defineProperty(found.prototype, 'constructor', { value: mine })
  }
}

/** Makes relative addresses absolute. What is none is left as it is, and so is a Request: the browser has its own words for it. */
function absoluteBy(Address: typeof URL, base: string): (value: unknown) => unknown {
  const { canParse } = Address
  const href = getter(Address.prototype, 'href')
  const url = getter(Request.prototype, 'url')
  return (value) => {
    if (typeof value === 'symbol' || has(url, value)) return value
    const text = `${value}`
    return canParse(text) || !canParse(text, base) ? text : apply(href, new Address(text, base), [])
  }
}

/** Where a property is that a scope may have or inherit. */
function ownerOf(scope: object, name: string): object {
  let owner: object | null = scope
  while (owner && !getOwnPropertyDescriptor(owner, name)) owner = getPrototypeOf(owner)
  return owner ?? scope
}

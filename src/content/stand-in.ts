/**
 * What stands in the place of a native function: it runs ours and looks like the browser's. Which disguise is the better
 * one differs by browser, so the build says which it is for.
 */
import {
  apply,
  getOf,
  getPrototypeOf,
  isArray,
  isBlob,
  isBytes,
  isException,
  retrace,
  setPrototypeOf,
} from './primitives.ts'

/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

const Seen = Proxy

export type Callable = (...values: never[]) => unknown

/**
 * A function that can stand in the place of a native one that is no constructor. In Firefox that is the method itself:
 * calling a Proxy costs eight times as much there, and of a method's source only `Function.prototype.toString` tells,
 * which is patched.
 * @param mine what runs; a method with the native's name and length, since methods have no more than native functions
 * have: no prototype, no [[Construct]]. It must not be looked at before the page does: the order of its properties is
 * that in which they are first asked for, as it is with native functions.
 */
export function standIn(native: Callable, mine: Callable): Callable {
  return FIREFOX ? mine : present(native, mine)
}

/** Chromium puts the source of a function into the words of some errors; a Proxy shows what it stands before. */
function present(native: Callable, mine: Callable): Callable {
  const trap = (_: Callable, self: unknown, values: never[]): unknown => {
    if (!isQuiet(values)) return apply(mine, self, values)
    try {
      return apply(mine, self, values)
    } catch (error) {
      coverTracks(error, values, trap)
      throw error
    }
  }
  const seen: Callable = new Seen(native, {
    __proto__: null,
    apply: trap,
    // What Function.prototype has getters for asks the receiver what it is.
    get: (_: Callable, key: PropertyKey, receiver: unknown) =>
      getOf(native, key, receiver === seen ? native : receiver),
  } as ProxyHandler<Callable>)
  return seen
}

/** A constructor that can stand in the place of a native one. `construct` is told the native, the arguments, and `new.target`. */
export function standInConstructor<T extends object>(
  native: T,
  construct: (native: T, values: never[], newTarget: unknown) => object,
): T {
  const seen: T = new Seen(native, {
    __proto__: null,
    construct,
    // What Function.prototype has getters for asks the receiver what it is.
    get: (_: T, key: PropertyKey, receiver: unknown): unknown =>
      getOf(native, key, receiver === seen ? native : receiver),
    // The browser finds a circle by walking up to itself; seen through a Proxy it would not.
    setPrototypeOf: (_: T, prototype: object | null): boolean =>
      !hasAncestor(prototype, seen) && setPrototypeOf(native, prototype),
  } as ProxyHandler<T>)
  return seen
}

function hasAncestor(value: object | null, ancestor: object): boolean {
  for (let at = value; at !== null; at = getPrototypeOf(at)) if (at === ancestor) return true
  return false
}

/** Runs ours in the place of a native function, one that isn't called often. */
export function around(
  native: Callable,
  run: (native: Callable, self: unknown, values: unknown[]) => unknown,
): Callable {
  return present(native, function (this: unknown, ...values: never[]): unknown {
    return run(native, this, values)
  })
}

/**
 * Whether nothing of the page's runs when a native converts these arguments, so that an error is the browser's own. What the
 * page throws must pass without being caught: where it is thrown again is where Chromium says that it was thrown.
 */
export function isQuiet(values: readonly unknown[]): boolean {
  if (FIREFOX) return false
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    if (typeof value === 'function') return false
    // An array is a list of subprotocols, in which a page hardly ever has anything that runs.
    if (typeof value === 'object' && value !== null && !isBytes(value) && !isBlob(value) && !isArray(value))
      return false
  }
  return true
}

/**
 * Takes `trap` and all above it out of the stack of an error that the browser threw. In Firefox that can't be done unseen:
 * there an error has no property of its own for it.
 */
export function coverTracks(error: unknown, values: readonly unknown[], trap: Callable): void {
  for (let at = 0; at < values.length; at++) if (isArray(values[at]) && !isException(error)) return
  retrace(error as object, trap)
}

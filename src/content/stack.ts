/**
 * The call stack, without a word to the page. What says how stacks are made belongs to the page: `Error.stackTraceLimit`,
 * and V8's `Error.prepareStackTrace`, which V8 would call with the stack. Both are set aside for the one synchronous step
 * in which the stack is taken and written, and put back as they were. Where that can't be done there is no stack.
 */
import {
  apply,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  head,
  isNative,
  setPrototypeOf,
} from './primitives.ts'

/** Frames at the most, those of the hook included. */
const FRAMES = 36
/** UTF-16 units at the most: a page can give its scripts addresses of any length. */
const LENGTH = 16 * 1024

const Source = Error
const found: unknown = getOwnPropertyDescriptor(Source, 'captureStackTrace')?.value
const capture = isNative(found) ? (found as (holder: object) => void) : null

/** The stack of the caller as the browser writes it, the newest frame first; null where it can't be had. */
export function takeStack(): string | null {
  if (!capture) return null
  const limit = own('stackTraceLimit')
  const prepare = own('prepareStackTrace')
  try {
    if (!set('stackTraceLimit', limit, FRAMES) || !set('prepareStackTrace', prepare, undefined)) return null
    const holder = { __proto__: null, stack: undefined as unknown }
    apply(capture, undefined, [holder])
    // Asked for at once: that is when V8 writes it.
    const { stack } = holder
    return typeof stack === 'string' ? head(stack, LENGTH) : null
  } finally {
    restore('stackTraceLimit', limit)
    restore('prepareStackTrace', prepare)
  }
}

/** A property of Error as it is; without a prototype, on which the page could have put what a descriptor has. */
function own(name: string): PropertyDescriptor | null {
  const descriptor = getOwnPropertyDescriptor(Source, name)
  if (!descriptor) return null
  setPrototypeOf(descriptor, null)
  return descriptor
}

/** Gives the property a value for a moment; false where it can't be given one, as in a frozen Error. */
function set(name: string, known: PropertyDescriptor | null, value: unknown): boolean {
  const change = known ? { __proto__: null, value } : { __proto__: null, value, configurable: true }
  return defineProperty(Source, name, change as PropertyDescriptor)
}

function restore(name: string, known: PropertyDescriptor | null): void {
  if (known) defineProperty(Source, name, known)
  else deleteProperty(Source, name)
}

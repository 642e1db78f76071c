/**
 * What the hook needs of the page's realm, taken before any page script runs. After start it uses nothing else: whatever
 * a page can replace (globals, methods of prototypes, iterators, `constructor` of an array) must not be reached any more.
 * That rules out for…of, spread, array methods and tagged templates in everything that is bundled into the hook.
 */

/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

type Method = (...values: never[]) => unknown

export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect
export const { get: getOf, deleteProperty } = Reflect
export const { isArray } = Array
export const { isView } = ArrayBuffer

const method = (owner: object, name: PropertyKey) => getOwnPropertyDescriptor(owner, name)?.value as Method
/** The getter of a property, as it is now: to be called at start. */
export const getter = (owner: object, name: PropertyKey) => getOwnPropertyDescriptor(owner, name)?.get as Method

/** Arguments of a call without any. */
const NONE: never[] = []

const Bytes = Uint8Array
const typedArray = getPrototypeOf(Bytes.prototype) as object
const Reference = WeakRef
const functionToString = method(Function.prototype, 'toString')
const addListener = method(EventTarget.prototype, 'addEventListener')
const dispatch = method(EventTarget.prototype, 'dispatchEvent')
const eventData = getter(MessageEvent.prototype, 'data')
const eventTime = getter(Event.prototype, 'timeStamp')
const eventText = getter(MessageEvent.prototype, 'lastEventId')
const eventDetail = getter(CustomEvent.prototype, 'detail')
const closeCode = getter(CloseEvent.prototype, 'code')
const closeReason = getter(CloseEvent.prototype, 'reason')
const closeClean = getter(CloseEvent.prototype, 'wasClean')
const defaultPrevented = getter(Event.prototype, 'defaultPrevented')
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength')
const sharedLength =
  typeof SharedArrayBuffer === 'undefined' ? bufferLength : getter(SharedArrayBuffer.prototype, 'byteLength')
const typedArrayBuffer = getter(typedArray, 'buffer')
const typedArrayOffset = getter(typedArray, 'byteOffset')
const typedArrayLength = getter(typedArray, 'byteLength')
const dataViewBuffer = getter(DataView.prototype, 'buffer')
const dataViewOffset = getter(DataView.prototype, 'byteOffset')
const dataViewLength = getter(DataView.prototype, 'byteLength')
const blobLength = getter(Blob.prototype, 'size')
const sliceBlob = method(Blob.prototype, 'slice')
const sliceText = method(String.prototype, 'slice')
const postMessage = method(MessagePort.prototype, 'postMessage')
const dereference = method(WeakRef.prototype, 'deref')
const mapGet = method(Map.prototype, 'get')
const mapSet = method(Map.prototype, 'set')
const mapDelete = method(Map.prototype, 'delete')
const exceptionMessage = getter(DOMException.prototype, 'message')
/** Only Chromium's is used; other browsers may have none. */
const captureStackTrace = method(Error, 'captureStackTrace')
const { iterator } = Symbol
const performanceNow = method(Performance.prototype, 'now')
const clock = performance
const { timeOrigin } = clock

const run = apply as (callee: Method, self: unknown, values: readonly unknown[]) => unknown

/**
 * The end of a function's source text: `{ [native code] }`, in Firefox on three lines. No other function's can end so: that would
 * be no code, and no comment ends so. An expression that reads the whole takes many times as long in a new realm.
 */
const endOf = (callee: unknown): unknown => run(sliceText, run(functionToString, callee, NONE), [FIREFOX ? -21 : -17])
const NATIVE_END = endOf(functionToString)

/**
 * Whether the realm looked untouched at start. A same-origin parent can reach into a frame before its document loads;
 * in such a frame the hook must not run, since it would call what the parent put there.
 */
export function isPristine(): boolean {
  const taken: unknown[] = [
    MessageChannel,
    MessageEvent,
    CustomEvent,
    Proxy,
    Reference,
    Map,
    Bytes,
    Float64Array,
    Uint32Array,
    run,
    construct,
    defineProperty,
    deleteProperty,
    getOf,
    getOwnPropertyDescriptor,
    getPrototypeOf,
    setPrototypeOf,
    isArray,
    isView,
    functionToString,
    addListener,
    dispatch,
    eventData,
    eventTime,
    eventText,
    eventDetail,
    closeCode,
    closeReason,
    closeClean,
    defaultPrevented,
    postMessage,
    bufferLength,
    sharedLength,
    typedArrayBuffer,
    typedArrayOffset,
    typedArrayLength,
    blobLength,
    sliceBlob,
    sliceText,
    dataViewBuffer,
    dataViewOffset,
    dataViewLength,
    dereference,
    mapGet,
    mapSet,
    mapDelete,
    performanceNow,
    exceptionMessage,
  ]
  for (let at = 0; at < taken.length; at++) if (!isNative(taken[at])) return false
  return true
}

/** Whether at least an event can be dispatched without running what the page put there. */
export function canDispatch(): boolean {
  return isNative(MessageEvent) && isNative(dispatch) && isNative(defaultPrevented)
}

/** Whether a function is the browser's own, as far as its source text tells. Only to be called at start. */
export function isNative(value: unknown): boolean {
  if (typeof value !== 'function') return false
  return endOf(value) === NATIVE_END
}

/** A member of a dictionary, where it can be read without running anything of the page's. */
export function ownValue(dictionary: unknown, name: string): unknown {
  const isObject = (typeof dictionary === 'object' && dictionary !== null) || typeof dictionary === 'function'
  const descriptor = isObject ? getOwnPropertyDescriptor(dictionary, name) : undefined
  if (!descriptor) return undefined
  setPrototypeOf(descriptor, null)
  return descriptor.value
}

/** When an event was made, as `now` says it. Reading the clock takes several times as long: 0.1 µs in Firefox, 0.24 µs in Chromium. */
export function timeOf(event: Event): number {
  return timeOrigin + (run(eventTime, event, NONE) as number)
}

/** ms since the epoch, on a clock that doesn't jump. */
export function now(): number {
  return timeOrigin + (run(performanceNow, clock, NONE) as number)
}

export function call(callee: Method, self: unknown): unknown {
  return run(callee, self, NONE)
}

const ValueEvent = CustomEvent
/** The window, or a worker's scope. */
export const scope = globalThis

/** Adds a listener that runs before the page's own: in Firefox capturing ones come first, in Chrome the oldest. */
export function listen(target: EventTarget, type: string, listener: (event: never) => void): void {
  run(addListener, target, [type, listener, { __proto__: null, capture: true }])
}

/** Dispatches; answers whether somebody took the event by preventing its default. */
export function isTaken(target: EventTarget, event: Event): boolean {
  run(dispatch, target, [event])
  return run(defaultPrevented, event, NONE) as boolean
}

/** Dispatches an event that carries a value. */
export function ask(target: EventTarget, type: string, detail: object): void {
  run(dispatch, target, [new ValueEvent(type, { __proto__: null, detail } as CustomEventInit)])
}
export function detailOf(event: CustomEvent): object {
  return run(eventDetail, event, NONE) as object
}
export function textOf(event: MessageEvent): string {
  return run(eventText, event, NONE) as string
}

export function dataOf(event: MessageEvent): unknown {
  return run(eventData, event, NONE)
}
export function codeOf(event: CloseEvent): number {
  return run(closeCode, event, NONE) as number
}
export function reasonOf(event: CloseEvent): string {
  return run(closeReason, event, NONE) as string
}
export function wasClean(event: CloseEvent): boolean {
  return run(closeClean, event, NONE) as boolean
}

/** Whether a value is an ArrayBuffer, a SharedArrayBuffer or a view, detached ones too. */
export function isBytes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isView(value) || has(bufferLength, value) || has(sharedLength, value)
}

export function isBlob(value: unknown): boolean {
  return typeof value === 'object' && value !== null && has(blobLength, value)
}

/** Whether a native getter takes an object for one of its own. */
export function has(getterOf: Method, value: unknown): boolean {
  try {
    run(getterOf, value, NONE)
    return true
  } catch {
    return false
  }
}

/** The message of an exception of the browser's; empty for what is none. */
export function messageOf(error: unknown): string {
  try {
    return run(exceptionMessage, error, NONE) as string
  } catch {
    return ''
  }
}

export function isException(error: unknown): boolean {
  return typeof error === 'object' && error !== null && has(exceptionMessage, error)
}

/** Gives an error the stack that it would have had without `callee`, which is running, and all that `callee` has called. */
export function retrace(error: object, callee: Method): void {
  try {
    run(captureStackTrace, null, [error, callee])
  } catch {
    // It keeps the one it has.
  }
}

/**
 * A copy of what an ArrayBuffer, a SharedArrayBuffer or a view holds, of its head alone where it is longer than `limit`; null
 * for anything else. Reads no `constructor`.
 */
export function copyBytes(
  value: object,
  limit: number,
  headLength = limit,
): { bytes: ArrayBuffer; length: number } | null {
  let buffer: ArrayBuffer
  let offset = 0
  let length: number
  try {
    if (isView(value)) {
      try {
        buffer = run(typedArrayBuffer, value, NONE) as ArrayBuffer
        offset = run(typedArrayOffset, value, NONE) as number
        length = run(typedArrayLength, value, NONE) as number
      } catch {
        buffer = run(dataViewBuffer, value, NONE) as ArrayBuffer
        offset = run(dataViewOffset, value, NONE) as number
        length = run(dataViewLength, value, NONE) as number
      }
    } else {
      buffer = value as ArrayBuffer
      try {
        length = run(bufferLength, value, NONE) as number
      } catch {
        length = run(sharedLength, value, NONE) as number
      }
    }
    const copy = new Bytes(new Bytes(buffer, offset, length > limit ? headLength : length))
    return { bytes: run(typedArrayBuffer, copy, NONE) as ArrayBuffer, length }
  } catch {
    return null
  }
}

/** Another Blob on the same data, so that the page's own object can be collected; null where it isn't a Blob. */
export function copyBlob(value: unknown, limit: number, headLength: number): { blob: Blob; length: number } | null {
  try {
    const length = run(blobLength, value, NONE) as number
    return { blob: run(sliceBlob, value, [0, length > limit ? headLength : length]) as Blob, length }
  } catch {
    return null
  }
}

export function head(text: string, length: number): string {
  return run(sliceText, text, [0, length]) as string
}

/** A piece of a text. */
export function partOfText(text: string, from: number, length: number): string {
  return run(sliceText, text, [from, from + length]) as string
}

/** A copy of a piece of an ArrayBuffer; null where it is none. */
export function copyPart(buffer: object, from: number, length: number): ArrayBuffer | null {
  try {
    const left = (run(bufferLength, buffer, NONE) as number) - from
    const copy = new Bytes(new Bytes(buffer as ArrayBuffer, from, left < length ? left : length))
    return run(typedArrayBuffer, copy, NONE) as ArrayBuffer
  } catch {
    return null
  }
}

/** A piece of a Blob; null where it is none. */
export function partOfBlob(blob: object, from: number, length: number): Blob | null {
  try {
    return run(sliceBlob, blob, [from, from + length]) as Blob
  } catch {
    return null
  }
}

export function post(port: MessagePort, message: unknown): void {
  run(postMessage, port, [message])
}

/** The function's text as the page would have read it before the patch. */
export function sourceOf(callee: unknown): string {
  return run(functionToString, callee, NONE) as string
}

/** A reference that lets the page's object be collected. */
export function weak<T extends WeakKey>(value: T): () => T | undefined {
  const reference = new Reference(value)
  return () => run(dereference, reference, NONE) as T | undefined
}

/** A Map that no page can listen in on. */
export class Table<K, V> {
  readonly #map = new Map<K, V>()
  get(key: K): V | undefined {
    return run(mapGet, this.#map, [key]) as V | undefined
  }
  set(key: K, value: V): void {
    run(mapSet, this.#map, [key, value])
  }
  delete(key: K): void {
    run(mapDelete, this.#map, [key])
  }
}

/** A list as the browser takes a sequence: read without the iterator of arrays, which a page can replace. */
export function iterable<T>(list: readonly T[]): Iterable<T> {
  let at = 0
  const next = () => ({ __proto__: null, done: at === list.length, value: list[at++] }) as unknown as IteratorResult<T>
  return { __proto__: null, [iterator]: () => ({ __proto__: null, next }) } as unknown as Iterable<T>
}

/** An array without a prototype: what the page does to Array.prototype doesn't reach it, and it clones as an array. */
export function bareArray<T>(): T[] {
  const array: T[] = []
  setPrototypeOf(array, null)
  return array
}

/** Returns another object from its constructor: that is how a private field gets onto an object of the page's. */
class Given {
  constructor(value: object) {
    // biome-ignore lint/correctness/noConstructorReturn: see above
    return value
  }
}

/** A note on an object: nobody else can see, find or remove it, and it goes with the object. */
export interface Note<T> {
  put(value: object, note: T): void
  get(value: unknown): T | undefined
}

/** Makes one kind of note: a private field. Unlike a WeakMap it costs no call, and nothing of it can be replaced. */
export function note<T>(): Note<T> {
  class Noted extends Given {
    #note: T
    constructor(value: object, note: T) {
      super(value)
      this.#note = note
    }
    static read(value: object): T | undefined {
      return #note in value ? value.#note : undefined
    }
  }
  return {
    put: (value, note) => void new Noted(value, note),
    get: (value) =>
      (typeof value === 'object' && value !== null) || typeof value === 'function' ? Noted.read(value) : undefined,
  }
}

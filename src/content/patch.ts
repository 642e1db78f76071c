/**
 * Puts the observer around the browser's own WebSocket. The constructor stays the browser's, seen through a Proxy, and so
 * are `send`, `close` and `Function.prototype.toString`, which goes on answering what it answered before. The sockets themselves are the browser's, and nothing is added to them that a page
 * could see. https://websockets.spec.whatwg.org/#the-websocket-interface
 */
import type { ReadyState } from '../core/row.ts'
import type { SocketRecord } from './history.ts'
import type { Seam } from './interceptor.ts'
import type { Natives } from './natives.ts'
import {
  apply,
  bareArray,
  call,
  codeOf,
  construct,
  dataOf,
  defineProperty,
  getOwnPropertyDescriptor,
  isArray,
  isBlob,
  isBytes,
  isNative,
  iterable,
  listen,
  type Note,
  note,
  reasonOf,
  setPrototypeOf,
  sourceOf,
  timeOf,
  wasClean,
} from './primitives.ts'
import type { Actor, Recorder } from './recorder.ts'
import { type Callable, coverTracks, isQuiet, standIn, standInConstructor } from './stand-in.ts'

/** https://websockets.spec.whatwg.org/#dom-websocket-open */
const OPEN = 1

/** What is patched, and the browser's own of it. */
export class Patch {
  readonly actor: Actor
  readonly #native: typeof WebSocket
  readonly #prototype: WebSocket
  readonly #scope: typeof globalThis
  readonly #readyState: (socket: WebSocket) => ReadyState
  readonly #text: (socket: WebSocket, name: 'url' | 'protocol' | 'extensions') => string
  readonly #buffered: (socket: WebSocket) => number
  readonly #records = note<SocketRecord>()
  #sources: Note<string> = note<string>()

  /**
   * Takes the natives of a realm; throws where one is missing or replaced, and then nothing has been patched.
   */
  constructor(scope: typeof globalThis) {
    const native = pristine(scope.WebSocket)
    const prototype = native.prototype
    const getter = (name: string) => pristine(getOwnPropertyDescriptor(prototype, name)?.get)
    const readyState = getter('readyState')
    const buffered = getter('bufferedAmount')
    const texts = { url: getter('url'), protocol: getter('protocol'), extensions: getter('extensions') }
    const send = pristine(getOwnPropertyDescriptor(prototype, 'send')?.value)
    const close = pristine(getOwnPropertyDescriptor(prototype, 'close')?.value)
    this.#scope = scope
    this.#native = native
    this.#prototype = prototype
    this.#readyState = (socket) => call(readyState, socket) as ReadyState
    this.#buffered = (socket) => call(buffered, socket) as number
    this.#text = (socket, name) => call(texts[name], socket) as string
    this.actor = {
      connect: (url, protocols) => this.#connect(url, protocols),
      state: this.#readyState,
      send: (socket, data) => void apply(this.#methods.send, socket, [data]),
      close: (socket, code, reason) =>
        void apply(this.#methods.close, socket, code === null ? [] : reason === null ? [code] : [code, reason]),
    }
    this.#natives = { send, close }
    this.#methods = { send, close }
  }

  /** The browser's own methods, and those that record, once installed. */
  readonly #natives: { send: Callable; close: Callable }
  #methods: { send: Callable; close: Callable }

  #connect: (url: string, protocols: readonly string[]) => SocketRecord | undefined = () => undefined

  /** What is remembered of a socket. */
  recordOf(socket: unknown): SocketRecord | undefined {
    return this.#records.get(socket)
  }

  /**
   * Puts everything in place.
   * @param sources what patched functions say of themselves, here and in related documents.
   */
  install(recorder: Recorder, sources: Note<string>): void {
    this.#sources = sources
    const scope = this.#scope
    const Observed = this.#observe(recorder)
    this.#methods = this.#wrap(recorder)
    const { send, close } = this.#methods
    this.disguise(Observed, this.#native)
    this.disguise(send, this.#natives.send)
    this.disguise(close, this.#natives.close)
    this.replace(this.#prototype, 'send', send)
    this.replace(this.#prototype, 'close', close)
    this.replace(this.#prototype, 'constructor', Observed)
    this.replace(scope, 'WebSocket', Observed)
    this.#teachToString()
  }

  /** What the interceptor of rules stands on. */
  seam(recorder: Recorder, natives: Natives): Seam {
    return {
      natives,
      recorder,
      realm: this.#scope,
      recordOf: (socket) => this.recordOf(socket),
      adopt: (socket, url, protocols) => {
        const record = recorder.constructed(socket, url, readable(protocols), 0)
        this.#records.put(socket, record)
        return record
      },
      observed: () => getOwnPropertyDescriptor(this.#prototype, 'constructor')?.value,
      native: this.#native,
      prototype: this.#prototype,
      state: this.#readyState,
      buffered: this.#buffered,
      send: this.#natives.send,
      close: this.#natives.close,
      disguise: (mine, native) => this.disguise(mine, native),
    }
  }

  /** Replaces a property's value and keeps its attributes. */
  replace(owner: object, name: string, value: unknown): void {
    defineProperty(owner, name, { __proto__: null, value } as PropertyDescriptor)
  }

  /** Has a stand-in answer as the native to `Function.prototype.toString`. */
  disguise(mine: object, native: unknown): void {
    this.#sources.put(mine, sourceOf(native))
  }

  #teachToString(): void {
    const native = pristine(getOwnPropertyDescriptor(Function.prototype, 'toString')?.value)
    const sources = this.#sources
    const methods = {
      toString(this: unknown, ...values: never[]): unknown {
        return sources.get(this) ?? apply(native, this, values)
      },
    }
    const patched = standIn(native, methods.toString)
    this.disguise(patched, native)
    this.replace(Function.prototype, 'toString', patched)
  }

  #observe(recorder: Recorder): typeof WebSocket {
    const attach = this.#listener(recorder)
    this.#connect = (url, protocols) => {
      // The listeners hold it until it has closed, as they do with a page's.
      const socket = construct(this.#native, [url, iterable(protocols)] as never[], this.#native)
      attach(socket, protocols)
      return this.#records.get(socket)
    }
    const trap = (native: typeof WebSocket, values: never[], newTarget: unknown): WebSocket => {
      const mocked = recorder.interceptor?.construct(values, newTarget)
      if (mocked) return mocked
      const target = newTarget === Observed ? native : (newTarget as typeof native)
      let socket: WebSocket
      if (isQuiet(values)) {
        try {
          socket = construct(native, values, target)
        } catch (error) {
          coverTracks(error, values, trap)
          throw error
        }
      } else socket = construct(native, values, target)
      try {
        attach(socket, values[1])
      } catch {
        // Whatever went wrong is ours; the page has its socket.
      }
      return socket
    }
    const Observed = standInConstructor(this.#native, trap)
    return Observed
  }

  /** Answers what makes a new socket known and follows its events. One listener of each type serves all sockets. */
  #listener(recorder: Recorder): (socket: WebSocket, protocols: unknown) => void {
    const records = this.#records
    const stateOf = this.#readyState
    const textOf = this.#text
    // A page may dispatch events of its own making on a socket: those are not what the connection did.
    const handle = <E extends Event>(what: (socket: WebSocket, record: SocketRecord, event: E) => void) =>
      // An arrow function has no `this`, and `this` is the one way to the target that a page can't replace.
      function (this: WebSocket, event: E): void {
        try {
          const record = records.get(this)
          if (record && event.isTrusted) what(this, record, event)
        } catch {
          // The page's own listeners come next and must not notice.
        }
      }
    const open = handle((socket, record) =>
      recorder.opened(record, stateOf(socket), textOf(socket, 'protocol'), textOf(socket, 'extensions')),
    )
    const message = handle((socket, record, event: MessageEvent) => {
      if (recorder.interceptor?.received(socket, record, event)) return
      // No message comes in another state, and nobody has heard of this one before: the getter need not be called.
      recorder.message(record, false, OPEN, dataOf(event), 0, 0, 0, timeOf(event))
    })
    const error = handle((socket, record, event: Event) => {
      if (recorder.interceptor?.failed(socket, record, event)) return
      recorder.failed(record, stateOf(socket))
    })
    const close = handle((socket, record, event: CloseEvent) => {
      if (recorder.interceptor?.closed(socket, record, event)) return
      recorder.closed(record, stateOf(socket), codeOf(event), reasonOf(event), wasClean(event))
    })
    return (socket, protocols) => {
      records.put(socket, recorder.constructed(socket, textOf(socket, 'url'), readable(protocols), stateOf(socket)))
      listen(socket, 'open', open)
      listen(socket, 'message', message)
      listen(socket, 'error', error)
      listen(socket, 'close', close)
    }
  }

  #wrap(recorder: Recorder): { send: Callable; close: Callable } {
    const records = this.#records
    const stateOf = this.#readyState
    const bufferedOf = this.#buffered
    const native = this.#natives
    const methods = {
      send(this: unknown, data: unknown): undefined {
        const record = records.get(this)
        // biome-ignore lint/complexity/noArguments: with a rest parameter the function would have another length
        const values = arguments as unknown as never[]
        if (!record || values.length === 0) return apply(native.send, this, values) as undefined
        const socket = this as WebSocket
        // Converted here, once, in the order in which the browser would: what is recorded is what is sent.
        const sent = typeof data === 'symbol' || isBytes(data) || isBlob(data) ? data : `${data as string}`
        if (recorder.interceptor?.send(socket, record, sent)) return
        apply(native.send, socket, [sent] as never[])
        try {
          recorder.message(record, true, stateOf(socket), sent, bufferedOf(socket))
        } catch {
          // It has been sent, and that is all the page may know.
        }
      },
      close(this: unknown, ...values: never[]): undefined {
        const record = records.get(this)
        if (!record) return apply(native.close, this, values) as undefined
        const socket = this as WebSocket
        const { length } = values
        const given = bareArray<unknown>()
        if (length > 0) given[0] = toNumber(values[0])
        if (length > 1) given[1] = toText(values[1])
        if (recorder.interceptor?.close(socket, record, given)) return
        apply(native.close, socket, given as never[])
        const { 0: code, 1: reason } = given
        try {
          recorder.closing(record, stateOf(socket), {
            code: typeof code === 'number' ? code : null,
            reason: typeof reason === 'string' ? reason : null,
          })
        } catch {
          // As above.
        }
      },
    }
    const send = standIn(native.send, methods.send)
    const close = standIn(native.close, methods.close)
    return { send, close }
  }
}

/** Answers a native function; throws where it is missing or the page's own. */
function pristine<T>(value: T | undefined): T {
  if (value === undefined || !isNative(value)) throw new TypeError('not native')
  return value
}

/** `close(code, reason)`: objects are converted once, where the page can see it; the rest is left to the browser. */
function isConvertible(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
function toNumber(value: unknown): unknown {
  return isConvertible(value) ? +(value as number) : value
}
function toText(value: unknown): unknown {
  return isConvertible(value) ? `${value as string}` : value
}

/**
 * The subprotocols that were asked for, as far as they can be read without running anything of the page's: a string or
 * an array of strings. The constructor has converted its arguments already, and must not be seen to do it twice.
 */
export function readable(protocols: unknown): readonly string[] {
  if (typeof protocols === 'string') return [protocols]
  if (!isArray(protocols)) return []
  const list: string[] = []
  for (let at = 0; at < protocols.length; at++) {
    const descriptor = getOwnPropertyDescriptor(protocols, at)
    // A getter's descriptor has no value of its own: it would be looked up on the page's Object.prototype.
    if (descriptor) setPrototypeOf(descriptor, null)
    const value: unknown = descriptor?.value
    if (typeof value !== 'string') return []
    defineProperty(list, at, { __proto__: null, value, enumerable: true, writable: true, configurable: true } as never)
  }
  return list
}

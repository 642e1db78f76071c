/**
 * Puts the observer around Chrome's WebSocketStream. Its constructor and its members stay the browser's, as WebSocket's do;
 * what `opened` resolves to stays the browser's object too, but for the two streams in it. Chunks can only be seen by who
 * reads them: `pipeTo`, `tee` and `for await` read without calling anything that could be patched. So the hook is the one
 * reader and writer of the browser's streams, and the page gets streams of its own, the browser's class in the page's realm,
 * that ask for a chunk when the page does and keep none. https://websockets.spec.whatwg.org/#the-websocketstream-interface
 */
import type { ReadyState } from '../core/row.ts'
import type { SocketRecord } from './history.ts'
import type { Patch } from './patch.ts'
import { readable as protocolsOf } from './patch.ts'
import {
  apply,
  call,
  construct,
  defineProperty,
  deleteProperty,
  getOf,
  getOwnPropertyDescriptor,
  isBytes,
  isNative,
  note,
  ownValue,
} from './primitives.ts'
import type { Actor, Recorder } from './recorder.ts'
import { around } from './stand-in.ts'

type Method = (...values: never[]) => unknown
type StreamConstructor = new (url: string, options?: unknown) => object

/** What is known of a WebSocketStream. */
interface Known {
  readonly record: SocketRecord
  readonly openedNative: Promise<unknown>
  readonly closedNative: Promise<unknown>
  /** What the page gets of these, once it has asked. */
  opened: Promise<unknown> | null
  closed: Promise<unknown> | null
  /** As WebSocket's readyState, which a WebSocketStream has not. */
  state: ReadyState
  writer: object | null
}

/** Puts everything in place where the browser has WebSocketStream; throws where one of its natives was replaced, and then nothing has been patched. */
export function patchStream(scope: typeof globalThis, recorder: Recorder, patch: Patch): void {
  const Native: StreamConstructor | undefined = getOwnPropertyDescriptor(scope, 'WebSocketStream')?.value
  if (!Native) return
  const take = (owner: object, name: string): Method => {
    const found = getOwnPropertyDescriptor(owner, name)
    const native: unknown = found?.value ?? found?.get
    if (!isNative(native)) throw new TypeError(name)
    return native as Method
  }
  const { prototype } = Native
  const urlOf = take(prototype, 'url')
  const openedOf = take(prototype, 'opened')
  const closedOf = take(prototype, 'closed')
  const close = take(prototype, 'close')
  const Readable = take(scope, 'ReadableStream') as unknown as typeof ReadableStream
  const Writable = take(scope, 'WritableStream') as unknown as typeof WritableStream
  const getReader = take(Readable.prototype, 'getReader')
  const getWriter = take(Writable.prototype, 'getWriter')
  const reading = ReadableStreamDefaultReader.prototype
  const writing = WritableStreamDefaultWriter.prototype
  const controlling = ReadableStreamDefaultController.prototype
  const read = take(reading, 'read')
  const cancel = take(reading, 'cancel')
  const readerClosed = take(reading, 'closed')
  const write = take(writing, 'write')
  const closeWriter = take(writing, 'close')
  const abort = take(writing, 'abort')
  const writerClosed = take(writing, 'closed')
  const desiredSize = take(writing, 'desiredSize')
  const enqueue = take(controlling, 'enqueue')
  const closeReadable = take(controlling, 'close')
  const failReadable = take(controlling, 'error')
  const failWritable = take(WritableStreamDefaultController.prototype, 'error')
  const then = take(Promise.prototype, 'then')
  const Failure = take(scope, 'WebSocketError') as unknown as { readonly prototype: object }
  const errorCode = take(Failure.prototype, 'closeCode')
  const errorReason = take(Failure.prototype, 'reason')

  const notes = note<Known>()

  /** `then`, without asking the promise for its class, which the page could have changed. */
  const react = (promise: object, done?: (value: never) => unknown, failed?: (reason: unknown) => unknown): object => {
    defineProperty(promise, 'constructor', { __proto__: null, value: undefined, configurable: true } as never)
    const derived = apply(then, promise, [done, failed] as never[]) as object
    deleteProperty(promise, 'constructor')
    return derived
  }
  /** A promise for the browser's eyes: it asks it for `then`, and gets its own. */
  const shielded = (promise: object): object => {
    defineProperty(promise, 'constructor', { __proto__: null, value: undefined } as never)
    defineProperty(promise, 'then', { __proto__: null, value: then } as never)
    return promise
  }
  /** For what follows from an event and must not become an error of the page's. */
  const quietly = (run: () => void): void => {
    try {
      run()
    } catch {
      // The stream had ended already, or the recording failed: neither is the page's.
    }
  }
  const nothing = (): void => {}

  function readableOf(known: Known, native: object): object {
    const reader = call(getReader, native) as object
    let controller: object
    /** Reads that wait at the browser's stream. */
    let waiting = 0
    /** A chunk is being given to the page; if it waits for more, the browser asks for that at once. */
    let giving = false
    const take = ({ value, done }: { value: unknown; done: boolean }): void => {
      waiting--
      if (done) return
      quietly(() => recorder.message(known.record, false, known.state, value, 0))
      giving = true
      quietly(() => void apply(enqueue, controller, [value] as never[]))
      giving = false
    }
    const source = {
      __proto__: null,
      start(mine: object): void {
        controller = mine
        const end = () => quietly(() => void call(closeReadable, controller))
        const fail = (reason: unknown) => quietly(() => void apply(failReadable, controller, [reason] as never[]))
        react(call(readerClosed, reader) as object, end, fail)
      },
      // As many reads wait at the browser's stream as at the page's, as far as can be told.
      pull(): void {
        if (giving && waiting > 0) return
        waiting++
        react(call(read, reader) as object, take, nothing)
      },
      cancel(reason: unknown): object {
        closing(known, null, null)
        return shielded(apply(cancel, reader, [reason] as never[]) as object)
      },
    }
    // Without a queue of its own: each chunk waits where it would natively.
    return construct(Readable, [source, { __proto__: null, highWaterMark: 0 }] as never)
  }

  function writableOf(known: Known, native: object): object {
    const writer = call(getWriter, native) as object
    known.writer = writer
    const sink = {
      __proto__: null,
      start(controller: object): void {
        const fail = (reason: unknown) => quietly(() => void apply(failWritable, controller, [reason] as never[]))
        react(call(writerClosed, writer) as object, nothing, fail)
      },
      write(chunk: unknown): object {
        // Converted here, once, as the browser would: what is recorded is what is sent.
        const sent = typeof chunk === 'symbol' || isBytes(chunk) ? chunk : `${chunk as string}`
        const written = apply(write, writer, [sent] as never[]) as object
        quietly(() => recorder.message(known.record, true, known.state, sent, 0))
        return shielded(written)
      },
      close(): object {
        closing(known, null, null)
        return shielded(call(closeWriter, writer) as object)
      },
      abort(reason: unknown): object {
        closing(known, null, null)
        return shielded(apply(abort, writer, [reason] as never[]) as object)
      },
    }
    const highWaterMark = call(desiredSize, writer)
    return construct(Writable, [sink, { __proto__: null, highWaterMark }] as never)
  }

  function closing(known: Known, code: number | null, reason: string | null): void {
    if (known.state > 1) return
    known.state = 2
    quietly(() => recorder.closing(known.record, 2, { code, reason }))
  }

  function opened(known: Known, connection: Record<string, unknown>): void {
    known.state = 1
    const { protocol, extensions } = connection as { protocol: string; extensions: string }
    quietly(() => recorder.opened(known.record, 1, protocol, extensions))
    const streams = {
      readable: readableOf(known, connection.readable as object),
      writable: writableOf(known, connection.writable as object),
    }
    defineProperty(connection, 'readable', { __proto__: null, value: streams.readable } as never)
    defineProperty(connection, 'writable', { __proto__: null, value: streams.writable } as never)
  }

  function closed(known: Known, code: number, reason: string, wasClean: boolean): void {
    known.state = 3
    quietly(() => recorder.closed(known.record, 3, code, reason, wasClean))
  }

  function failed(known: Known, reason: unknown): void {
    let code = 1006
    let text = ''
    quietly(() => {
      code = call(errorCode, reason) as number
      text = call(errorReason, reason) as string
    })
    closed(known, code, text, false)
  }

  function attach(stream: object, options: unknown): void {
    const protocols = protocolsOf(ownValue(options, 'protocols'))
    const record = recorder.constructed(stream, call(urlOf, stream) as string, protocols, 0, actor)
    const known: Known = {
      record,
      openedNative: call(openedOf, stream) as Promise<unknown>,
      closedNative: call(closedOf, stream) as Promise<unknown>,
      opened: null,
      closed: null,
      state: 0,
      writer: null,
    }
    notes.put(stream, known)
    react(
      known.openedNative,
      (connection: Record<string, unknown>) => quietly(() => opened(known, connection)),
      () => {
        known.state = 3
        quietly(() => recorder.failed(record, 3))
      },
    )
    react(
      known.closedNative,
      ({ closeCode, reason }: { closeCode: number; reason: string }) => closed(known, closeCode, reason, true),
      (reason) => failed(known, reason),
    )
  }

  const actor: Actor = {
    state: (stream) => notes.get(stream)?.state ?? 3,
    send(stream, data) {
      const known = notes.get(stream)
      if (!known?.writer) return
      react(apply(write, known.writer, [data] as never[]) as object, nothing, nothing)
      recorder.message(known.record, true, known.state, data, 0)
    },
    close(stream, code, reason) {
      const info = { __proto__: null } as { closeCode?: number; reason?: string }
      if (code !== null) info.closeCode = code
      if (reason !== null) info.reason = reason
      apply(patchedClose, stream, [info] as never[])
    },
  }

  const Observed: StreamConstructor = new Proxy(Native, {
    __proto__: null,
    construct(native: StreamConstructor, values: unknown[], newTarget: unknown): object {
      const stream = construct(native, values as never, newTarget === Observed ? native : (newTarget as never))
      // Whatever goes wrong is ours; the page has its stream.
      quietly(() => attach(stream, values[1]))
      return stream
    },
    get: (native: StreamConstructor, key: PropertyKey, receiver: unknown): unknown =>
      getOf(native, key, receiver === Observed ? native : receiver),
  } as ProxyHandler<StreamConstructor>)

  const patchedClose = around(close, (_, self, values) => {
    const known = notes.get(self)
    const result = apply(close, self, values as never[])
    if (known) {
      const code = ownValue(values[0], 'closeCode')
      const reason = ownValue(values[0], 'reason')
      closing(known, typeof code === 'number' ? code : null, typeof reason === 'string' ? reason : null)
    }
    return result
  })
  // A promise of the page's own: whether somebody handles its rejection is between the page and the browser.
  const patchedOpened = around(openedOf, (_, self, values) => {
    const known = notes.get(self)
    if (!known) return apply(openedOf, self, values as never[])
    known.opened ??= react(known.openedNative) as Promise<unknown>
    return known.opened
  })
  const patchedClosed = around(closedOf, (_, self, values) => {
    const known = notes.get(self)
    if (!known) return apply(closedOf, self, values as never[])
    known.closed ??= react(known.closedNative) as Promise<unknown>
    return known.closed
  })

  patch.disguise(Observed, Native)
  patch.disguise(patchedClose, close)
  patch.disguise(patchedOpened, openedOf)
  patch.disguise(patchedClosed, closedOf)
  patch.replace(prototype, 'close', patchedClose)
  defineProperty(prototype, 'opened', { __proto__: null, get: patchedOpened } as never)
  defineProperty(prototype, 'closed', { __proto__: null, get: patchedClosed } as never)
  patch.replace(prototype, 'constructor', Observed)
  patch.replace(scope, 'WebSocketStream', Observed)
}

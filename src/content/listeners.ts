/**
 * Counts who hears a message. It is no part of the hook: whoever wants it reloads the page from the panel, and the browser
 * runs this before the hook and before any script of the page's, so that no listener can have been missed. The page's
 * listeners are never wrapped: it follows which there are, and measures from the hook's listener, which every socket has
 * first, to one that it keeps at the end.
 * https://dom.spec.whatwg.org/#concept-event-listener
 */
import type { Heard } from '../core/row.ts'
import { PART } from './channel.ts'
import type { SocketRecord } from './history.ts'
import type { Patch } from './patch.ts'
import {
  apply,
  bareArray,
  call,
  defineProperty,
  getOwnPropertyDescriptor,
  isNative,
  now,
  ownValue,
} from './primitives.ts'
import { around } from './stand-in.ts'

type Method = (...values: never[]) => unknown

/** A listener of the page's for `message`. Two are one where callback and capture are equal. */
interface Listener {
  readonly callback: unknown
  readonly capture: boolean
  readonly once: boolean
  readonly signal: unknown
}

/** The listeners of one socket, as far as they were seen to come. */
export interface Audience {
  readonly listeners: Listener[]
  length: number
  /** The message that is being heard. */
  heard: { ran: number | null } | null
  /** When its first listener ran, ms since the epoch. */
  since: number
}

export interface Listeners {
  /** Puts everything back. */
  end(): void
  /** A message begins to be heard: by whom. `ran` is filled in when the last one has. Null when nothing is counted any more. */
  begin(record: SocketRecord): Heard | null
}

/** Begins to count; throws where a native was replaced. */
export function createListeners(scope: typeof globalThis, patch: Patch): Listeners {
  const take = (owner: object, name: string): PropertyDescriptor => {
    const found = getOwnPropertyDescriptor(owner, name)
    if (!found || !isNative(found.value ?? found.get)) throw new TypeError(name)
    return found
  }
  const target = scope.EventTarget.prototype
  const socket = scope.WebSocket.prototype
  const add = take(target, 'addEventListener').value as Method
  const remove = take(target, 'removeEventListener').value as Method
  const { get: handlerOf, set: setHandler } = take(socket, 'onmessage') as { get: Method; set: Method }
  const aborted = take(scope.AbortSignal.prototype, 'aborted').get as Method

  let counting = true

  const audienceOf = (value: unknown): Audience | null => {
    const record = counting ? patch.recordOf(value) : undefined
    if (!record) return null
    record.audience ??= { listeners: bareArray(), length: 0, heard: null, since: 0 }
    return record.audience
  }
  const last = function (this: unknown): void {
    const audience = audienceOf(this)
    if (!audience) apply(remove, this, ['message', last] as never[])
    else if (audience.heard) {
      audience.heard.ran = now() - audience.since
      audience.heard = null
    }
  }
  const place = (value: unknown): void => {
    apply(remove, value, ['message', last] as never[])
    apply(add, value, ['message', last] as never[])
  }

  const watch = (native: Method, follow: (audience: Audience, values: unknown[]) => void): Method => {
    const seen = around(native, (_, self, values) => {
      const result = apply(native, self, values as never[])
      try {
        const audience = audienceOf(self)
        if (audience) {
          follow(audience, values)
          place(self)
        }
      } catch {
        // The browser has done what was asked.
      }
      return result
    })
    patch.disguise(seen, native)
    return seen
  }
  const watched = {
    add: watch(add, (audience, values) => {
      const listener = listenerOf(values)
      if (listener && !isAborted(listener) && find(audience, listener) < 0)
        audience.listeners[audience.length++] = listener
    }),
    remove: watch(remove, (audience, values) => {
      const listener = listenerOf(values)
      if (listener) leave(audience, find(audience, listener))
    }),
    set: watch(setHandler, () => {}),
  }

  const isAborted = ({ signal }: Listener): boolean => {
    try {
      return call(aborted, signal) as boolean
    } catch {
      return false
    }
  }

  /** Puts one in the place of the other; a page that has put its own there keeps it. */
  const exchange = (owner: object, name: string, slot: 'value' | 'set', from: Method, to: Method): void => {
    if (getOwnPropertyDescriptor(owner, name)?.[slot] !== from) return
    defineProperty(owner, name, { __proto__: null, [slot]: to } as PropertyDescriptor)
  }

  exchange(target, 'addEventListener', 'value', add, watched.add)
  exchange(target, 'removeEventListener', 'value', remove, watched.remove)
  exchange(socket, 'onmessage', 'set', setHandler, watched.set)
  return {
    end() {
      counting = false
      exchange(target, 'addEventListener', 'value', watched.add, add)
      exchange(target, 'removeEventListener', 'value', watched.remove, remove)
      exchange(socket, 'onmessage', 'set', watched.set, setHandler)
    },
    begin(record) {
      const self = record.socket()
      const audience = audienceOf(self)
      if (!audience) return null
      for (let at = audience.length - 1; at >= 0; at--) {
        if (isAborted(audience.listeners[at] as Listener)) leave(audience, at)
      }
      const listeners = audience.length + (call(handlerOf, self) === null ? 0 : 1)
      for (let at = audience.length - 1; at >= 0; at--) if (audience.listeners[at]?.once) leave(audience, at)
      const heard = { listeners, ran: null }
      audience.heard = heard
      audience.since = now()
      return heard
    },
  }
}

document.fonts.addEventListener(
  PART,
  (event) => {
    event.stopImmediatePropagation()
    const { detail } = event as CustomEvent<(make: typeof createListeners) => void>
    detail(createListeners)
  },
  { once: true },
)

/** What was given to addEventListener; null where it concerns no messages. */
function listenerOf(values: unknown[]): Listener | null {
  const callback = values[1]
  if (values[0] !== 'message' || callback === null || callback === undefined) return null
  const options = values[2]
  return {
    callback,
    capture: typeof options === 'boolean' ? options : ownValue(options, 'capture') === true,
    once: ownValue(options, 'once') === true,
    signal: ownValue(options, 'signal'),
  }
}

function find({ listeners, length }: Audience, { callback, capture }: Listener): number {
  for (let at = 0; at < length; at++) {
    const known = listeners[at] as Listener
    if (known.callback === callback && known.capture === capture) return at
  }
  return -1
}

function leave(audience: Audience, index: number): void {
  if (index < 0) return
  audience.length--
  for (let at = index; at < audience.length; at++) audience.listeners[at] = audience.listeners[at + 1] as Listener
}

/**
 * Sockets that never reach the network: objects with the page's own `WebSocket.prototype`, whose accessors answer for them.
 * What their server does is decided in the panel. https://websockets.spec.whatwg.org/#the-websocket-interface
 */
import type { ReadyState } from '../core/row.ts'
import type { SocketRecord } from './history.ts'
import type { Seam } from './interceptor.ts'
import { payloadsOf } from './payloads.ts'
import type { Actor } from './recorder.ts'
import type { Callable } from './stand-in.ts'
import type { Act } from './waiting.ts'

/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

export interface MockState {
  state: ReadyState
  protocol: string
  binaryType: 'blob' | 'arraybuffer'
  readonly protocols: readonly string[]
  /** The rule that made it. */
  readonly rule: number
  /** Event handlers that the page has set. */
  open: unknown
  message: unknown
  error: unknown
  close: unknown
}

const HANDLERS = ['open', 'message', 'error', 'close'] as const
type Handler = (typeof HANDLERS)[number]

/** What of the rules it needs. */
interface Holder {
  stateOf(socket: WebSocket, record: SocketRecord): ReadyState
  /** Bytes that are held on their way out. */
  buffered(record: SocketRecord): number
  actOf(socket: WebSocket, record: SocketRecord, mock: MockState | null, actor: Actor | null): Act
}

export interface Mocks {
  /** The address that a constructor's arguments name; converted here, once. Null where the browser will refuse it. */
  addressOf(values: unknown[]): string | null
  construct(values: unknown[], target: unknown, url: string, rule: number): WebSocket | null
  open(record: SocketRecord, protocol: string): void
  /** `given`: the arguments of `close`, an array without a prototype. */
  close(record: SocketRecord, given: readonly unknown[]): boolean
  binaryType(socket: WebSocket, record: SocketRecord): string
  originOf(url: string): string
  /** Throws what `send` throws before a socket opens. */
  refuseToSend(): never
  /**
   * Has the prototype's accessors answer for messages that are held, or also for mocks. A rule that meets nothing leaves them
   * the browser's: a handler that is set through one of ours has our frames in the stacks that DevTools follow over tasks.
   */
  wake(how: 'held' | 'mocked'): void
  /** Gives the browser's accessors back, unless the page has put its own over ours or was given a mock. */
  rest(): void
}

export function createMocks(seam: Seam, holder: Holder): Mocks {
  const { natives, prototype, recorder, realm } = seam
  const { apply, around, bareArray, call, construct, defineProperty, getOwnPropertyDescriptor } = natives
  const { sizeOf } = payloadsOf(seam)
  const document = realm.document
  /** Accessors of ours that are in place, and the browser's own. */
  const replaced = bareArray<{ name: string; slot: 'get' | 'set'; native: Callable; mine: Callable }>()
  let awake: 'no' | 'held' | 'mocked' = 'no'
  let isMocking = false

  const mockOf = (socket: unknown): MockState | null => seam.recordOf(socket)?.act?.mock ?? null

  const replace = (
    name: string,
    slot: 'get' | 'set',
    run: (native: Callable, self: unknown, values: unknown[]) => unknown,
  ) => {
    const native = getOwnPropertyDescriptor(prototype, name)?.[slot] as Callable | undefined
    if (!native) return
    const mine = around(native, run)
    seam.disguise(mine, native)
    put(name, slot, mine)
    replaced[replaced.length] = { name, slot, native, mine }
  }
  const put = (name: string, slot: string, accessor: Callable): void => {
    defineProperty(prototype, name, { __proto__: null, [slot]: accessor } as PropertyDescriptor)
  }
  const answer = (name: string, read: (mock: MockState, record: SocketRecord) => unknown): void =>
    replace(name, 'get', (native, self, values) => {
      const record = seam.recordOf(self)
      const mock = record?.act?.mock
      return record && mock ? read(mock, record) : apply(native, self, values as never[])
    })

  const wake: Mocks['wake'] = (how) => {
    if (awake === 'no') {
      awake = 'held'
      wakeHeld()
    }
    if (how === 'held' || awake === 'mocked') return
    awake = 'mocked'
    wakeMocked()
  }

  const rest = (): void => {
    if (isMocking) return
    for (let at = 0; at < replaced.length; at++) {
      const { name, slot, native, mine } = replaced[at] as (typeof replaced)[number]
      if (getOwnPropertyDescriptor(prototype, name)?.[slot] === mine) put(name, slot, native)
    }
    replaced.length = 0
    awake = 'no'
  }

  const wakeHeld = (): void => {
    replace('readyState', 'get', (native, self, values) => {
      const record = seam.recordOf(self)
      return record?.act ? holder.stateOf(self as WebSocket, record) : apply(native, self, values as never[])
    })
    replace('bufferedAmount', 'get', (native, self, values) => {
      const record = seam.recordOf(self)
      const held = record ? holder.buffered(record) : 0
      return record?.act?.mock ? held : held + (apply(native, self, values as never[]) as unknown as number)
    })
  }

  const wakeMocked = (): void => {
    answer('url', (_, record) => record.url)
    answer('protocol', (mock) => mock.protocol)
    answer('extensions', () => '')
    answer('binaryType', (mock) => mock.binaryType)
    replace('binaryType', 'set', (native, self, values) => {
      const mock = mockOf(self)
      if (!mock) return apply(native, self, values as never[])
      const value = `${values[0] as string}`
      if (value === 'blob' || value === 'arraybuffer') mock.binaryType = value
      return undefined
    })
    for (let at = 0; at < HANDLERS.length; at++) {
      const type = HANDLERS[at] as Handler
      const name = `on${type}`
      answer(name, (mock) => mock[type])
      const run = function (this: unknown, event: Event): void {
        const handler = mockOf(this)?.[type]
        if (typeof handler === 'function') apply(handler as Callable, this, [event] as never[])
      }
      replace(name, 'set', (native, self, values) => {
        const mock = mockOf(self)
        if (!mock) return apply(native, self, values as never[])
        const value = values[0]
        if (mock[type] === null && value !== null && value !== undefined) {
          apply(natives.add, self, [type, run] as never[])
        }
        mock[type] = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : null
        return undefined
      })
    }
  }

  /** Throws with the words that each browser has. */
  const fail = (name: string, method: string, chromium: string, firefox: string) => {
    throw new natives.exception(FIREFOX ? firefox : `Failed to execute '${method}' on 'WebSocket': ${chromium}`, name)
  }

  const actor: Actor = {
    state: (socket) => mockOf(socket)?.state ?? 3,
    send(socket, data) {
      const record = seam.recordOf(socket)
      if (record) recorder.message(record, true, 1, data, 0)
    },
    close(socket, code, reason) {
      const record = seam.recordOf(socket)
      if (!record) return
      const given = bareArray<unknown>()
      if (code !== null) given[0] = code
      if (code !== null && reason !== null) given[1] = reason
      close(record, given)
    },
  }

  /** A close code as Web IDL's `[Clamp] unsigned short`, which Chromium cuts and Firefox rounds. */
  const codeOf = (value: unknown): number => {
    const number = +(value as number)
    if (!(number > 0)) return 0
    if (number >= 65535) return 65535
    if (!FIREFOX) return number | 0
    const rounded = (number + 0.5) | 0
    return rounded - number === 0.5 ? rounded & ~1 : rounded
  }
  const close: Mocks['close'] = (record, given) => {
    const mock = record.act?.mock
    if (!mock) return false
    const reason = given[1] === undefined ? null : `${given[1] as string}`
    // To Chromium, a code that is undefined is none only where no reason follows it.
    const isCoded = given[0] !== undefined || (!FIREFOX && reason !== null)
    const code = isCoded ? codeOf(given[0]) : null
    if (code !== null && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      fail(
        'InvalidAccessError',
        'close',
        `The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`,
        'A parameter or an operation is not supported by the underlying object',
      )
    }
    if (reason !== null) {
      if (sizeOf(reason) > 123) {
        fail(
          'SyntaxError',
          'close',
          'The close reason must not be greater than 123 UTF-8 bytes.',
          'An invalid or illegal string was specified',
        )
      }
    }
    if (mock.state >= 2) return true
    mock.state = 2
    recorder.closing(record, 2, { code, reason })
    return true
  }

  /** RFC 9110 §5.6.2 */
  const isToken = (text: string): boolean => {
    for (let at = 0; at < text.length; at++) {
      const unit = apply(natives.unit, text, [at] as never[]) as unknown as number
      if (unit < 0x21 || unit > 0x7e) return false
      const one = apply(natives.slice, text, [at, at + 1] as never[])
      if ((apply(natives.indexOf, '"(),/:;<=>?@[\\]{}', [one] as never[]) as unknown as number) >= 0) return false
    }
    return text !== ''
  }
  const isRight = (protocols: readonly string[]): boolean => {
    for (let at = 0; at < protocols.length; at++) {
      if (!isToken(protocols[at] as string)) return false
      for (let other = 0; other < at; other++) if (protocols[other] === protocols[at]) return false
    }
    return true
  }

  return {
    wake,
    rest,
    close,
    refuseToSend: () =>
      fail(
        'InvalidStateError',
        'send',
        'Still in CONNECTING state.',
        'An attempt was made to use an object that is not, or is no longer, usable',
      ),
    addressOf(values) {
      if (values.length === 0 || typeof values[0] === 'symbol') return null
      const text = `${values[0] as string}`
      values[0] = text
      try {
        const address = new natives.address(text, call(natives.base, document) as string)
        const scheme = call(natives.protocol, address)
        const href = call(natives.href, address) as string
        const cut = (from: number) => apply(natives.slice, href, [from] as never[]) as unknown as string
        if (scheme === 'http:') return `ws:${cut(5)}`
        if (scheme === 'https:') return `wss:${cut(6)}`
        return scheme === 'ws:' || scheme === 'wss:' ? href : null
      } catch {
        return null
      }
    },
    originOf(url) {
      return call(natives.addressOrigin, new natives.address(url)) as string
    },
    binaryType(socket, record) {
      return record.act?.mock ? record.act.mock.binaryType : (call(natives.binaryType, socket) as string)
    },
    construct(values, target, url, rule) {
      const protocols = natives.readable(values[1])
      // The browser says what is wrong, without a connection.
      if (!isRight(protocols)) return null
      wake('mocked')
      isMocking = true
      const isPlain = target === seam.observed()
      const socket = construct(natives.target, [], (isPlain ? seam.native : target) as never) as unknown as WebSocket
      const record = seam.adopt(socket, url, values[1])
      const mock: MockState = {
        state: 0,
        protocol: '',
        binaryType: 'blob',
        protocols,
        rule,
        open: null,
        message: null,
        error: null,
        close: null,
      }
      holder.actOf(socket, record, mock, actor)
      recorder.say({ type: 'mocked', socket: record.number, rule, protocols })
      return socket
    },
    open(record, protocol) {
      const { act } = record
      if (act?.mock?.state !== 0) return
      act.mock.state = 1
      act.mock.protocol = protocol
      recorder.opened(record, 1, protocol, '')
      if (act.socket) apply(natives.dispatch, act.socket, [new natives.plain('open')] as never[])
    },
  }
}

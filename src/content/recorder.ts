/**
 * Turns what happens to sockets into rows, and rows into batches for the relay. Runs in the page's realm.
 *
 * When nothing is in flight, a row goes at once; while something is, rows gather until the acknowledgement comes or a
 * batch is full. So a quiet socket is shown without delay and a busy one is sent in few large batches, without a timer,
 * which the page could notice.
 */
import { type Body, type CloseCalled, FLAG, type ReadyState } from '../core/row.ts'
import type { Acting } from '../wire.ts'
import type { Farewell, FromHook, ToHook } from './channel.ts'
import { HEAD, History, KIND, type SocketRecord } from './history.ts'
import type { Interceptor } from './interceptor.ts'
import type { Listeners } from './listeners.ts'
import { listenForBlocks } from './policy.ts'
import { copyBlob, copyBytes, head, listen, messageOf, now, partOfBlob, scope, weak } from './primitives.ts'
import { takeStack } from './stack.ts'
import { Wholes } from './wholes.ts'

/** A payload longer than this goes on as its head alone, and the rest when it is asked for: bytes, or UTF-16 units. */
const WHOLE = 4 * 1024 * 1024

/** Acts on a socket for the panel; throws what the browser throws. */
export interface Actor {
  state(socket: object): ReadyState
  send(socket: object, data: string | ArrayBuffer): void
  close(socket: object, code: number | null, reason: string | null): void
  /** Constructs a socket, which is recorded. A stream has none. */
  readonly connect?: (url: string, protocols: readonly string[]) => SocketRecord | undefined
}

export class Recorder {
  #kept: History | null = null
  /** Made when something is to be kept: most documents never have a socket. */
  get #history(): History {
    this.#kept ??= new History()
    return this.#kept
  }
  readonly #tell: (message: FromHook) => void
  readonly #wholes = new Wholes()
  /** Counts who hears messages, where the panel has asked for that. */
  listeners: Listeners | null = null
  /** Tells the relay at once, where it can be told so. */
  farewell: ((farewell: Farewell) => void) | null = null
  #leaving = false
  /** Carries out rules, where there are any. */
  interceptor: Interceptor | null = null
  /** Since when it has been there. */
  acting: Acting['stage'] = 'expecting'
  /** Called with the secret of an interceptor that is about to come. */
  expected: (secret: string) => void = () => {}
  /** A flush is on its way. */
  #later = false
  readonly #actor: Actor
  #sockets = 0
  /** What Sockeye itself does on a socket is marked. */
  #synthetic = 0

  /** `tell` carries to the relay; it may throw. */
  constructor(tell: (message: FromHook) => void, actor: Actor) {
    this.#tell = tell
    this.#actor = actor
  }

  /** A socket has been constructed; answers what is remembered of it. `stream`: what acts on a WebSocketStream. */
  constructed(
    socket: object,
    url: string,
    protocols: readonly string[],
    state: ReadyState,
    stream: Actor | null = null,
  ): SocketRecord {
    const time = now()
    const record: SocketRecord = {
      number: ++this.#sockets,
      stream,
      url,
      protocols,
      constructed: time,
      opened: null,
      protocol: '',
      extensions: '',
      state,
      made: this.#synthetic !== 0,
      stack: this.#synthetic ? null : takeStack(),
      traced: false,
      audience: null,
      act: null,
      last: 0,
      lostSent: { messages: 0, size: 0 },
      lostReceived: { messages: 0, size: 0 },
      socket: weak(socket),
      previous: null,
      next: null,
    }
    this.#history.remember(record)
    if (record.number === 1) {
      this.#history.expecting = true
      this.#tell({ type: 'present' })
      listenForBlocks((blocked) => this.#tell(blocked))
      listen(scope, 'pagehide', (event: Event) => this.#leave(event, true))
      listen(scope, 'pageshow', (event: Event) => this.#leave(event, false))
      // Chromium: of a page that goes into the back/forward cache, what it says between the two is heard by nobody.
      listen(scope, 'freeze', (event: Event) => this.#leave(event, this.#leaving))
    }
    const body = stream ? { url, protocols, stream: true } : { url, protocols }
    this.#add(time, KIND.constructed, record, this.#synthetic, 0, 0, body)
    return record
  }

  opened(record: SocketRecord, state: ReadyState, protocol: string, extensions: string): void {
    const time = now()
    record.state = state
    record.opened = time
    record.protocol = protocol
    record.extensions = extensions
    this.#add(time, KIND.open, record, 0, 0, 0, { protocol, extensions })
  }

  /** A message, in the form in which the page had or gets it. */
  message(
    record: SocketRecord,
    sent: boolean,
    state: ReadyState,
    data: unknown,
    buffered: number,
    held = 0,
    synthetic = sent ? this.#synthetic : 0,
    time = now(),
  ): void {
    const kind = sent ? KIND.sent : KIND.received
    const flags = synthetic
    if (held !== 0) this.#history.addHeld(held)
    record.state = state
    if (typeof data === 'string') {
      if (data.length <= WHOLE) this.#add(time, kind, record, flags, data.length, buffered, data)
      else {
        this.#keepWhole(data, data.length)
        this.#add(time, kind, record, flags | FLAG.truncated, data.length, buffered, head(data, HEAD))
      }
      return
    }
    const copied = copyBytes(data as object, WHOLE, HEAD)
    if (copied) {
      if (copied.length > WHOLE) this.#keepWhole(data as object, copied.length)
      this.#add(time, kind, record, flags | cut(copied.length), copied.length, buffered, copied.bytes)
      return
    }
    const blob = copyBlob(data, WHOLE, HEAD)
    if (!blob) return
    if (blob.length > WHOLE) this.#keepWhole(data as object, blob.length)
    this.#add(time, kind, record, flags | FLAG.blob | cut(blob.length), blob.length, buffered, blob.blob)
  }

  /** Keeps the payload of the row that comes next, while somebody watches. */
  #keepWhole(data: string | object, length: number): void {
    const { next, watched, expecting } = this.#history
    if (!watched && !expecting) return
    const payload =
      typeof data === 'string' ? data : (copyBytes(data, length, length)?.bytes ?? partOfBlob(data, 0, length))
    if (payload !== null) this.#wholes.keep(next, payload, length)
  }

  failed(record: SocketRecord, state: ReadyState): void {
    record.state = state
    this.#add(now(), KIND.error, record, 0, 0, 0, null)
  }

  closing(record: SocketRecord, state: ReadyState, called: CloseCalled): void {
    record.state = state
    this.#add(now(), KIND.close, record, this.#synthetic, 0, 0, called)
  }

  closed(record: SocketRecord, state: ReadyState, code: number, reason: string, wasClean: boolean): void {
    record.state = state
    this.#add(now(), KIND.closed, record, 0, 0, 0, { code, reason, wasClean })
  }

  #add(
    time: number,
    kind: number,
    record: SocketRecord,
    flags: number,
    size: number,
    buffered: number,
    body: Body | Blob,
  ): void {
    const history = this.#history
    const traced = record.traced && kind === KIND.sent && (flags & FLAG.synthetic) === 0
    const stack = traced ? takeStack() : kind === KIND.constructed ? record.stack : null
    if (stack !== null) history.addStack(stack)
    const heard = kind === KIND.received ? this.listeners?.begin(record) : null
    if (heard) history.addHeard(heard)
    const sealed = history.add(time, kind, record, flags, size, buffered, body)
    if (this.#leaving) {
      this.#part(false)
      return
    }
    if (!history.watched || (!sealed && history.inFlight > 0)) return
    if (heard || this.#later) this.#flushLater()
    else this.#flush()
  }

  /** Once the message has been heard: in a task of its own, for which the port is sent round. */
  #flushLater(): void {
    if (this.#later) return
    this.#later = true
    this.#tell({ type: 'round' })
  }

  #flush(): void {
    const history = this.#history
    if (history.inFlight === 0) history.seal()
    while (history.mayPost) {
      const batches = history.take()
      if (!batches) return
      this.#tell({ type: 'batches', batches })
    }
  }

  /** What the page does from now on, while it goes, can only be told at once; it may come back from the cache. */
  #leave({ isTrusted }: Event, leaving: boolean): void {
    if (!isTrusted) return
    this.#leaving = leaving
    if (leaving) this.#part(true)
  }

  #part(whole: boolean): void {
    const history = this.#history
    if (!history.watched && !history.expecting) return
    const batches = history.takeRest(whole)
    this.farewell?.({ type: 'farewell', whole, batches, next: history.next })
  }

  /** Carries out what the panel wants. */
  obey(command: ToHook): void {
    const history = this.#history
    switch (command.type) {
      case 'start': {
        history.watched = true
        history.rewind(command.from)
        this.#tell({ type: 'sockets', first: history.first, sockets: history.snapshot() })
        this.interceptor?.retell()
        this.#flush()
        break
      }
      case 'ack':
        history.acknowledge(command.next)
        if (history.watched) this.#flush()
        break
      case 'stop':
        history.release()
        this.#wholes.clear()
        this.listeners?.end()
        this.listeners = null
        this.interceptor?.release()
        break
      case 'clear':
        this.#wholes.clear()
        break
      case 'trace': {
        const record = history.record(command.socket)
        if (record) record.traced = command.on
        break
      }
      case 'keep':
        history.limit(command.limits)
        break
      case 'round':
        this.#later = false
        if (history.watched) this.#flush()
        this.interceptor?.flush()
        break
      case 'expect':
        this.expected(command.secret)
        break
      case 'rules':
      case 'verdict':
      case 'release':
        this.interceptor?.obey(command)
        break
      case 'play':
        this.#play(command)
        break
      case 'fetch': {
        const slice = this.#wholes.slice(command.row, command.from)
        this.#tell({ type: 'reply', request: command.request, refusal: slice === null ? { why: 'gone' } : null, slice })
        break
      }
      case 'send':
      case 'close':
        this.#act(command)
        break
      case 'connect':
        this.#connect(command)
        break
      default:
        command satisfies never
    }
  }

  #play({ request, socket: number, happening }: Extract<ToHook, { type: 'play' }>): void {
    const record = this.#history.record(number)
    const socket = record?.socket()
    const refusal = record && socket ? this.interceptor?.play(socket, record, happening) : undefined
    this.#tell({ type: 'reply', request, refusal: refusal === undefined ? { why: 'gone' } : refusal })
  }

  /** Says something to the panel for the interceptor. */
  say(message: FromHook): void {
    this.#tell(message)
  }

  /** Whether a socket has been constructed yet. */
  get isFresh(): boolean {
    return this.#sockets === 0
  }

  /** Has a task of its own come, in which the interceptor goes on. */
  askRound(): void {
    this.#tell({ type: 'round' })
  }

  #connect({ request, url, protocols }: Extract<ToHook, { type: 'connect' }>): void {
    this.#try(request, () => this.#actor.connect?.(url, protocols)?.number)
  }

  /** Does what the panel wants, marked as such, and answers with what came of it. */
  #try(request: number, act: () => number | undefined): void {
    this.#synthetic = FLAG.synthetic
    try {
      this.#tell({ type: 'reply', request, refusal: null, socket: act() })
    } catch (error) {
      this.#tell({ type: 'reply', request, refusal: { why: 'threw', message: messageOf(error) } })
    } finally {
      this.#synthetic = 0
    }
  }

  #act(command: Extract<ToHook, { type: 'send' | 'close' }>): void {
    const { request } = command
    const record = this.#history.record(command.socket)
    const socket = record?.socket()
    if (!record || !socket) {
      this.#tell({ type: 'reply', request, refusal: { why: 'gone' } })
      return
    }
    const actor = record.act?.actor ?? record.stream ?? this.#actor
    const state = actor.state(socket)
    if (command.type === 'send' ? state !== 1 : state > 1) {
      this.#tell({ type: 'reply', request, refusal: { why: 'state', state } })
      return
    }
    this.#try(request, () => {
      if (command.type === 'send') actor.send(socket, command.data)
      else actor.close(socket, command.code, command.reason)
      return undefined
    })
  }
}

function cut(length: number): number {
  return length > WHOLE ? FLAG.truncated : 0
}

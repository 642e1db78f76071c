/**
 * Carries out rules in the page: holds messages, lets go of them as the panel decides, and plays sockets that never reach the
 * network. What it does with a message that no rule is about is nothing: that passes as the browser's own event. It is no part
 * of the hook; it comes only where rules are in force, and calls nothing but what the hook took at document_start.
 */
import type { Payload, ReadyState } from '../core/row.ts'
import type { PageRule, PlayCommand, Refusal } from '../wire.ts'
import { ACT } from './channel.ts'
import type { SocketRecord } from './history.ts'
import type { Interceptor, MakeInterceptor } from './interceptor.ts'
import { judgeOf } from './judge.ts'
import { createMocks, type MockState } from './mock-socket.ts'
import { payloadsOf } from './payloads.ts'
import type { Actor } from './recorder.ts'
import { type Act, AS_IT_IS, INJECTED, type Line, newLine, SILENCED, type Waiting } from './waiting.ts'

/** Given by whoever brings this into a page; null where it comes before the hook. */
declare const SECRET: string | null
/** Rules that are in force before the panel has spoken; null where it comes later. */
declare const RULES: readonly PageRule[] | null

export const makeInterceptor: MakeInterceptor = (seam) => {
  const { natives, recorder } = seam
  const { apply, bareArray, call, codeOf, copyBytes, dataOf, isBlob, isBytes, reasonOf, wasClean } = natives
  const judge = judgeOf(seam)
  const { sizeOf, blobOf } = payloadsOf(seam)
  let rules: readonly PageRule[] = bareArray<PageRule>()
  let last = 0
  /** All that rules have touched. */
  const acts = bareArray<SocketRecord>()
  let count = 0

  const actOf = (
    socket: WebSocket,
    record: SocketRecord,
    mock: MockState | null = null,
    actor: Actor | null = null,
  ) => {
    mocks.wake('held')
    if (record.act) return record.act
    prune()
    acts[count++] = record
    record.act = {
      socket,
      sent: newLine(true),
      received: newLine(false),
      silent: false,
      over: false,
      ending: null,
      closing: null,
      left: false,
      mock,
      actor,
    }
    return record.act
  }

  /** Forgets those that have closed. */
  const prune = (): void => {
    let kept = 0
    for (let at = 0; at < count; at++) {
      const record = acts[at] as SocketRecord
      const { act } = record
      if (act?.socket && (act.received.head || stateOf(act.socket, record) < 3)) acts[kept++] = record
      else if (act) act.socket = null
    }
    count = kept
    acts.length = kept
  }

  const meets = (sent: boolean, url: string, data: unknown): number[] | null => {
    let met: number[] | null = null
    let length = 0
    let isAltered = false
    const one = { sent, url, data }
    for (let at = 0; at < rules.length; at++) {
      const { alters, id, socket, when } = rules[at] as PageRule
      if (socket !== null || !judge(when, one)) continue
      met ??= bareArray<number>()
      met[length++] = id
      isAltered ||= alters === null || judge(alters, one)
    }
    // Where no rule would change it as it came, none would after another: it passes as the browser's own event.
    return isAltered ? met : null
  }

  const tellHeld = ({ id, record, data, rules: met }: Waiting, sent: boolean): void => {
    const copied = isBytes(data) ? copyBytes(data as object, 64 * 1024 * 1024)?.bytes : data
    recorder.say({ type: 'held', id, socket: record.number, sent, data: copied as never, rules: met })
  }

  const push = (line: Line, waiting: Waiting): void => {
    if (line.tail) line.tail.next = waiting
    else line.head = waiting
    line.tail = waiting
    if (line.sent) line.bytes += sizeOf(waiting.data)
    if (waiting.id !== 0) tellHeld(waiting, line.sent)
  }

  const take = (line: Line, waiting: Waiting, before: Waiting | null): void => {
    if (before) before.next = waiting.next
    else line.head = waiting.next
    if (line.tail === waiting) line.tail = before
    if (line.sent) line.bytes -= sizeOf(waiting.data)
  }

  /** The event that a message of this socket's would be. Unlike the browser's it is not trusted: nobody can make one that is. */
  const receive = (
    socket: WebSocket,
    record: SocketRecord,
    data: unknown,
    origin: string,
    held: number,
    made: boolean,
  ): void => {
    const isBlobWanted = typeof data !== 'string' && !isBlob(data) && mocks.binaryType(socket, record) === 'blob'
    const given = isBlobWanted ? blobOf(data as ArrayBuffer) : data
    recorder.message(record, false, stateOf(socket, record), given, 0, held, made ? 1 : 0)
    const event = new natives.message('message', { __proto__: null, data: given, origin } as MessageEventInit)
    apply(natives.dispatch, socket, [event] as never[])
  }

  const letGo = (line: Line, waiting: Waiting): void => {
    const { socket, record, deliver, data, id, origin } = waiting
    if (!deliver) return
    if (deliver.length === 0) recorder.message(record, line.sent, stateOf(socket, record), data, 0, id, 0)
    for (let at = 0; at < deliver.length; at++) {
      const other = deliver[at] as Payload | null
      const payload = other ?? data
      if (!line.sent) {
        if (record.act?.over || record.act?.left) {
          recorder.say({ type: 'unheld', id, why: 'closed' })
          recorder.message(record, false, stateOf(socket, record), data, 0, id, 0)
          return
        }
        receive(socket, record, payload, origin, id, false)
      } else {
        if (!record.act?.mock) apply(seam.send, socket, [payload] as never[])
        const buffered = record.act?.mock ? 0 : seam.buffered(socket)
        recorder.message(record, true, stateOf(socket, record), payload, buffered, id, 0)
      }
    }
  }

  /** Lets the first one go that is ready, and asks for a task for the next: as natively, each message has one of its own. */
  const flush = (record: SocketRecord, line: Line, all = false): void => {
    for (let head = line.head; head?.deliver; head = line.head) {
      take(line, head, null)
      try {
        letGo(line, head)
      } catch {
        // The browser refused it, and so it would have refused the page.
      }
      if (!all && line.head?.deliver) {
        recorder.askRound()
        return
      }
    }
    if (line.head) return
    const { act } = record
    if (!act) return
    if (line.sent && act.closing) {
      const values = act.closing
      act.closing = null
      if (act.socket) apply(seam.close, act.socket, values as never[])
    }
    if (!line.sent && act.ending) end(act, record)
  }

  /** Tells the page of the end that was held back. */
  const end = (act: Act, record: SocketRecord): void => {
    const { ending, socket } = act
    if (!ending || !socket) return
    act.over = ending.close !== null
    act.ending = ending.close ? null : ending
    if (ending.error) {
      ending.error = false
      recorder.failed(record, stateOf(socket, record))
      apply(natives.dispatch, socket, [new natives.plain('error')] as never[])
    }
    if (!ending.close) return
    const { code, reason, wasClean } = ending.close
    if (act.mock) act.mock.state = 3
    recorder.closed(record, 3, code, reason, wasClean)
    const init = { __proto__: null, code, reason, wasClean } as CloseEventInit
    apply(natives.dispatch, socket, [new natives.closing('close', init)] as never[])
  }

  /** What can't be sent any more. The panel keeps its text. */
  const discard = (act: Act): void => {
    for (let at = act.sent.head; at; at = at.next) {
      if (at.id !== 0) recorder.say({ type: 'unheld', id: at.id, why: 'closed' })
      recorder.message(at.record, true, 3, at.data, 0, at.id, 0)
    }
    act.sent.head = null
    act.sent.tail = null
    act.sent.bytes = 0
  }

  const stateOf = (socket: WebSocket, record: SocketRecord): ReadyState => {
    const { act } = record
    if (!act) return seam.state(socket)
    if (act.over) return 3
    if (act.mock) return act.mock.state
    if (act.ending) return act.left ? 2 : 1
    const state = seam.state(socket)
    return act.closing && state < 2 ? 2 : state
  }

  const mocks = createMocks(seam, {
    stateOf,
    buffered: (record) => record.act?.sent.bytes ?? 0,
    actOf,
  })

  const swallow = (socket: WebSocket, record: SocketRecord, sent: boolean, data: unknown): true => {
    recorder.message(record, sent, stateOf(socket, record), data, 0, SILENCED, 0)
    return true
  }

  const interceptor: Interceptor = {
    construct(values, target) {
      for (let at = 0; at < rules.length; at++) {
        const { id, socket, when } = rules[at] as PageRule
        if (socket === null) continue
        const url = mocks.addressOf(values)
        if (url === null || !judge(when, { sent: null, url, data: '' })) continue
        if (socket === 'refuse' || socket === 'mock') return mocks.construct(values, target, url, id)
        const { find, by } = socket
        const place = apply(natives.indexOf, url, [find] as never[]) as unknown as number
        if (place < 0) continue
        const cut = (from: number, to: number) => apply(natives.slice, url, [from, to] as never[]) as unknown as string
        values[0] = find === '' ? by : cut(0, place) + by + cut(place + find.length, url.length)
      }
      return null
    },

    send(socket, record, data) {
      const { act } = record
      if (act?.silent || act?.over) return swallow(socket, record, true, data)
      const mock = act?.mock
      if (mock?.state === 0) mocks.refuseToSend()
      if (!mock && seam.state(socket) !== 1) return false
      if (typeof data === 'symbol') return false
      const met = meets(true, record.url, data)
      if (!met && !act?.sent.head) {
        if (mock) recorder.message(record, true, mock.state, data, 0)
        return mock !== null && mock !== undefined
      }
      const kept = isBytes(data) ? copyBytes(data as object, 2 ** 53)?.bytes : data
      const { sent } = actOf(socket, record)
      push(sent, {
        id: met ? ++last : 0,
        socket,
        record,
        data: kept,
        origin: '',
        rules: met ?? bareArray<number>(),
        deliver: met ? null : AS_IT_IS,
        next: null,
      })
      return true
    },

    close(_socket, record, given) {
      const { act } = record
      if (!act) return false
      if (act.mock) return mocks.close(record, given)
      if (act.over) return true
      const { 0: code, 1: reason } = given
      // A reason that may be too long, or a code that isn't allowed, is for the browser to refuse at once.
      const isRight =
        (code === undefined || code === 1000 || (typeof code === 'number' && code >= 3000 && code <= 4999)) &&
        (reason === undefined || (typeof reason === 'string' && reason.length <= 41))
      if (isRight) act.left = true
      if (act.ending || (act.silent && isRight)) return true
      if (!act.sent.head || !isRight) return false
      const values = bareArray<unknown>()
      if (code !== undefined) values[0] = code
      if (code !== undefined && reason !== undefined) values[1] = reason
      act.closing ??= values
      recorder.closing(record, 2, { code: (code ?? null) as number | null, reason: (reason ?? null) as string | null })
      return true
    },

    received(socket, record, event) {
      const { act } = record
      const data = dataOf(event)
      if (act?.over || act?.silent) {
        call(natives.stop, event)
        return swallow(socket, record, false, data)
      }
      const met = meets(false, record.url, data)
      if (!met && !act?.received.head) return false
      call(natives.stop, event)
      push(actOf(socket, record).received, {
        id: met ? ++last : 0,
        socket,
        record,
        data,
        origin: call(natives.origin, event) as string,
        rules: met ?? bareArray<number>(),
        deliver: met ? null : AS_IT_IS,
        next: null,
      })
      return true
    },

    failed(_socket, record, event) {
      const { act } = record
      if (!act || (!act.over && !act.silent && !act.received.head)) return false
      call(natives.stop, event)
      if (!act.over && !act.silent) act.ending = { error: true, close: null }
      return true
    },

    closed(_socket, record, event) {
      const { act } = record
      if (!act) return false
      if (!act.over) discard(act)
      if (!act.over && !act.silent && !act.received.head) return false
      call(natives.stop, event)
      if (act.over || act.silent) return true
      const close = { code: codeOf(event), reason: reasonOf(event), wasClean: wasClean(event) }
      act.ending = { error: act.ending?.error ?? false, close }
      return true
    },

    obey(command) {
      switch (command.type) {
        case 'rules':
          obeyRules(command.rules)
          break
        case 'verdict':
          decide(command.id, command.deliver, command.overtakes)
          break
        case 'release':
          interceptor.release()
          break
        default:
          command satisfies never
      }
    },

    play(socket, record, happening): Refusal | null {
      return play(socket as WebSocket, record, happening)
    },

    retell() {
      for (let at = 0; at < count; at++) {
        const { act, number: socket } = acts[at] as SocketRecord
        const mock = act?.mock
        if (mock?.state === 0) recorder.say({ type: 'mocked', socket, rule: mock.rule, protocols: mock.protocols })
        for (let held = act?.received.head ?? null; held; held = held.next)
          if (held.id && !held.deliver) tellHeld(held, false)
        for (let held = act?.sent.head ?? null; held; held = held.next)
          if (held.id && !held.deliver) tellHeld(held, true)
      }
    },

    release() {
      rules = bareArray<PageRule>()
      for (let at = 0; at < count; at++) {
        const record = acts[at] as SocketRecord
        const { act } = record
        if (!act) continue
        act.silent = false
        releaseLine(record, act.received)
        releaseLine(record, act.sent)
        if (act.mock && act.mock.state < 3) {
          act.ending = { error: true, close: { code: 1006, reason: '', wasClean: false } }
          end(act, record)
        }
      }
      rest()
    },

    flush() {
      for (let at = 0; at < count; at++) {
        const record = acts[at] as SocketRecord
        if (!record.act) continue
        flush(record, record.act.received)
        flush(record, record.act.sent)
      }
    },
  }

  const obeyRules = (list: readonly PageRule[]): void => {
    rules = list
    for (let at = 0; at < list.length; at++) {
      const { socket } = list[at] as PageRule
      if (socket === 'mock' || socket === 'refuse') mocks.wake('mocked')
    }
    if (list.length === 0) rest()
  }

  /** Gives the accessors back where none of ours has anything left to say that the browser's would not. */
  const rest = (): void => {
    for (let at = 0; at < count; at++) {
      const { act } = acts[at] as SocketRecord
      if (!act?.socket) continue
      const waits = act.received.head ?? act.sent.head ?? act.ending ?? act.closing
      if (waits || (act.over && seam.state(act.socket) < 3)) return
    }
    mocks.rest()
  }

  const releaseLine = (record: SocketRecord, line: Line): void => {
    for (let held = line.head; held; held = held.next) {
      if (!held.deliver && held.id !== 0) recorder.say({ type: 'unheld', id: held.id, why: 'released' })
      held.deliver ??= AS_IT_IS
    }
    flush(record, line, true)
  }

  const decide = (id: number, deliver: readonly (Payload | null)[], overtakes: boolean): void => {
    for (let at = 0; at < count; at++) {
      const record = acts[at] as SocketRecord
      const { act } = record
      if (
        act &&
        (decideIn(record, act.received, id, deliver, overtakes) || decideIn(record, act.sent, id, deliver, overtakes))
      )
        return
    }
  }
  const decideIn = (
    record: SocketRecord,
    line: Line,
    id: number,
    deliver: readonly (Payload | null)[],
    overtakes: boolean,
  ): boolean => {
    let before: Waiting | null = null
    for (let held = line.head; held; held = held.next) {
      if (held.id === id && !held.deliver) {
        held.deliver = deliver
        if (overtakes) {
          take(line, held, before)
          letGo(line, held)
        }
        flush(record, line)
        return true
      }
      before = held
    }
    return false
  }

  const play = (socket: WebSocket, record: SocketRecord, happening: PlayCommand['happening']): Refusal | null => {
    const act = actOf(socket, record)
    const state = stateOf(socket, record)
    if (state === 3) return { why: 'state', state }
    switch (happening.type) {
      case 'open':
        if (act.mock) mocks.open(record, happening.protocol)
        break
      case 'message':
        if (state !== 1) return { why: 'state', state }
        receive(socket, record, happening.data, mocks.originOf(record.url), INJECTED, true)
        break
      case 'silence':
        act.silent = happening.on
        break
      case 'error':
        recorder.failed(record, state)
        apply(natives.dispatch, socket, [new natives.plain('error')] as never[])
        break
      case 'close': {
        const { code, reason, wasClean: clean } = happening
        if (!act.mock) apply(seam.close, socket, [] as never[])
        discard(act)
        act.received.head = null
        act.received.tail = null
        act.ending = { error: code === 1006, close: { code, reason, wasClean: clean } }
        end(act, record)
        break
      }
      default:
        happening satisfies never
    }
    return null
  }

  if (RULES) obeyRules(RULES)
  return interceptor
}

// Before the hook it waits to be asked; after it, it puts itself where the hook waits for it.
if (SECRET === null) {
  const meet = (event: Event): void => {
    event.stopImmediatePropagation()
    const { detail } = event as CustomEvent<(make: MakeInterceptor) => void>
    detail(makeInterceptor)
  }
  document.fonts.addEventListener(ACT, meet, { once: true })
} else if (SECRET in location) (location as unknown as Record<string, unknown>)[SECRET] = makeInterceptor

import { Log } from '../../src/core/log.ts'
import { type Body, FLAG, KINDS, type Kind, type Payload, type ReadyState } from '../../src/core/row.ts'
import { Session } from '../../src/devtools/session.ts'
import { type Link, pair } from '../../src/link.ts'
import {
  type Batch,
  type Command,
  type Delivery,
  type Order,
  type Reach,
  type Report,
  VERSION,
  type WorkerInfo,
} from '../../src/wire.ts'
import { fakeConnect } from './fake-connect.ts'

/** One row as a person would write it. */
export interface FakeRow {
  readonly kind: Kind
  readonly body?: Body
  /** Number in its document, 1 unless given. */
  readonly socket?: number
  /** readyState after it; by its kind unless given. */
  readonly state?: ReadyState
  readonly flags?: number
  readonly buffered?: number
  /** Length of a payload that was cut. */
  readonly size?: number
  /** ms since the epoch; now unless given. */
  readonly time?: number
}

const STATES: Readonly<Record<Kind, ReadyState>> = {
  constructed: 0,
  open: 1,
  sent: 1,
  received: 1,
  error: 3,
  close: 2,
  closed: 3,
  lost: 1,
  navigated: 1,
}

function sizeOf(body: Body | undefined): number {
  if (typeof body === 'string') return body.length
  return body && 'byteLength' in body ? body.byteLength : 0
}

/** Rows in the columns in which a hook reports them. */
function batchOf(first: number, rows: readonly FakeRow[]): Batch {
  return {
    first,
    time: Float64Array.from(rows, (row) => row.time ?? Date.now()),
    kind: Uint8Array.from(rows, (row) => KINDS.indexOf(row.kind)),
    socket: Uint32Array.from(rows, (row) => row.socket ?? 1),
    state: Uint8Array.from(rows, (row) => row.state ?? STATES[row.kind]),
    flags: Uint8Array.from(rows, (row) => row.flags ?? 0),
    size: Float64Array.from(rows, (row) => row.size ?? sizeOf(row.body)),
    buffered: Float64Array.from(rows, (row) => row.buffered ?? 0),
    body: rows.map((row) => row.body ?? null),
  }
}

/** A document without a browser: it tells what it is told to, and answers commands as a hook would. */
export interface FakeDocument {
  tell(...rows: readonly FakeRow[]): void
  /** Its end, as the background would tell it. */
  leave(): void
}

export interface FakeTab {
  readonly session: Session
  reach(reach: Reach): void
  open(id: string, frame: number, url: string, more?: { readonly tampered?: boolean }): FakeDocument
  /** Breaks the link, as the end of the background does. */
  disconnect(): void
}

/** A session whose tab exists in memory alone, for the playground and for tests of the interface. */
export function fakeTab({ log = new Log() }: { readonly log?: Log } = {}): FakeTab {
  const session = new Session({ connect: fakeConnect, log })
  const [mine, background] = pair<Order, Delivery>()
  const commands = new Map<string, (command: Command) => void>()
  background.listen((order) => {
    if (order.type === 'command') commands.get(order.document)?.(order.command)
  })
  session.attach(mine, 1)
  return {
    session,
    reach: (reach) => background.send({ type: 'reach', reach }),
    disconnect: () => background.end(),
    open: (id, frame, url, more) =>
      openDocument(background, commands, { id, frame, url, worker: null, tampered: false, ...more }),
  }
}

interface DocumentFacts {
  readonly id: string
  readonly frame: number
  readonly url: string
  readonly worker: WorkerInfo | null
  readonly tampered: boolean
}

function openDocument(
  background: Link<Delivery, Order>,
  commands: Map<string, (command: Command) => void>,
  { id, frame, url, worker, tampered }: DocumentFacts,
): FakeDocument {
  const rows: FakeRow[] = []
  let told = 0
  let started = false
  const report = (report: Report): void => {
    background.send({ type: 'report', source: { document: id, frame, origin: new URL(url).origin }, report })
  }
  const tell = (...more: readonly FakeRow[]): void => {
    rows.push(...more.map((row) => ({ time: Date.now(), ...row })))
    if (!started || told === rows.length) return
    report({ type: 'batches', batches: [batchOf(told, rows.slice(told))] })
    told = rows.length
  }
  const stateOf = (socket: number): ReadyState => {
    const last = rows.findLast((row) => (row.socket ?? 1) === socket)
    return last ? (last.state ?? STATES[last.kind]) : 3
  }
  const act = (request: number, socket: number, allowed: readonly ReadyState[], run: () => void): void => {
    const state = stateOf(socket)
    const refusal = allowed.includes(state) ? null : ({ why: 'state', state } as const)
    if (!refusal) run()
    report({ type: 'reply', request, refusal })
  }
  const echo = (socket: number, data: Payload): void =>
    tell(
      { kind: 'sent', socket, body: data, flags: FLAG.synthetic, buffered: sizeOf(data) },
      { kind: 'received', socket, body: data },
    )
  commands.set(id, (command) => {
    switch (command.type) {
      case 'start':
        started = true
        report({ type: 'sockets', first: 0, sockets: [] })
        tell()
        break
      case 'send':
        act(command.request, command.socket, [1], () => echo(command.socket, command.data))
        break
      case 'close':
        act(command.request, command.socket, [0, 1], () => {
          const { code, reason, socket } = command
          tell(
            { kind: 'close', socket, body: { code, reason }, flags: FLAG.synthetic },
            { kind: 'closed', socket, body: { code: code ?? 1005, reason: reason ?? '', wasClean: true } },
          )
        })
        break
      case 'connect':
        report({ type: 'reply', request: command.request, refusal: { why: 'gone' } })
        break
      case 'fetch':
        report({ type: 'reply', request: command.request, refusal: { why: 'gone' }, slice: null })
        break
      case 'ack':
      case 'clear':
      case 'probe':
      case 'trace':
      case 'stop':
      case 'expect':
      case 'rules':
      case 'verdict':
      case 'play':
      case 'release':
        break
      default:
        command satisfies never
    }
  })
  report({ type: 'hello', version: VERSION, nonce: id, url, worker, tampered })
  return { tell, leave: () => background.send({ type: 'gone', document: id }) }
}

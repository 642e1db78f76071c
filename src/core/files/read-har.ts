import { utf8Length } from '../bytes.ts'
import type { Header } from '../handshake.ts'
import { checkJson } from '../json-check.ts'
import type { Row } from '../log.ts'
import { type Body, FLAG, isBytes } from '../row.ts'
import { Checks, flagsOf, readyState, type Unknown } from './checks.ts'
import { FileProblem } from './file-problem.ts'
import type { RecordedSocket } from './recording.ts'
import { type Room, Staged } from './staged.ts'

/** A socket with its rows, which are in order; `socket` in them is not set yet. */
interface Entry {
  readonly socket: RecordedSocket
  readonly rows: readonly Row[]
  /** Messages that no page sees. */
  readonly passedOver: number
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const check = checkJson(text)
    throw new FileProblem(
      check.ok ? 'Its JSON is nested too deeply for the browser.' : `It is not JSON. ${check.message}`,
    )
  }
}

function headersOf(name: string, value: unknown, checks: Checks): Header[] {
  return checks.array(name, value ?? []).map((one, at) => {
    const header = checks.object(`${name}[${at}]`, one)
    return {
      name: checks.text(`${name}[${at}].name`, header.name),
      value: checks.text(`${name}[${at}].value`, header.value),
    }
  })
}

/** The values of a header, which may be there more than once, as one (RFC 9110 §5.3). */
function header(headers: readonly Header[], wanted: string): string {
  return headers
    .filter(({ name }) => name.toLowerCase() === wanted)
    .map(({ value }) => value)
    .join(', ')
}

function dateOf(name: string, value: unknown, checks: Checks): number {
  const time = Date.parse(checks.text(name, value))
  return Number.isNaN(time) ? checks.fail(`${name} is no date.`) : time
}

/** ms that a step of the handshake took; -1 stands for a step that there was not. */
function step(timings: Unknown, name: string): number {
  const value = timings[name]
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0
}

/** Opcodes of RFC 6455 §5.2. */
const TEXT = 1
const BINARY = 2

/** A message as a row; null for a frame that no page sees. */
function rowOf(message: Unknown, checks: Checks): Row | null {
  const kind = checks.oneOf('type', ['send', 'receive', 'error'] as const, message.type)
  // Whole µs, which is what Chrome means: seconds since the epoch with more decimals are noise.
  const time = checks.time('time', Math.round(checks.number('time', message.time) * 1e6) / 1e3)
  const flags = flagsOf('_flags', message._flags, checks)
  const row = { time, socket: 0, state: 1, flags, buffered: 0 } as const
  if (kind === 'error') return { ...row, kind: 'error', size: 0, body: null }
  const opcode = checks.count('opcode', message.opcode)
  if (opcode !== TEXT && opcode !== BINARY) return null
  const body: Body = opcode === TEXT ? checks.text('data', message.data) : checks.base64('data', message.data)
  const kept = isBytes(body) ? body.byteLength : utf8Length(body)
  const size = flags & FLAG.truncated ? checks.count('_size', message._size) : kept
  return { ...row, kind: kind === 'send' ? 'sent' : 'received', size, body }
}

function isWebSocket(entry: Unknown, url: unknown): boolean {
  if (entry._webSocketMessages !== undefined || entry._resourceType === 'websocket') return true
  return typeof url === 'string' && /^wss?:/i.test(url)
}

/** An entry of a HAR as a socket; null where it is about something else. */
function entryOf(value: unknown, titles: ReadonlyMap<string, string>, where: string): Entry | null {
  const checks = new Checks(where)
  const entry = checks.object('it', value)
  const request = checks.object('request', entry.request)
  if (!isWebSocket(entry, request.url)) return null
  const response = checks.object('response', entry.response)
  const timings = checks.object('timings', entry.timings ?? {})
  const requestHeaders = headersOf('request.headers', request.headers, checks)
  const responseHeaders = headersOf('response.headers', response.headers, checks)
  const status = checks.count('response.status', response.status)
  // The address is what the page asked for; where a tool has written the handshake's own, it is told as the page's.
  const url = checks.text('request.url', request.url).replace(/^http(s?):/i, 'ws$1:')

  let passedOver = 0
  const rows: Row[] = []
  checks.array('_webSocketMessages', entry._webSocketMessages ?? []).forEach((one, at) => {
    const inMessage = new Checks(`${where}._webSocketMessages[${at}]`)
    const row = rowOf(inMessage.object('it', one), inMessage)
    if (row) rows.push(row)
    else passedOver++
  })

  const constructed = dateOf('startedDateTime', entry.startedDateTime, checks)
  const wait = ['blocked', 'dns', 'connect', 'send', 'wait'].reduce((sum, name) => sum + step(timings, name), 0)
  const isOurs = entry._readyState !== undefined
  const isOpened = isOurs ? entry._opened === true : status === 101 || rows.length > 0
  // Clocks differ by some ms: no message comes before the socket is open.
  const latest = isOurs ? Number.POSITIVE_INFINITY : (rows[0]?.time ?? Number.POSITIVE_INFINITY)
  const opened = isOpened ? Math.min(constructed + wait, latest) : null
  const closed =
    entry._closed === undefined
      ? null
      : (({ code, reason, wasClean }: Unknown) => ({
          code: checks.count('_closed.code', code),
          reason: checks.text('_closed.reason', reason),
          wasClean: checks.flag('_closed.wasClean', wasClean),
        }))(checks.object('_closed', entry._closed))
  const ended = closed && constructed + wait + step(timings, 'receive')
  const protocols = header(requestHeaders, 'sec-websocket-protocol')
  const traffic = (kind: Row['kind']) =>
    rows.reduce((sum, row) => (row.kind === kind ? { messages: sum.messages + 1, bytes: sum.bytes + row.size } : sum), {
      messages: 0,
      bytes: 0,
    })
  const socket: RecordedSocket = {
    origin: entry._origin === 'test' ? 'test' : 'page',
    page: titles.get(String(entry.pageref)) ?? '',
    inFrame: entry._inFrame === true,
    url,
    protocols: protocols === '' ? [] : protocols.split(/\s*,\s*/),
    protocol: header(responseHeaders, 'sec-websocket-protocol'),
    extensions: header(responseHeaders, 'sec-websocket-extensions'),
    // Of other programs' files nobody knows how it ended.
    state: isOurs ? readyState(checks, entry._readyState) : isOpened ? 1 : 3,
    constructed,
    opened,
    ended,
    closed,
    sent: traffic('sent'),
    received: traffic('received'),
    handshake: { requestHeaders, responseHeaders, status, statusText: String(response.statusText ?? '') },
  }
  return { socket, rows: withLife(socket, rows), passedOver }
}

/** The messages between the steps of the socket's life that the entry tells of. */
function withLife(socket: RecordedSocket, messages: readonly Row[]): readonly Row[] {
  const { url, protocols, protocol, extensions, constructed, opened, ended, closed } = socket
  const step = { socket: 0, flags: 0, size: 0, buffered: 0 } as const
  const rows: Row[] = []
  if (constructed !== null) {
    rows.push({ ...step, time: constructed, kind: 'constructed', state: 0, body: { url, protocols } })
  }
  if (opened !== null) rows.push({ ...step, time: opened, kind: 'open', state: 1, body: { protocol, extensions } })
  for (const message of messages) rows.push(message)
  if (closed && ended !== null) rows.push({ ...step, time: ended, kind: 'closed', state: 3, body: closed })
  return rows
}

/** Rows of all entries by time; those of one entry stay in their order. */
function merge(entries: readonly Entry[], add: (row: Row) => void): void {
  const rows = entries.flatMap(({ rows }) => rows)
  const sockets = Uint32Array.from(entries.flatMap(({ rows }, socket) => rows.map(() => socket)))
  // A row is not before the ones that stand before it, whatever its clock says.
  const times = new Float64Array(rows.length)
  for (const [at, { time }] of rows.entries()) {
    times[at] = sockets[at] === sockets[at - 1] ? Math.max(time, times[at - 1] as number) : time
  }
  const order = Uint32Array.from(rows.keys())
  // In columns, since there may be a million; equal times keep the order of the file.
  if (entries.length > 1) order.sort((one, other) => (times[one] as number) - (times[other] as number) || one - other)
  for (const at of order) add({ ...(rows[at] as Row), socket: sockets[at] as number })
}

/**
 * Reads the sockets of a HAR 1.x, from Sockeye, Chrome's Network panel, or any program that writes `_webSocketMessages`.
 * Entries about other things are passed over; Firefox writes sockets without their messages.
 * @throws FileProblem
 */
export function readHar(text: string, room: Room): Staged {
  const checks = new Checks('The file')
  const log = checks.object('log', checks.object('its JSON', parse(text)).log)
  const version = checks.text('log.version', log.version)
  if (!/^1\./.test(version)) checks.fail(`log.version is ${version.slice(0, 20)}, and Sockeye reads 1.1 and 1.2.`)
  const titles = new Map<string, string>()
  checks.array('log.pages', log.pages ?? []).forEach((value, at) => {
    const page = checks.object(`log.pages[${at}]`, value)
    titles.set(checks.text(`log.pages[${at}].id`, page.id), checks.text(`log.pages[${at}].title`, page.title))
  })
  const entries = checks
    .array('log.entries', log.entries)
    .map((value, at) => entryOf(value, titles, `log.entries[${at}]`))
    .filter((entry) => entry !== null)
  if (entries.length === 0) checks.fail('no entry of it is a WebSocket. Was the socket opened while it was recorded?')
  const staged = new Staged(room)
  for (const { socket, passedOver } of entries) {
    staged.sockets.push(socket)
    staged.passedOver += passedOver
  }
  merge(entries, (row) => staged.add(row))
  return staged
}

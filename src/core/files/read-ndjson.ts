import { utf8Length } from '../bytes.ts'
import type { Row } from '../log.ts'
import { type Body, isBytes, KINDS, type Kind, type LossCause, NO_SOCKET } from '../row.ts'
import { Checks, flagsOf, readyState, type Unknown } from './checks.ts'
import { FileProblem } from './file-problem.ts'
import type { RecordedHandshake, RecordedSocket } from './recording.ts'
import { type Room, Staged } from './staged.ts'
import { NDJSON_VERSION } from './write-ndjson.ts'

const CAUSES = Object.keys({
  history: true,
  overflow: true,
  left: true,
  unreadable: true,
  paused: true,
  limit: true,
} satisfies Record<LossCause, true>) as LossCause[]

type BodyCheck = (body: Unknown, checks: Checks) => Body

/** What the body of each kind of row has to hold. */
const BODIES: Readonly<Record<Kind, BodyCheck | null>> = {
  constructed: ({ url, protocols, stream }, checks) => ({
    url: checks.text('body.url', url),
    protocols: checks.texts('body.protocols', protocols),
    // Only a WebSocketStream's has it.
    ...(stream === true && { stream }),
  }),
  open: ({ protocol, extensions }, checks) => ({
    protocol: checks.text('body.protocol', protocol),
    extensions: checks.text('body.extensions', extensions),
  }),
  sent: null,
  received: null,
  error: ({ failure }, checks) => ({ failure: checks.text('body.failure', failure) }),
  close: ({ code, reason }, checks) => ({
    code: checks.orNull((value) => checks.number('body.code', value), code),
    reason: checks.orNull((value) => checks.text('body.reason', value), reason),
  }),
  closed: closedOf,
  lost: ({ count, cause }, checks) => ({
    count: checks.count('body.count', count),
    cause: checks.oneOf('body.cause', CAUSES, cause),
  }),
  navigated: ({ address }, checks) => ({ address: checks.text('body.address', address) }),
}

function closedOf({ code, reason, wasClean }: Unknown, checks: Checks) {
  return {
    code: checks.count('code', code),
    reason: checks.text('reason', reason),
    wasClean: checks.flag('wasClean', wasClean),
  }
}

function bodyOf(kind: Kind, { text, base64, body }: Unknown, checks: Checks): Body {
  if (text !== undefined) return checks.text('text', text)
  if (base64 !== undefined) return checks.base64('base64', base64)
  if (body === undefined) return null
  const check = BODIES[kind]
  if (check === null) checks.fail(`a row of type ${kind} has no body.`)
  return check(checks.object('body', body), checks)
}

function sizeOf(body: Body): number {
  return typeof body === 'string' ? utf8Length(body) : isBytes(body) ? body.byteLength : 0
}

function headersOf(name: string, value: unknown, checks: Checks): RecordedHandshake['requestHeaders'] {
  if (value === null) return null
  return checks.array(name, value).map((one, at) => {
    const header = checks.object(`${name}[${at}]`, one)
    return {
      name: checks.text(`${name}[${at}].name`, header.name),
      value: checks.text(`${name}[${at}].value`, header.value),
    }
  })
}

function handshakeOf(value: unknown, checks: Checks): RecordedHandshake {
  const handshake = checks.object('handshake', value)
  return {
    requestHeaders: headersOf('handshake.requestHeaders', handshake.requestHeaders, checks),
    responseHeaders: headersOf('handshake.responseHeaders', handshake.responseHeaders, checks),
    status: checks.orNull((status) => checks.count('handshake.status', status), handshake.status),
    statusText: checks.text('handshake.statusText', handshake.statusText),
  }
}

function trafficOf(name: string, value: unknown, checks: Checks) {
  const { messages, bytes } = checks.object(name, value)
  return { messages: checks.count(`${name}.messages`, messages), bytes: checks.count(`${name}.bytes`, bytes) }
}

function socketOf(line: Unknown, checks: Checks): RecordedSocket {
  const time = (name: string) => checks.orNull((value) => checks.time(name, value), line[name])
  return {
    origin: checks.oneOf('origin', ['page', 'test'] as const, line.origin),
    page: checks.text('page', line.page),
    inFrame: checks.flag('inFrame', line.inFrame),
    url: checks.text('url', line.url),
    protocols: checks.texts('protocols', line.protocols),
    protocol: checks.text('protocol', line.protocol),
    extensions: checks.text('extensions', line.extensions),
    state: readyState(checks, line.state),
    constructed: time('constructed'),
    opened: time('opened'),
    ended: time('ended'),
    closed: checks.orNull((value) => closedOf(checks.object('closed', value), checks), line.closed),
    sent: trafficOf('sent', line.sent, checks),
    received: trafficOf('received', line.received, checks),
    handshake: checks.orNull((value) => handshakeOf(value, checks), line.handshake),
  }
}

/**
 * Reads Sockeye's NDJSON line by line; see docs/files.md. Members that it doesn't know are passed over, types of lines and
 * flags that it doesn't know are refused, since nobody could say what was left out.
 */
export class NdjsonReader {
  readonly #staged: Staged
  /** Numbers of sockets in the file to their places. */
  readonly #sockets = new Map<number, number>()
  /** What the header promises; null: it says nothing of it. */
  #rows: number | null = null
  #begun = false

  constructor(room: Room) {
    this.#staged = new Staged(room)
  }

  /** @throws FileProblem */
  line(text: string, number: number): void {
    if (text.trim() === '') return
    const checks = new Checks(`Line ${number}`)
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      checks.fail(
        this.#begun
          ? 'it is not JSON. The file may have been cut off or edited.'
          : 'it is not JSON. Choose a HAR file, or an NDJSON file that Sockeye wrote.',
      )
    }
    const line = checks.object('the line', parsed)
    if (!this.#begun) {
      this.#header(line, checks)
      return
    }
    if (line.type === 'socket') {
      const known = checks.count('number', line.number)
      if (this.#sockets.has(known)) checks.fail(`there is a socket with the number ${known} already.`)
      this.#sockets.set(known, this.#staged.sockets.length)
      this.#staged.sockets.push(socketOf(line, checks))
      return
    }
    try {
      this.#staged.add(this.#row(checks.oneOf('type', KINDS, line.type), line, checks))
    } catch (error) {
      if (error instanceof RangeError) checks.fail('it holds more than the browser can keep.')
      throw error
    }
  }

  /** @throws FileProblem */
  end(): Staged {
    if (!this.#begun) throw new FileProblem('The file is empty.')
    if (this.#rows !== null && this.#rows !== this.#staged.log.length) {
      throw new FileProblem(
        `The first line promises ${this.#rows} rows, but there are ${this.#staged.log.length}: the file was cut off or edited. To open it as it is, remove "rows" from its first line.`,
      )
    }
    return this.#staged
  }

  #header(line: Unknown, checks: Checks): void {
    if (line.type !== 'sockeye') {
      checks.fail(
        'it does not say that Sockeye wrote the file. Choose a HAR file, or an NDJSON file that Sockeye wrote.',
      )
    }
    const version = checks.count('version', line.version)
    if (version !== NDJSON_VERSION) {
      checks.fail(`the file has version ${version}, and this Sockeye reads version ${NDJSON_VERSION}. Update Sockeye.`)
    }
    if (line.rows !== undefined) this.#rows = checks.count('rows', line.rows)
    this.#begun = true
  }

  #row(kind: Kind, line: Unknown, checks: Checks): Row {
    const body = bodyOf(kind, line, checks)
    const known = line.socket === null ? NO_SOCKET : this.#sockets.get(checks.count('socket', line.socket))
    if (known === undefined) checks.fail(`there is no socket with the number ${line.socket} before it.`)
    return {
      time: checks.time('time', line.time),
      kind,
      socket: known,
      state: readyState(checks, line.state),
      flags: flagsOf('flags', line.flags, checks),
      size: line.size === undefined ? sizeOf(body) : checks.count('size', line.size),
      buffered: line.buffered === undefined ? 0 : checks.count('buffered', line.buffered),
      body,
    }
  }
}

import { toBase64 } from '../bytes.ts'
import type { Header } from '../handshake.ts'
import type { Row } from '../log.ts'
import { isBytes, NO_SOCKET } from '../row.ts'
import { gather, loaded, type Part, type WriteOptions } from './part.ts'
import { PROGRAM } from './program.ts'
import type { RecordedSocket, Recording } from './recording.ts'
import { redactSocket } from './redact.ts'
import { flagNames } from './write-ndjson.ts'

/** Opcodes of RFC 6455 §5.2. */
const TEXT = 1
const BINARY = 2

/** Rows that HAR has a place for: messages that went over the wire. What a socket discarded never did. */
export function isInHar({ kind, state, socket, body }: Row): boolean {
  return (kind === 'received' || (kind === 'sent' && state < 2)) && socket !== NO_SOCKET && body !== null
}

/** ms to the third decimal: what lies behind it is noise of adding large numbers. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

/** Seconds since the epoch with µs, as Chrome writes the time of a message. */
function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(6))
}

/** The places of each socket's rows, in order. */
function placesBySocket(recording: Recording): readonly Uint32Array[] {
  const counts = new Uint32Array(recording.sockets.length)
  for (let place = 0; place < recording.length; place++) {
    const socket = recording.socketOf(place)
    if (socket < counts.length) counts[socket] = (counts[socket] as number) + 1
  }
  const places = Array.from(counts, (count) => new Uint32Array(count))
  counts.fill(0)
  for (let place = 0; place < recording.length; place++) {
    const socket = recording.socketOf(place)
    const list = places[socket]
    if (list) list[(counts[socket] as number)++] = place
  }
  return places
}

/** When a socket's entry begins, ms since the epoch, whole as HAR has it. */
function startOf(socket: RecordedSocket, recording: Recording, places: Uint32Array): number {
  const first = places[0]
  const known = socket.constructed ?? socket.opened ?? (first === undefined ? 0 : recording.row(first).time)
  return Math.floor(known)
}

interface Page {
  readonly id: string
  readonly title: string
  readonly start: number
}

/** The documents of the sockets, those of one address as one. */
function pagesOf(sockets: readonly RecordedSocket[], starts: readonly number[]): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>()
  sockets.forEach(({ page }, number) => {
    if (page !== '' && !pages.has(page)) {
      pages.set(page, { id: `page_${pages.size + 1}`, title: page, start: starts[number] as number })
    }
  })
  return pages
}

/** Headers that are known although nobody saw the handshake: they are what `protocol` and `extensions` come from. */
function headersOf(known: readonly (readonly [string, string])[]): Header[] {
  return known.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function queryOf(url: string): Header[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return { name: decoded(name), value: decoded(value.join('=')) }
    })
}

/** An entry but for its messages. */
function entryOf(socket: RecordedSocket, start: number, pageref: string | undefined, hasMessages: boolean): object {
  const { handshake, opened, closed } = socket
  // When it ended is told only together with how.
  const ended = closed && socket.ended
  const isOpened = opened !== null || hasMessages
  const wait = opened === null ? 0 : rounded(Math.max(0, opened - start))
  const receive = ended === null ? 0 : rounded(Math.max(0, ended - start - wait))
  const offered = headersOf([['Sec-WebSocket-Protocol', socket.protocols.join(', ')]])
  const chosen = headersOf([
    ['Sec-WebSocket-Protocol', socket.protocol],
    ['Sec-WebSocket-Extensions', socket.extensions],
  ])
  const status = handshake?.status ?? (isOpened ? 101 : 0)
  return {
    _resourceType: 'websocket',
    ...(socket.origin === 'test' && { _origin: 'test' }),
    ...(socket.inFrame && { _inFrame: true }),
    _readyState: socket.state,
    _opened: isOpened,
    ...(closed && { _closed: closed }),
    ...(pageref !== undefined && { pageref }),
    startedDateTime: new Date(start).toISOString(),
    time: rounded(wait + receive),
    request: {
      method: 'GET',
      url: socket.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: handshake?.requestHeaders ?? offered,
      queryString: queryOf(socket.url),
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status,
      statusText: handshake ? handshake.statusText : status === 101 ? 'Switching Protocols' : '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: handshake?.responseHeaders ?? chosen,
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { blocked: -1, dns: -1, ssl: -1, connect: -1, send: 0, wait, receive },
  }
}

function messageOf({ kind, time, flags, size, body }: Row): string {
  const binary = isBytes(body)
  return JSON.stringify({
    type: kind === 'sent' ? 'send' : 'receive',
    time: seconds(time),
    opcode: binary ? BINARY : TEXT,
    data: binary ? toBase64(new Uint8Array(body)) : body,
    ...(flags !== 0 && { _flags: flagNames(flags), _size: size }),
  })
}

/**
 * Writes HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), one entry a socket, its messages in
 * `_webSocketMessages` as Chrome's DevTools have them. Of a socket's life only what HAR has a place for is written; the
 * members that begin with an underscore are for reading the file again.
 */
export function* writeHar(recording: Recording, { secrets }: WriteOptions): Generator<Part, number> {
  const places = placesBySocket(recording)
  const sockets = secrets ? recording.sockets : recording.sockets.map(redactSocket)
  const starts = sockets.map((socket, number) => startOf(socket, recording, places[number] as Uint32Array))
  const pages = pagesOf(sockets, starts)
  const creator = JSON.stringify(PROGRAM)
  const list = [...pages.values()].map(({ id, title, start }) =>
    JSON.stringify({ startedDateTime: new Date(start).toISOString(), id, title, pageTimings: {} }),
  )
  yield { text: `{"log":{"version":"1.2","creator":${creator},"pages":[${list.join(',\n')}],"entries":[`, done: 0 }
  let done = 0
  let written = 0
  for (const [number, socket] of sockets.entries()) {
    const mine = places[number] as Uint32Array
    let hasMessages = false
    for (const place of mine) {
      yield* loaded(recording, place, done)
      hasMessages = isInHar(recording.row(place))
      if (hasMessages) break
    }
    const head = JSON.stringify(entryOf(socket, starts[number] as number, pages.get(socket.page)?.id, hasMessages))
    yield { text: `${number === 0 ? '' : ','}\n${head.slice(0, -1)},"_webSocketMessages":[`, done }
    let before = '\n'
    const textOf = (at: number): string => {
      const row = recording.row(mine[at] as number)
      if (!isInHar(row)) return ''
      const text = before + messageOf(row)
      before = ',\n'
      written++
      return text
    }
    yield* gather(mine.length, textOf, done, { load: (at) => recording.load(mine[at] as number) })
    done += mine.length
    yield { text: ']}', done }
  }
  yield { text: '\n]}}\n', done: recording.length }
  return written
}

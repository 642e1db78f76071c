import fc from 'fast-check'
import { utf8Length } from '../../../src/core/bytes.ts'
import { Lines } from '../../../src/core/files/lines.ts'
import type { Part, WriteOptions } from '../../../src/core/files/part.ts'
import { NdjsonReader } from '../../../src/core/files/read-ndjson.ts'
import { type RecordedSocket, type Recording, recordingOf } from '../../../src/core/files/recording.ts'
import type { Staged } from '../../../src/core/files/staged.ts'
import { Log, type Row } from '../../../src/core/log.ts'
import { type Body, isBytes, type Kind, NO_SOCKET, type ReadyState } from '../../../src/core/row.ts'

/** Recordings as a person would write them, and any recording at all. */

export const ROOM = { rows: 1e6, bytes: 1e9 }
const START = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

export function socketOf(more: Partial<RecordedSocket> = {}): RecordedSocket {
  return {
    origin: 'page',
    page: 'https://shop.example/basket',
    inFrame: false,
    url: 'wss://shop.example/live?locale=en',
    protocols: ['chat', 'superchat'],
    protocol: 'chat',
    extensions: 'permessage-deflate',
    state: 1,
    constructed: START,
    opened: START + 31.25,
    ended: null,
    closed: null,
    sent: { messages: 0, bytes: 0 },
    received: { messages: 0, bytes: 0 },
    handshake: null,
    ...more,
  }
}

function sizeOf(body: Body): number {
  return typeof body === 'string' ? utf8Length(body) : isBytes(body) ? body.byteLength : 0
}

/** A row 40 ms after the start, on the first socket, unless told otherwise. */
export function rowOf(kind: Kind, body: Body, more: Partial<Row> = {}): Row {
  return { time: START + 40, kind, socket: 0, state: 1, flags: 0, size: sizeOf(body), buffered: 0, body, ...more }
}

export function recording(rows: readonly Row[], sockets: readonly RecordedSocket[] = [socketOf()]): Recording {
  const log = new Log({ rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY })
  for (const row of rows) log.push(row)
  return recorded({ log, sockets })
}

/** What was read, to be written again. */
export function recorded({ log, sockets }: { log: Log; sockets: readonly RecordedSocket[] }): Recording {
  return recordingOf(
    log,
    { length: log.length, at: (place) => place },
    sockets,
    sockets.map((_, number) => number),
  )
}

type Write = (recording: Recording, options: WriteOptions) => Generator<Part, number>

export function written(write: Write, recording: Recording, secrets = true): string {
  return [...write(recording, { secrets })].map(({ text }) => text).join('')
}

/** Reads NDJSON in pieces of some bytes. */
export function readNdjson(text: string | Uint8Array, piece = 1000, room = ROOM): Staged {
  const reader = new NdjsonReader(room)
  const lines = new Lines((line, number) => reader.line(line, number))
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += piece) lines.push(bytes.subarray(at, at + piece))
  lines.end()
  return reader.end()
}

export function rowsOf({ log }: { log: Log }): Row[] {
  return Array.from({ length: log.length }, (_, place) => log.row(log.first + place))
}

/** Any string of UTF-16 units, lone surrogates included. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
)
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => array.slice().buffer)
const time = fc.double({ min: 1.6e12, max: 1.9e12, noNaN: true })
const timeOrNull = fc.option(time)
const state = fc.constantFrom<ReadyState>(0, 1, 2, 3)
const closed = fc.record({ code: fc.integer({ min: 1000, max: 4999 }), reason: text, wasClean: fc.boolean() })
const headers = fc.option(fc.array(fc.record({ name: text, value: text }), { maxLength: 3 }))
/** RFC 9110 token characters, as subprotocols have. */
const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,8}$/)
const traffic = fc.record({ messages: fc.nat(), bytes: fc.nat() })

const handshake = fc.option(
  fc.record({
    requestHeaders: headers,
    responseHeaders: headers,
    status: fc.option(fc.integer({ min: 0, max: 599 })),
    statusText: text,
  }),
)

const socket: fc.Arbitrary<RecordedSocket> = fc.record({
  origin: fc.constantFrom('page' as const, 'test' as const),
  page: fc.oneof(text, fc.webUrl()),
  inFrame: fc.boolean(),
  url: fc.webUrl({ validSchemes: ['ws', 'wss'], withQueryParameters: true }),
  protocols: fc.array(token, { maxLength: 3 }),
  protocol: fc.oneof(fc.constant(''), token),
  extensions: fc.constantFrom('', 'permessage-deflate; client_max_window_bits=15'),
  state,
  constructed: timeOrNull,
  opened: timeOrNull,
  ended: timeOrNull,
  closed: fc.option(closed),
  sent: traffic,
  received: traffic,
  handshake,
})

const body: fc.Arbitrary<readonly [Kind, Body]> = fc.oneof(
  fc.tuple(fc.constantFrom<Kind>('sent', 'received'), fc.oneof(text, bytes)),
  fc.tuple(fc.constant<Kind>('constructed'), fc.record({ url: text, protocols: fc.array(text, { maxLength: 2 }) })),
  fc.tuple(fc.constant<Kind>('open'), fc.record({ protocol: text, extensions: text })),
  fc.tuple(fc.constant<Kind>('error'), fc.constant(null)),
  fc.tuple(
    fc.constant<Kind>('close'),
    fc.record({ code: fc.option(fc.integer({ min: 0, max: 4999 })), reason: fc.option(text) }),
  ),
  fc.tuple(fc.constant<Kind>('closed'), closed),
  fc.tuple(fc.constant<Kind>('lost'), fc.record({ count: fc.nat(), cause: fc.constantFrom('history', 'paused') })),
  fc.tuple(fc.constant<Kind>('navigated'), fc.record({ address: text })),
)

/** Any recording that a log could hold. */
export const anyRecording: fc.Arbitrary<Recording> = fc
  .array(socket, { maxLength: 3 })
  .chain((sockets) =>
    fc.tuple(
      fc.constant(sockets),
      fc.array(
        fc.tuple(body, time, fc.nat(sockets.length), state, fc.integer({ min: 0, max: 15 }), fc.nat(), fc.nat(1e6)),
        { maxLength: 12 },
      ),
    ),
  )
  .map(([sockets, rows]) =>
    recording(
      rows.map(([[kind, body], time, socket, state, flags, buffered, more]) => ({
        time,
        kind,
        socket: socket === sockets.length ? NO_SOCKET : socket,
        state,
        flags,
        buffered,
        body,
        // Only a message that was cut is longer than what is there of it.
        size: (kind === 'sent' || kind === 'received' ? sizeOf(body) : 0) + (flags & 2 ? more : 0),
      })),
      sockets,
    ),
  )

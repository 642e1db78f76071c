import type { Part, WriteOptions } from '../core/files/part.ts'
import { type RecordedSocket, type Recording, recordingOf } from '../core/files/recording.ts'
import { writeCsv } from '../core/files/write-csv.ts'
import { writeHar } from '../core/files/write-har.ts'
import { writeNdjson } from '../core/files/write-ndjson.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { Socket } from '../core/socket.ts'
import type { Described } from './kept.ts'
import type { Session } from './session.ts'

/** What a file tells of a socket. */
function recordSocket(session: Session, socket: Socket): RecordedSocket {
  const { url, protocols, protocol, extensions, state, constructed, opened, ended, closed, sent, received } = socket
  const document = session.documents.get(socket.document)
  return {
    origin: socket.recorded?.origin ?? (socket.origin === 'test' ? 'test' : 'page'),
    page: socket.recorded?.page ?? document?.url ?? '',
    inFrame: socket.recorded?.inFrame ?? (document !== undefined && document.frame !== 0),
    ...{ url, protocols, protocol, extensions, state, constructed, opened, ended, closed },
    sent: { ...sent },
    received: { ...received },
    // A live socket's handshake has its place here.
    handshake: socket.recorded?.handshake ?? null,
  }
}

/** What is told of a session where its rows are kept. */
export function describe(session: Session): Described {
  const sockets = session.shown()
  const top = [...session.documents.values()].findLast(({ frame, worker }) => frame === 0 && !worker)
  return {
    url: top?.url ?? sockets.find(({ url }) => url !== '')?.url ?? '',
    sockets: sockets.map((socket) => recordSocket(session, socket)),
    numbers: sockets.map(({ number }) => number),
  }
}

/** The numbers of the sockets that rows are about, in order. */
function numbersOf(session: Session, rows: readonly RowNumber[]): SocketNumber[] {
  const shown = new Set(session.shown().map(({ number }) => number))
  const numbers = new Set(rows.map((row) => session.log.socket(row)))
  return [...numbers].filter((number) => shown.has(number)).sort((one, other) => one - other)
}

/**
 * A recording of these rows and their sockets, or of the whole log and all sockets, as they are now: what happens later, and
 * what the log lets go, does not change it.
 */
export function record(session: Session, rows: readonly RowNumber[] | 'all'): Recording {
  const log = session.log.snapshot()
  const numbers = rows === 'all' ? session.shown().map(({ number }) => number) : numbersOf(session, rows)
  const sockets = numbers.map((number) => recordSocket(session, session.sockets[number] as Socket))
  const { first } = log
  const places =
    rows === 'all'
      ? { length: log.length, at: (place: number) => first + place }
      : { length: rows.length, at: (place: number) => rows[place] as RowNumber }
  return recordingOf(log, places, sockets, numbers)
}

export type ExportFormat = 'har' | 'ndjson' | 'csv'

type Writer = (recording: Recording, options: WriteOptions) => Generator<Part, number>

/** Each answers how many rows its format had a place for. */
const WRITERS: Readonly<Record<ExportFormat, Writer>> = { har: writeHar, ndjson: writeNdjson, csv: writeCsv }

/** A file that is being written. */
export interface Writing {
  /** Rows. */
  readonly length: number
  readonly parts: Generator<Part, number>
}

/** A file of these rows as they are now. Keeps nothing of what it is given, which may be a panel's. */
export function write(
  session: Session,
  rows: readonly RowNumber[] | 'all',
  format: ExportFormat,
  { secrets }: WriteOptions,
): Writing {
  const recording = record(session, rows === 'all' ? rows : [...rows])
  return { length: recording.length, parts: WRITERS[format](recording, { secrets }) }
}

import { type RecordedSocket, type Recording, recordingOf } from '../core/files/recording.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { Socket } from '../core/socket.ts'
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

import type { Header } from '../handshake.ts'
import type { Row, RowNumber, SocketNumber } from '../log.ts'
import { type Closed, NO_SOCKET, type ReadyState } from '../row.ts'
import type { Traffic } from '../socket.ts'

/** What a file tells of the HTTP request that asked for a connection and of the answer (RFC 6455 §4). */
export interface RecordedHandshake {
  readonly requestHeaders: readonly Header[] | null
  readonly responseHeaders: readonly Header[] | null
  /** HTTP status; null where there was no answer or nobody knows. */
  readonly status: number | null
  readonly statusText: string
}

/** A socket as a file tells of it. Times are ms since the epoch; null while it hasn't happened or isn't known. */
export interface RecordedSocket {
  readonly origin: 'page' | 'test'
  /** Address of the document that it belonged to; empty for a test connection. */
  readonly page: string
  /** Whether that document was a frame's, not the tab's own. */
  readonly inFrame: boolean
  readonly url: string
  /** Requested subprotocols. */
  readonly protocols: readonly string[]
  /** The subprotocol that the server chose. */
  readonly protocol: string
  readonly extensions: string
  readonly state: ReadyState
  readonly constructed: number | null
  readonly opened: number | null
  readonly ended: number | null
  readonly closed: Closed | null
  readonly sent: Readonly<Traffic>
  readonly received: Readonly<Traffic>
  readonly handshake: RecordedHandshake | null
}

/** What is written to a file: some rows in order, and the sockets that they are about. Nothing in it may change meanwhile. */
export interface Recording {
  readonly sockets: readonly RecordedSocket[]
  /** Rows. */
  readonly length: number
  /** A row by its place, from 0. Its `socket` is an index into `sockets`, or NO_SOCKET. */
  row(place: number): Row
  /** The `socket` of a row, without the rest of it. */
  socketOf(place: number): number
  /** Reads a row back from disk where it is there alone: without its body it is no row to write. null: it is here. */
  load(place: number): Promise<void> | null
}

/** The columns of a log that nobody writes to. */
export interface StillLog {
  row(row: RowNumber): Row
  socket(row: RowNumber): SocketNumber
  isHere(row: RowNumber): boolean
  load(row: RowNumber): Promise<void>
}

/**
 * A recording of rows of a log. `numbers` are the sockets' numbers in that log, in the order of `sockets`; a row of any
 * other socket is told as about no one socket.
 */
export function recordingOf(
  log: StillLog,
  rows: { readonly length: number; at(place: number): RowNumber },
  sockets: readonly RecordedSocket[],
  numbers: readonly SocketNumber[],
): Recording {
  const index = new Map(numbers.map((number, at) => [number, at]))
  const socketOf = (place: number): number => index.get(log.socket(rows.at(place))) ?? NO_SOCKET
  return {
    sockets,
    length: rows.length,
    row: (place) => ({ ...log.row(rows.at(place)), socket: socketOf(place) }),
    socketOf,
    load: (place) => (log.isHere(rows.at(place)) ? null : log.load(rows.at(place))),
  }
}

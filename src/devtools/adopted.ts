/** Sockets that no hook speaks for: what opens or reads them tells the session their rows. */
import type { Log, Row, SocketNumber } from '../core/log.ts'
import type { Payload } from '../core/row.ts'
import type { Refusal } from '../wire.ts'
import type { Disk } from './disk.ts'

/** The panel's own end of one test connection. */
export interface Connection {
  send(data: Payload): Refusal | null
  close(code: number | null, reason: string | null): Refusal | null
}

/** What a recorder of test connections says about one of them. */
export type RowOf = Omit<Row, 'socket' | 'size'> & { readonly size?: number }

/** A socket that no hook speaks for, to whoever speaks for it. */
export interface Adopted {
  readonly number: SocketNumber
  tell(row: RowOf): void
  /** Nothing more is heard of it. */
  leave(): void
}

/** Opens a connection and tells its life; throws what the WebSocket constructor throws. */
export type Connect = (url: string, protocols: readonly string[], tell: (row: RowOf) => void) => Connection

export interface SessionOptions {
  readonly connect: Connect
  readonly log?: Log
  readonly now?: () => number
  /** Where rows can be kept. */
  readonly disk?: Disk
}

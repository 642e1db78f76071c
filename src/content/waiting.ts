/** What waits in the page, by socket and direction, and what has become of the socket. */
import type { Payload } from '../core/row.ts'
import type { SocketRecord } from './history.ts'
import type { MockState } from './mock-socket.ts'
import type { Actor } from './recorder.ts'

/** A message that waits. */
export interface Waiting {
  /** 0: only for those before it. */
  readonly id: number
  readonly socket: WebSocket
  readonly record: SocketRecord
  readonly data: unknown
  /** Of a received one: the origin that its event had. */
  readonly origin: string
  readonly rules: readonly number[]
  deliver: readonly (Payload | null)[] | null
  next: Waiting | null
}

export interface Line {
  readonly sent: boolean
  head: Waiting | null
  tail: Waiting | null
  /** Bytes that wait. */
  bytes: number
}

/** What became of one socket. */
export interface Act {
  /** null once it has closed: the page may let go of it. */
  socket: WebSocket | null
  readonly sent: Line
  readonly received: Line
  /** Nothing goes in or out any more, and nobody is told. */
  silent: boolean
  /** The page has been told that it is closed; what the browser still tells is not passed on. */
  over: boolean
  /** The end, while messages before it wait. */
  ending: { error: boolean; close: { code: number; reason: string; wasClean: boolean } | null } | null
  /** close() was called while messages before it wait. */
  closing: readonly unknown[] | null
  /** The page has called close(): as natively, it gets no message any more. */
  left: boolean
  readonly mock: MockState | null
  readonly actor: Actor | null
}

export const newLine = (sent: boolean): Line => ({ sent, head: null, tail: null, bytes: 0 })

/** `held` of rows that no verdict is about: swallowed in silence. */
export const SILENCED = -1
export const INJECTED = -2

/** It goes on as it is. */
export const AS_IT_IS: readonly (Payload | null)[] = [null]

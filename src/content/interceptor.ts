/** The seam between the hook and what carries out rules, which is a script of its own and only there where rules are. */
import type { ReadyState } from '../core/row.ts'
import type { ActCommand, PlayCommand, Refusal } from '../wire.ts'
import type { SocketRecord } from './history.ts'
import type { Natives } from './natives.ts'
import type { Recorder } from './recorder.ts'
import type { Callable } from './stand-in.ts'

/** Asked by the hook. Each answers whether it has taken the matter into its hands, so that the hook does no more. */
export interface Interceptor {
  /** A socket is being constructed. Answers one that never reaches the network, or null; may change the arguments. */
  construct(values: unknown[], target: unknown): WebSocket | null
  send(socket: WebSocket, record: SocketRecord, data: unknown): boolean
  close(socket: WebSocket, record: SocketRecord, given: readonly unknown[]): boolean
  received(socket: WebSocket, record: SocketRecord, event: MessageEvent): boolean
  failed(socket: WebSocket, record: SocketRecord, event: Event): boolean
  closed(socket: WebSocket, record: SocketRecord, event: CloseEvent): boolean
  obey(command: Exclude<ActCommand, PlayCommand>): void
  /** Answers why it could not happen, or null. */
  play(socket: object, record: SocketRecord, happening: PlayCommand['happening']): Refusal | null
  /** Tells again what is held. */
  retell(): void
  /** Lets everything go as it is. */
  release(): void
  /** Delivers what is ready, one message. */
  flush(): void
}

/** What the hook gives it. Whatever comes into a living document can't trust what it finds there: all that it calls is here. */
export interface Seam {
  readonly natives: Natives
  readonly recorder: Recorder
  readonly realm: typeof globalThis
  recordOf(socket: unknown): SocketRecord | undefined
  /** Makes a socket known that the browser did not construct. */
  adopt(socket: WebSocket, url: string, protocols: unknown): SocketRecord
  /** The constructor that the page sees, and the browser's own. */
  observed(): unknown
  readonly native: typeof WebSocket
  readonly prototype: WebSocket
  readonly state: (socket: WebSocket) => ReadyState
  readonly buffered: (socket: WebSocket) => number
  readonly send: Callable
  readonly close: Callable
  disguise(mine: object, native: unknown): void
}

export type MakeInterceptor = (seam: Seam) => Interceptor

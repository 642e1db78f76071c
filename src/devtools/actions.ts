import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { Payload } from '../core/row.ts'
import type { Socket } from '../core/socket.ts'
import type { Command, Refusal } from '../wire.ts'
import type { Connection } from './adopted.ts'
import { complete } from './complete.ts'
import { ours } from './ours.ts'
import type { Recording } from './recording.ts'
import type { Requests } from './requests.ts'

/** What acting on a socket needs of the session. */
interface Around {
  /** A socket's number within its document. */
  numberOf(socket: Socket): number | undefined
  command(document: string, command: Command): void
  isConnected(): boolean
}

/** What a person does with one socket: on the page's by a command to its document, on a test connection at once. */
export class Actions {
  readonly #recording: Recording
  readonly #requests: Requests
  readonly #around: Around
  readonly #connections = new Map<SocketNumber, Connection>()

  constructor(recording: Recording, requests: Requests, around: Around) {
    this.#recording = recording
    this.#requests = requests
    this.#around = around
  }

  /** This socket is a test connection. */
  own(number: SocketNumber, connection: Connection): void {
    this.#connections.set(number, connection)
  }

  /** Has each send of a page's socket recorded with its call stack, or no longer. */
  trace(number: SocketNumber, on: boolean): void {
    const socket = this.#recording.socket(number)
    const theirs = this.#around.numberOf(socket)
    socket.traced = on
    if (theirs !== undefined) this.#around.command(socket.document, { type: 'trace', socket: theirs, on })
  }

  /** Brings the rest of a message that is cut into the log. Resolves to why it could not, in words for people, or null. */
  complete(row: RowNumber, tell: (share: number) => void, isCancelled: () => boolean): Promise<string | null> {
    const { log } = this.#recording
    const { document } = this.#recording.socket(log.socket(row))
    const fetch = this.#requests.fetching(document, (made) => this.#around.command(document, made))
    return complete(log, row, fetch, tell, isCancelled)
  }

  /** Sends a message, marked synthetic in the log. Resolves to why it was refused, or null. */
  send(number: SocketNumber, payload: Payload): Promise<Refusal | null> {
    const data = ours(payload)
    return this.#act(
      number,
      (request, socket) => ({ type: 'send', request, socket, data }),
      (connection) => connection.send(data),
    )
  }

  /** Closes a socket as the page would; null leaves an argument out. */
  close(number: SocketNumber, code: number | null, reason: string | null): Promise<Refusal | null> {
    return this.#act(
      number,
      (request, socket) => ({ type: 'close', request, socket, code, reason }),
      (connection) => connection.close(code, reason),
    )
  }

  async #act(
    number: SocketNumber,
    command: (request: number, socket: number) => Command,
    own: (connection: Connection) => Refusal | null,
  ): Promise<Refusal | null> {
    const socket = this.#recording.socket(number)
    const connection = this.#connections.get(number)
    if (connection) return own(connection)
    if (socket.origin === 'network') return { why: 'readOnly' }
    const theirs = this.#around.numberOf(socket)
    if (socket.gone || theirs === undefined || !this.#around.isConnected()) return { why: 'gone' }
    return this.#requests.ask(
      socket.document,
      (made) => this.#around.command(socket.document, made),
      (request) => command(request, theirs),
    )
  }
}

import type { Staged } from '../core/files/staged.ts'
import { count } from '../core/format.ts'
import type { Log, SocketNumber } from '../core/log.ts'
import { newSocket, recordedSocket, type Socket } from '../core/socket.ts'

/** A file that was opened. */
export interface OpenedFile {
  /** The `document` of its sockets. */
  readonly id: string
  readonly name: string
  readonly sockets: readonly SocketNumber[]
  /** Stands in the log for no one socket of this file, so that such rows leave with the file. It is never shown. */
  readonly none: SocketNumber
}

/** What came of opening a file, in words for people. */
export interface Opening {
  readonly isOpen: boolean
  readonly text: string
}

/** The files that are shown beside what is live. */
export class OpenedFiles {
  readonly #log: Log
  readonly #sockets: Socket[]
  readonly #files = new Map<string, OpenedFile>()
  readonly #hidden = new Set<SocketNumber>()

  constructor(log: Log, sockets: Socket[]) {
    this.#log = log
    this.#sockets = sockets
  }

  get(id: string): OpenedFile | undefined {
    return this.#files.get(id)
  }

  /** Whether a socket only stands for none. */
  hides(socket: SocketNumber): boolean {
    return this.#hidden.has(socket)
  }

  /** Adds what was read to sockets and log, unless rows that came meanwhile have taken the room. */
  add(name: string, { sockets, log, passedOver }: Staged): Opening {
    const { rows, bytes } = this.#log.room
    if (log.length > rows || log.bytes > bytes) {
      return { isOpen: false, text: `${name} was not opened. The log has become too full. Clear it and try again.` }
    }
    const first = this.#sockets.length
    const numbers = sockets.map((_, at) => first + at)
    const none = first + sockets.length
    const file: OpenedFile = { id: `file ${first}`, name, sockets: numbers, none }
    for (const [at, socket] of sockets.entries()) this.#sockets.push(recordedSocket(first + at, file.id, socket))
    this.#sockets.push({ ...newSocket(none, 'file', file.id), gone: true })
    this.#hidden.add(none)
    this.#files.set(file.id, file)
    let isSilent = true
    for (let at = log.first; at < log.end; at++) {
      const row = log.row(at)
      isSilent &&= row.kind !== 'sent' && row.kind !== 'received'
      this.#log.push({ ...row, socket: numbers[row.socket] ?? none })
    }
    const remarks = [
      `${name} is open, read-only.`,
      isSilent && 'It tells of no messages: some browsers leave them out of their HAR.',
      passedOver > 0 && `Left out: ${count(passedOver)} that no page sees, such as pings.`,
    ]
    return { isOpen: true, text: remarks.filter(Boolean).join(' ') }
  }

  /** Forgets a file. Answers the sockets whose rows are to go with it. */
  remove(id: string): readonly SocketNumber[] {
    const file = this.#files.get(id)
    this.#files.delete(id)
    return file ? [...file.sockets, file.none] : []
  }

  clear(): void {
    this.#files.clear()
  }
}

import { utf8Length } from '../core/bytes.ts'
import { type Columns, rowOf } from '../core/chunk.ts'
import type { Log, Row, SocketNumber } from '../core/log.ts'
import { type Body, FLAG, KINDS, NO_SOCKET, type ReadyState } from '../core/row.ts'
import { newSocket, type Socket, tell, type Watched } from '../core/socket.ts'

const SENT = KINDS.indexOf('sent')
const RECEIVED = KINDS.indexOf('received')

/** What was recorded: the log, and the sockets that its rows are about. */
export class Recording {
  readonly log: Log
  readonly sockets: Socket[] = []
  #paused = false
  readonly #now: () => number
  readonly #constructed: (socket: Socket, time: number) => void
  /** Sockets that are no longer shown. */
  readonly #forgotten = new Set<SocketNumber>()
  /** What was last answered, and of how many sockets. */
  #shown: { readonly added: number; readonly forgotten: number; readonly list: readonly Socket[] } = {
    added: 0,
    forgotten: 0,
    list: [],
  }
  /** Messages that came while paused and are in no row yet. */
  #unrecorded = 0

  /** `constructed` is called with each socket whose construction was recorded, and when that was, ms since the epoch. */
  constructor(log: Log, now: () => number, constructed: (socket: Socket, time: number) => void) {
    this.log = log
    this.#now = now
    this.#constructed = constructed
  }

  socket(number: SocketNumber): Socket {
    const socket = this.sockets[number]
    if (!socket) throw new RangeError(`No socket ${number}`)
    return socket
  }

  add(origin: Socket['origin'], document: string, watched: Watched | null = null): Socket {
    const socket = newSocket(this.sockets.length, origin, document, watched)
    this.sockets.push(socket)
    return socket
  }

  /** Lets a socket learn from a row, and keeps it. `size` as on the wire: of a text, UTF-16 units. */
  record(row: Row): void {
    // The page counts a text in UTF-16 units, because counting bytes would be at its own cost.
    const size = typeof row.body === 'string' && !(row.flags & FLAG.truncated) ? utf8Length(row.body) : row.size
    const counted: Row = { ...row, size }
    const socket = this.socket(row.socket)
    tell(socket, counted)
    if (row.kind === 'constructed') this.#constructed(socket, row.time)
    if (this.#paused && (row.kind === 'sent' || row.kind === 'received')) this.#unrecorded++
    else this.log.append(counted)
  }

  /** Lets sockets learn from rows, and keeps these: as `record` does, without a step for each message. Sizes are bytes. */
  recordColumns(rows: Columns): void {
    for (let at = 0; at < rows.body.length; at++) {
      const socket = this.socket(rows.socket[at] as number)
      const kind = rows.kind[at] as number
      if (kind === SENT || kind === RECEIVED) {
        socket.state = rows.state[at] as ReadyState
        const traffic = kind === SENT ? socket.sent : socket.received
        traffic.messages++
        traffic.bytes += rows.size[at] as number
        if (this.#paused) this.#unrecorded++
        continue
      }
      const row = rowOf(rows, at)
      tell(socket, row)
      if (row.kind === 'constructed') this.#constructed(socket, row.time)
      if (this.#paused) this.log.append(row)
    }
    if (!this.#paused) this.log.appendColumns(rows)
  }

  /** Adds a row that is about no one socket. */
  note(kind: Row['kind'], body: Body): void {
    this.log.append({ time: this.#now(), kind, socket: NO_SOCKET, state: 0, flags: 0, size: 0, buffered: 0, body })
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Stops or resumes recording messages; sockets and their counts go on. A gap row says what was not recorded. */
  pause(paused: boolean): void {
    this.#paused = paused
    if (paused) return
    if (this.#unrecorded > 0) this.note('lost', { count: this.#unrecorded, cause: 'paused' })
    this.#unrecorded = 0
  }

  /**
   * The sockets to show, but those that `hides` answers true for, in the order of their construction: the same list as long as
   * there is neither a new socket nor a forgotten one.
   */
  shown(hides: (number: SocketNumber) => boolean = () => false): readonly Socket[] {
    const { added, forgotten } = this.#shown
    if (added !== this.sockets.length || forgotten !== this.#forgotten.size) {
      this.#shown = {
        added: this.sockets.length,
        forgotten: this.#forgotten.size,
        list: this.sockets.filter(({ number }) => this.isShown(number) && !hides(number)),
      }
    }
    return this.#shown.list
  }

  isShown(number: SocketNumber): boolean {
    return !this.#forgotten.has(number)
  }

  /** A socket is no longer shown. Its rows stay until they are swept. */
  forget(number: SocketNumber): void {
    this.#forgotten.add(number)
  }

  /** Removes the rows of sockets that are no longer shown, and those about none: what these tell is of another time. */
  sweep(): void {
    this.log.retain((number) => number !== NO_SOCKET && this.isShown(number))
  }

  /** Removes sockets and their rows at once. */
  remove(numbers: readonly SocketNumber[]): void {
    for (const number of numbers) this.forget(number)
    this.log.retain((number) => this.isShown(number))
  }

  /** Empties the log and forgets sockets that can't say anything more. */
  clear(): void {
    this.log.clear()
    this.#unrecorded = 0
    for (const socket of this.sockets) if (socket.gone || socket.state === 3) this.forget(socket.number)
  }
}

import { utf8Length } from '../core/bytes.ts'
import type { WriteOptions } from '../core/files/part.ts'
import { Log, NO_SOCKET, type Row, type RowNumber, type SocketNumber } from '../core/log.ts'
import { type Body, FLAG, isBytes, KINDS, type LossCause, type Payload, type ReadyState } from '../core/row.ts'
import { newSocket, type Socket, tell } from '../core/socket.ts'
import type { Link, Undo } from '../link.ts'
import {
  type Batch,
  type Command,
  type Delivery,
  type Hello,
  type Order,
  type Reach,
  type Refusal,
  type Sockets,
  type Source,
  VERSION,
} from '../wire.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { OpenedFiles, type Opening } from './opened-files.ts'
import { type ReadableFile, readFile } from './read-file.ts'
import { type ExportFormat, type Writing, write } from './record.ts'
import { Requests } from './requests.ts'

/** A document of the inspected tab that has, or had, sockets. */
export interface DocumentInfo {
  readonly id: string
  /** 0 is the top frame. */
  readonly frame: number
  readonly url: string
  readonly origin: string
  /** Its natives had been replaced before the hook ran; its sockets can't be seen. */
  readonly tampered: boolean
  /** It speaks another version: the extension was updated since it loaded. */
  readonly outdated: boolean
  /** Counts the navigations of the tab before it. */
  readonly epoch: number
  gone: boolean
}

/** A document with what the session needs to follow it. */
interface Followed {
  readonly info: DocumentInfo
  /** Socket numbers of the document to those of the session. */
  readonly sockets: Map<number, SocketNumber>
  /** Number of the row that must come next. */
  next: number
}

/** The panel's own end of one test connection. */
export interface Connection {
  send(data: Payload): Refusal | null
  close(code: number | null, reason: string | null): Refusal | null
}

/** What a recorder of test connections says about one of them. */
export type RowOf = Omit<Row, 'socket' | 'size'> & { readonly size?: number }

/** Opens a connection and tells its life; throws what the WebSocket constructor throws. */
export type Connect = (url: string, protocols: readonly string[], tell: (row: RowOf) => void) => Connection

/** How long a document has to greet again after a reconnect, ms. */
const GREETING = 5000

const GONE: Refusal = { why: 'gone' }

/**
 * All that DevTools knows about one tab, and the only writer of it. Lives in the devtools page, as long as DevTools is
 * open; panels come and go and look at it. Speaks with the documents over a link that may be replaced at any time.
 */
export class Session {
  readonly log: Log
  readonly sockets: Socket[] = []
  readonly documents = new Map<string, DocumentInfo>()
  /** Files that were opened. */
  readonly files: OpenedFiles
  /** Why the panel may be empty; null until the background has answered. */
  reach: Reach | null = null
  /** Whether the background is there at the moment. */
  connected = false
  paused = false
  /** Keep rows when the tab navigates. */
  preserve = false

  /** The extension was updated or removed under an open DevTools: nothing can be reached any more. */
  orphaned = false

  readonly #followed = new Map<string, Followed>()
  readonly #listeners = new Set<() => void>()
  readonly #requests = new Requests()
  readonly #acknowledgements = new Acknowledgements((document) => {
    const next = this.#followed.get(document)?.next
    if (next !== undefined) this.#command(document, { type: 'ack', next })
  })
  readonly #connections = new Map<SocketNumber, Connection>()
  readonly #connect: Connect
  readonly #now: () => number
  /** What happened before this is history, ms since the epoch. */
  readonly #since: number
  #link: Link<Order, Delivery> | null = null
  /** Navigations of the tab so far. */
  #epoch = 0
  /** The top document of this epoch, once it has spoken. */
  #top: DocumentInfo | null = null
  /** Epoch whose boundary row has been written. */
  #bounded = 0
  /** Sockets that are no longer shown. */
  readonly #forgotten = new Set<SocketNumber>()
  /** Documents that have not greeted since the link was replaced. */
  #silent = new Set<string>()
  /** Messages that came while paused and are in no row yet. */
  #unrecorded = 0

  constructor({ connect, log = new Log(), now = Date.now }: { connect: Connect; log?: Log; now?: () => number }) {
    this.#connect = connect
    this.log = log
    this.files = new OpenedFiles(log, this.sockets)
    this.#now = now
    this.#since = now()
  }

  /** Called after every change, as often as it changes: whoever draws does so once a frame. */
  listen(listener: () => void): Undo {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch {
        // Of a panel page that is gone without a word, Firefox leaves dead objects.
        this.#listeners.delete(listener)
      }
    }
  }

  /** Speaks over this link from now on, until it ends. */
  attach(link: Link<Order, Delivery>, tab: number): void {
    this.#link = link
    this.connected = true
    link.listen((delivery) => {
      if (this.#link === link) this.#receive(delivery)
    })
    link.ended(() => {
      if (this.#link !== link) return
      this.#link = null
      this.connected = false
      this.#requests.refuse(null, { why: 'interrupted' })
      this.#changed()
    })
    // Documents that went while there was no link can't say so: those that don't greet again are gone.
    this.#silent = new Set([...this.documents.values()].filter(({ gone }) => !gone).map(({ id }) => id))
    setTimeout(() => {
      if (this.#link === link) for (const id of this.#silent) this.#gone(id)
    }, GREETING)
    link.send({ type: 'watch', tab })
    this.#changed()
  }

  /** There will never be a link again. */
  orphan(): void {
    this.orphaned = true
    this.connected = false
    this.#changed()
  }

  /** Asks the background again whether the page can be reached. */
  look(): void {
    this.#link?.send({ type: 'look' })
  }

  #receive(delivery: Delivery): void {
    switch (delivery.type) {
      case 'reach':
        this.reach = delivery.reach
        break
      case 'gone':
        this.#gone(delivery.document)
        break
      case 'report': {
        const { report, source } = delivery
        switch (report.type) {
          case 'hello':
            this.#hello(source, report)
            break
          case 'sockets':
            this.#snapshot(source.document, report)
            break
          case 'batch':
            this.#batch(source.document, report)
            break
          case 'reply':
            this.#requests.answer(report)
            break
          default:
            report satisfies never
        }
        break
      }
      default:
        delivery satisfies never
    }
    this.#changed()
  }

  #command(document: string, command: Command): void {
    this.#link?.send({ type: 'command', document, command })
  }

  #hello(source: Source, hello: Hello): void {
    this.#silent.delete(source.document)
    if (source.frame === 0) this.reach = 'ok'
    const known = this.#followed.get(source.document)
    if (known) {
      known.info.gone = false
      for (const number of known.sockets.values()) this.#socket(number).gone = false
      this.#command(source.document, { type: 'start', from: known.next })
      return
    }
    // A new top document may speak before the old one is known to be gone.
    if (source.frame === 0 && this.#top) this.#gone(this.#top.id)
    if (source.frame === 0) this.#boundary(hello.url)
    const outdated = hello.version !== VERSION
    const info: DocumentInfo = {
      id: source.document,
      frame: source.frame,
      url: hello.url,
      origin: source.origin,
      tampered: hello.tampered,
      outdated,
      epoch: this.#epoch,
      gone: false,
    }
    if (source.frame === 0) this.#top = info
    this.documents.set(source.document, info)
    if (outdated) return
    this.#followed.set(source.document, { info, sockets: new Map(), next: 0 })
    this.#command(source.document, { type: 'start', from: 0 })
  }

  /** DevTools says that the tab went to another address. In Firefox it may say so after the new document has spoken. */
  navigated(url: string): void {
    this.look()
    // While the top document lives, either this is late or its end will be told in a moment.
    if (this.#top && !this.#top.gone) return
    if (this.#bounded === this.#epoch) this.#nextEpoch()
    this.#boundary(url)
    this.#changed()
  }

  /** The top document is gone: what belonged to it goes too, now or as soon as it is gone, unless it is preserved. */
  #nextEpoch(): void {
    this.#epoch++
    this.#top = null
    if (!this.preserve) this.#forgetGone()
  }

  /** Says in a preserved log where another document begins. */
  #boundary(address: string): void {
    if (this.#epoch === 0 || this.#bounded === this.#epoch) return
    this.#bounded = this.#epoch
    if (this.preserve) this.#append({ kind: 'navigated', socket: NO_SOCKET, body: { address } })
  }

  /** Removes documents of earlier epochs that are gone, their sockets and their rows. */
  #forgetGone(): void {
    let forgot = false
    for (const [id, document] of this.documents) {
      if (!document.gone || document.epoch === this.#epoch) continue
      for (const number of this.#followed.get(id)?.sockets.values() ?? []) this.#forgotten.add(number)
      this.documents.delete(id)
      this.#followed.delete(id)
      forgot = true
    }
    if (forgot) this.log.retain((number) => number !== NO_SOCKET && !this.#forgotten.has(number))
  }

  /** The sockets to show, in the order of their construction. */
  shown(): Socket[] {
    return this.sockets.filter(({ number }) => !this.#forgotten.has(number) && !this.files.hides(number))
  }

  #gone(id: string): void {
    const document = this.documents.get(id)
    if (!document || document.gone) return
    document.gone = true
    for (const number of this.#followed.get(id)?.sockets.values() ?? []) this.#socket(number).gone = true
    this.#requests.refuse(id, GONE)
    if (document === this.#top) this.#nextEpoch()
    else if (!this.preserve && document.epoch < this.#epoch) this.#forgetGone()
  }

  #socket(number: SocketNumber): Socket {
    const socket = this.sockets[number]
    if (!socket) throw new RangeError(`No socket ${number}`)
    return socket
  }

  #newSocket(origin: Socket['origin'], document: string): Socket {
    const socket = newSocket(this.sockets.length, origin, document)
    this.sockets.push(socket)
    return socket
  }

  #snapshot(document: string, report: Sockets): void {
    const followed = this.#followed.get(document)
    if (!followed) return
    for (const known of report.sockets) {
      if (followed.sockets.has(known.socket)) continue
      const socket = this.#newSocket('page', document)
      followed.sockets.set(known.socket, socket.number)
      socket.url = known.url
      socket.protocols = known.protocols
      socket.protocol = known.protocol
      socket.extensions = known.extensions
      socket.constructed = known.constructed
      socket.opened = known.opened
      socket.state = known.state
      socket.sent.messages += known.lostSent.messages
      socket.sent.bytes += known.lostSent.size
      socket.received.messages += known.lostReceived.messages
      socket.received.bytes += known.lostReceived.size
    }
  }

  #batch(document: string, batch: Batch): void {
    const followed = this.#followed.get(document)
    if (!followed) return
    const end = batch.first + batch.body.length
    if (batch.first > followed.next) {
      const cause: LossCause = followed.next === 0 ? 'history' : 'overflow'
      this.#append({ kind: 'lost', socket: NO_SOCKET, body: { count: batch.first - followed.next, cause } })
    }
    // Rows that came twice, as they do after a reconnect, are passed over.
    for (let at = Math.max(0, followed.next - batch.first); at < batch.body.length; at++) {
      const number = batch.socket[at] as number
      let socket = followed.sockets.get(number)
      if (socket === undefined) {
        socket = this.#newSocket('page', document).number
        followed.sockets.set(number, socket)
      }
      this.#record({
        time: batch.time[at] as number,
        kind: KINDS[batch.kind[at] as number] ?? 'error',
        socket,
        state: batch.state[at] as ReadyState,
        flags: (batch.flags[at] as number) | ((batch.time[at] as number) < this.#since ? FLAG.history : 0),
        size: batch.size[at] as number,
        buffered: batch.buffered[at] as number,
        body: batch.body[at] as Body,
      })
    }
    followed.next = Math.max(followed.next, end)
    this.#acknowledgements.add(document)
  }

  #record(row: Row): void {
    // The page counts a text in UTF-16 units, because counting bytes would be at its own cost.
    const size = typeof row.body === 'string' && !(row.flags & FLAG.truncated) ? utf8Length(row.body) : row.size
    const counted: Row = { ...row, size }
    tell(this.#socket(row.socket), counted)
    if (this.paused && (row.kind === 'sent' || row.kind === 'received')) this.#unrecorded++
    else this.log.append(counted)
  }

  #append(row: { kind: Row['kind']; socket: SocketNumber; body: Body }): void {
    this.log.append({ time: this.#now(), state: 0, flags: 0, size: 0, buffered: 0, ...row })
  }

  /** Stops or resumes recording messages; sockets and their counts go on. A gap row says what was not recorded. */
  pause(paused: boolean): void {
    this.paused = paused
    if (!paused && this.#unrecorded > 0) {
      this.#append({ kind: 'lost', socket: NO_SOCKET, body: { count: this.#unrecorded, cause: 'paused' } })
    }
    if (!paused) this.#unrecorded = 0
    this.#changed()
  }

  /** Empties the log and forgets sockets that can't say anything more. */
  clear(): void {
    this.log.clear()
    this.#unrecorded = 0
    this.files.clear()
    for (const socket of this.sockets) if (socket.gone || socket.state === 3) this.#forgotten.add(socket.number)
    this.#changed()
  }

  /** A file of these rows. Made here: a panel of Firefox takes 15 s instead of 3 to read a million rows of another window's. */
  write(rows: readonly RowNumber[] | 'all', format: ExportFormat, options: WriteOptions): Writing {
    return write(this, rows, format, options)
  }

  /** Opens a file, read-only, beside what is live. Resolves to what came of it. What a panel made would go with the panel, so
   *  it is read here. */
  async open(file: ReadableFile, tell: (done: number) => void, isCancelled: () => boolean): Promise<Opening> {
    const staged = await readFile(file, this.log.room, tell, isCancelled)
    const opening = typeof staged === 'string' ? { isOpen: false, text: staged } : this.files.add(file.name, staged)
    if (opening.isOpen) this.#changed()
    return opening
  }

  /** Takes a file's sockets and rows away again. */
  removeFile(id: string): void {
    for (const number of this.files.remove(id)) this.#forgotten.add(number)
    this.log.retain((number) => !this.#forgotten.has(number))
    this.#changed()
  }

  setPreserve(preserve: boolean): void {
    this.preserve = preserve
    this.#changed()
  }

  /** Sends a message on a socket, marked synthetic in the log. Resolves to why it was refused, or null. */
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
    const socket = this.#socket(number)
    const connection = this.#connections.get(number)
    if (connection) return own(connection)
    const followed = this.#followed.get(socket.document)
    if (socket.gone || !followed || !this.#link) return GONE
    const theirs = [...followed.sockets].find(([, mine]) => mine === number)?.[0]
    if (theirs === undefined) return GONE
    return this.#requests.ask(
      socket.document,
      (made) => this.#command(socket.document, made),
      (request) => command(request, theirs),
    )
  }

  /** Opens a test connection. Throws what the WebSocket constructor throws. */
  connect(url: string, protocols: readonly string[]): SocketNumber {
    const early: RowOf[] = []
    let tellOf = (row: RowOf): void => void early.push(row)
    const connection = this.#connect(url, ours(protocols), (row) => tellOf(row))
    const { number, tell } = this.adopt('test')
    this.#connections.set(number, connection)
    tellOf = tell
    early.forEach(tell)
    return number
  }

  /** Takes up a socket that no hook speaks for; whoever does tells its rows. */
  adopt(
    origin: Socket['origin'],
    document = '',
  ): { readonly number: SocketNumber; readonly tell: (row: RowOf) => void } {
    const { number } = this.#newSocket(origin, document)
    return {
      number,
      tell: (row) => {
        this.#record({ size: isBytes(row.body) ? row.body.byteLength : 0, ...row, socket: number })
        this.#changed()
      },
    }
  }
}

/**
 * A copy that belongs to this window. What a panel hands in is the panel window's, and Firefox takes such objects away
 * when that window goes; the log must not hold any.
 */
function ours<T>(value: T): T {
  return structuredClone(value)
}

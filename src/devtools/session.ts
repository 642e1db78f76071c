import type { WriteOptions } from '../core/files/part.ts'
import type { Recording as Recorded } from '../core/files/recording.ts'
import type { Staged } from '../core/files/staged.ts'
import type { Handshake } from '../core/handshake.ts'
import { Log, type RowNumber, type SocketNumber } from '../core/log.ts'
import type { Payload } from '../core/row.ts'
import { SharedTexts } from '../core/shared-texts.ts'
import type { Socket, Watched } from '../core/socket.ts'
import type { Link, Undo } from '../link.ts'
import {
  type ActReport,
  type Batch,
  type Command,
  type Delivery,
  type Farewell,
  type Hello,
  type Left,
  type Order,
  type Reach,
  type Refusal,
  type Sockets,
  type Source,
  VERSION,
} from '../wire.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { Acting } from './acting.ts'
import { Actions } from './actions.ts'
import { adopt } from './adopt.ts'
import type { Adopted, Connect, RowOf, SessionOptions } from './adopted.ts'
import { Blocks } from './blocks.ts'
import { columnsOf } from './columns-of.ts'
import { type Coverage, coverageOf, placeOf } from './coverage.ts'
import { type DocumentInfo, documentInfo } from './document-info.ts'
import { type Followed, follow, lostAtEnd, lostBefore } from './followed.ts'
import { Handshakes } from './handshakes.ts'
import { type Kept, keptOf, type Named } from './kept.ts'
import { OpenedFiles, type Opening } from './opened-files.ts'
import { ours } from './ours.ts'
import { PageConnections } from './page-connections.ts'
import { Probes } from './probes.ts'
import { type ReadableFile, readFile } from './read-file.ts'
import { describe, type ExportFormat, record, type Writing, write } from './record.ts'
import { Recording } from './recording.ts'
import { Requests } from './requests.ts'
import { restore } from './restore.ts'
import { tellAll } from './tell-all.ts'

/** How long a document has to greet again after a reconnect, ms. */
const GREETING = 5000
/** A handshake that is younger than this may be the next document's, which hasn't spoken yet, ms. */
const FRESH = 1000

/**
 * All that DevTools knows about one tab, and the only writer of it. Lives in the devtools page, as long as DevTools is
 * open; panels come and go and look at it. Speaks with the documents over a link that may be replaced at any time.
 */
export class Session {
  readonly documents = new Map<string, DocumentInfo>()
  /** Files that were opened. */
  readonly files: OpenedFiles
  /** Why the panel may be empty; null until the background has answered. */
  reach: Reach | null = null
  /** Whether the background is there at the moment. */
  connected = false
  /** Keep rows when the tab navigates. */
  preserve = false
  /** The extension was updated or removed under an open DevTools: nothing can be reached any more. */
  orphaned = false
  /** What the browser told of connections being made, and whose they are. */
  readonly handshakes: Handshakes
  readonly blocks = new Blocks()
  /** What is kept on disk; null where there is none. */
  readonly kept: Kept | null
  /** Rules, and what they hold. */
  readonly acting = new Acting({
    command: (document, command) => this.#command(document, command),
    order: (order) => this.#link?.send(order),
    numberOf: (document, socket) => this.#followed.get(document)?.sockets.get(socket),
    theirs: (socket) => this.#numberOf(socket),
    ask: (document, send, make) => this.#requests.ask(document, send, make),
    changed: () => this.#changed(),
  })
  /** Opens connections as the page would. */
  readonly inPage = new PageConnections(this, {
    wake: () => this.#link?.send({ type: 'wake' }),
    reply: (document, make) => this.#requests.reply(document, (made) => this.#command(document, made), make),
    socketOf: (document, theirs) => this.#followed.get(document)?.socketOf(theirs),
  })
  readonly #recording: Recording
  readonly #actions: Actions
  readonly #followed = new Map<string, Followed>()
  readonly #listeners = new Set<() => void>()
  readonly #requests = new Requests()
  readonly #acknowledgements = new Acknowledgements((document) => {
    const next = this.#followed.get(document)?.next
    if (next !== undefined) this.#command(document, { type: 'ack', next })
  })
  readonly #probes = new Probes(() => {
    const workers = [...this.documents.values()].filter(({ worker, gone }) => worker && !gone)
    for (const { id } of workers) this.#command(id, { type: 'probe' })
    return workers.length > 0
  })
  readonly #stacks = new SharedTexts()
  /** Sockets read from the network log, with the epoch in which they were met. */
  readonly #watched = new Map<SocketNumber, number>()
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
  /** Documents that have not greeted since the link was replaced. */
  #silent = new Set<string>()

  constructor({ connect, log = new Log(), now = Date.now, disk }: SessionOptions) {
    this.#connect = connect
    this.#now = now
    this.handshakes = new Handshakes(now)
    this.#recording = new Recording(log, now, (socket, time) =>
      this.handshakes.constructed(placeOf(socket, time, this.documents)),
    )
    this.#actions = new Actions(this.#recording, this.#requests, {
      numberOf: (socket) => this.#numberOf(socket),
      command: (document, command) => this.#command(document, command),
      isConnected: () => this.#link !== null,
    })
    this.files = new OpenedFiles(log, this.#recording.sockets)
    this.#since = now()
    this.kept = keptOf(disk, { log, describe: () => describe(this), now, changed: () => this.#changed() })
  }

  get log(): Log {
    return this.#recording.log
  }
  /** By their numbers. */
  get sockets(): readonly Socket[] {
    return this.#recording.sockets
  }
  get paused(): boolean {
    return this.#recording.paused
  }

  /** Called after every change, as often as it changes: whoever draws does so once a frame. */
  listen(listener: () => void): Undo {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    this.kept?.poke()
    tellAll(this.#listeners)
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
      case 'handshake':
        this.handshakes.receive(delivery.handshake)
        break
      case 'refused':
        break
      case 'report': {
        const { report, source } = delivery
        switch (report.type) {
          case 'hello':
            this.#hello(source, report)
            if (!report.worker) this.acting.greet(source.document)
            break
          case 'farewell':
            this.#farewell(source, report)
            break
          case 'sockets':
            this.#snapshot(source.document, report)
            break
          case 'batches':
            this.#batches(source.document, report.batches)
            break
          case 'blocked':
            this.blocks.add(source.document, report)
            break
          case 'reply':
            this.#requests.answer(report)
            break
          default:
            this.acting.receive(source.document, report satisfies ActReport)
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
    const isTop = source.frame === 0 && !hello.worker
    if (isTop) this.reach = 'ok'
    if (hello.worker) this.#probes.start()
    const known = this.#followed.get(source.document)
    if (known) {
      known.info.gone = false
      for (const number of known.sockets.values()) this.#recording.socket(number).gone = false
      this.#command(source.document, { type: 'start', from: known.next })
      for (const [socket, number] of known.sockets) {
        if (this.#recording.socket(number).traced) this.#command(source.document, { type: 'trace', socket, on: true })
      }
      return
    }
    // A new top document may speak before the old one is known to be gone.
    if (isTop && this.#top) this.#gone(this.#top.id)
    if (isTop) this.#boundary(hello.url)
    const outdated = hello.version !== VERSION
    const info = documentInfo(source, hello, outdated, this.#epoch)
    if (isTop) this.#top = info
    this.documents.set(source.document, info)
    if (outdated) return
    this.#followed.set(source.document, follow(info, this.#recording))
    this.#command(source.document, { type: 'start', from: 0 })
    this.inPage.greeted()
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

  /** Who keeps everything keeps it when the tab navigates, too. */
  get #isPreserved(): boolean {
    return this.preserve || this.kept?.isOn === true
  }

  /** The top document is gone: what belonged to it goes too, now or as soon as it is gone, unless it is preserved. */
  #nextEpoch(): void {
    this.#epoch++
    this.#top = null
    if (!this.#isPreserved) this.#forgetGone()
  }

  /** Says in a preserved log where another document begins. */
  #boundary(address: string): void {
    if (this.#epoch === 0 || this.#bounded === this.#epoch) return
    this.#bounded = this.#epoch
    if (this.#isPreserved) this.#recording.note('navigated', { address })
  }

  /** Removes documents of earlier epochs that are gone, their sockets and their rows. */
  #forgetGone(): void {
    let forgot = false
    for (const [number, epoch] of this.#watched) {
      if (!this.#recording.socket(number).gone || epoch === this.#epoch) continue
      this.#recording.forget(number)
      this.#watched.delete(number)
      forgot = true
    }
    for (const [id, document] of this.documents) {
      if (!document.gone || document.epoch === this.#epoch) continue
      for (const number of this.#followed.get(id)?.sockets.values() ?? []) this.#recording.forget(number)
      this.documents.delete(id)
      this.#followed.delete(id)
      this.blocks.forget(id)
      forgot = true
    }
    this.handshakes.forget(this.#now() - FRESH, (number) => this.#recording.isShown(number))
    if (forgot) this.#recording.sweep()
  }

  /** The sockets to show, in the order of their construction. */
  shown(): readonly Socket[] {
    return this.#recording.shown((number) => this.files.hides(number))
  }

  #gone(id: string): void {
    const document = this.documents.get(id)
    if (!document || document.gone) return
    document.gone = true
    this.acting.gone(id)
    for (const number of this.#followed.get(id)?.sockets.values() ?? []) this.#recording.socket(number).gone = true
    this.#requests.refuse(id, { why: 'gone' })
    if (document === this.#top) this.#nextEpoch()
    else if (!this.#isPreserved && document.epoch < this.#epoch) this.#forgetGone()
  }

  #snapshot(document: string, report: Sockets): void {
    const followed = this.#followed.get(document)
    if (!followed) return
    for (const known of report.sockets) {
      if (followed.sockets.has(known.socket)) continue
      const socket = this.#recording.add('page', document)
      followed.sockets.set(known.socket, socket.number)
      restore(socket, known)
      this.handshakes.constructed(placeOf(socket, known.constructed, this.documents))
    }
  }

  #batches(document: string, batches: readonly Batch[]): void {
    const followed = this.#followed.get(document)
    if (!followed) return
    for (const batch of batches) this.#batch(document, followed, batch)
    this.#acknowledgements.add(document)
  }

  #batch(document: string, followed: Followed, batch: Batch): void {
    const lost = lostBefore(batch.first, followed)
    if (lost) this.#recording.note('lost', lost)
    // Rows that came twice, as they do after a reconnect, are passed over.
    const from = Math.max(0, followed.next - batch.first)
    const touched = this.acting.rows(document, batch, from)
    const options = { from, socketOf: followed.socketOf, stacks: this.#stacks, since: this.#since, touched }
    if (from < batch.body.length) this.#recording.recordColumns(columnsOf(batch, options))
    followed.next = Math.max(followed.next, batch.first + batch.body.length)
  }

  #farewell(source: Source, { hello, started, batches, next }: Farewell): void {
    if (!started && !this.#followed.has(source.document)) this.#hello(source, hello)
    this.#batches(source.document, batches)
    this.left(hello.nonce, { next, steps: [] })
  }

  /** The document of this name went: what has not come of what it had never will. */
  left(nonce: string, had: Left): void {
    const lost = lostAtEnd(this.#followed.values(), nonce, had)
    if (!lost) return
    this.#recording.note('lost', lost)
    this.#changed()
  }

  /** What the network log tells of a handshake, with its socket where that was taken up from there. */
  handshake(handshake: Handshake, socket: SocketNumber | null): void {
    this.handshakes.receive(handshake, socket)
    this.#changed()
  }

  /** How many of the tab's sockets are captured. */
  coverage(): Coverage {
    return coverageOf(this.shown(), this.handshakes, this.documents)
  }

  /** Stops or resumes recording messages; sockets and their counts go on. A gap row says what was not recorded. */
  pause(paused: boolean): void {
    this.#recording.pause(paused)
    this.#changed()
  }

  /** Empties the log and forgets sockets that can't say anything more. */
  clear(): void {
    this.#recording.clear()
    this.#stacks.clear()
    for (const { id, gone } of this.documents.values()) if (!gone) this.#command(id, { type: 'clear' })
    this.handshakes.forget(Number.POSITIVE_INFINITY, (number) => this.#recording.isShown(number))
    this.files.clear()
    this.#changed()
  }

  /** A file of these rows. Made here: Firefox's panel takes five times as long to read the rows of another window's. */
  write(rows: readonly RowNumber[] | 'all', format: ExportFormat, options: WriteOptions): Writing {
    return write(this, rows, format, options)
  }

  /** A recording of rows as they are now. */
  record(rows: readonly RowNumber[]): Recorded {
    return record(this, rows)
  }

  /** Opens a file, read-only, beside what is live. Read here: what a panel made would go with the panel. */
  async open(file: ReadableFile, tell: (done: number) => void, isCancelled: () => boolean): Promise<Opening> {
    return this.#opened(file.name, await readFile(file, this.log.room, tell, isCancelled))
  }

  /** Opens what an earlier session kept, as `open` does a file. `tell` is told how many rows have been read. */
  async openKept(kept: Named, tell: (rows: number) => void, isCancelled: () => boolean): Promise<Opening> {
    return this.#opened(kept.name, (await this.kept?.stage(kept, tell, isCancelled)) ?? 'Nothing is kept here.')
  }

  #opened(name: string, staged: Staged | string): Opening {
    const opening = typeof staged === 'string' ? { isOpen: false, text: staged } : this.files.add(name, staged)
    if (opening.isOpen) this.#changed()
    return opening
  }

  /** Takes a file's sockets and rows away again. */
  removeFile(id: string): void {
    this.#recording.remove(this.files.remove(id))
    this.#changed()
  }

  setPreserve(preserve: boolean): void {
    this.preserve = preserve
    this.#changed()
  }

  /** Has each send of a page's socket recorded with its call stack, or no longer. */
  trace(number: SocketNumber, on: boolean): void {
    this.#actions.trace(number, on)
    this.#changed()
  }

  /** Brings the rest of a message that is cut into the log. Resolves to why it could not, in words for people, or null. */
  complete(row: RowNumber, tell: (share: number) => void, isCancelled: () => boolean): Promise<string | null> {
    return this.#actions.complete(row, tell, isCancelled).finally(() => this.#changed())
  }

  /** A socket's number within its document. */
  #numberOf(socket: Socket): number | undefined {
    const numbers = this.#followed.get(socket.document)?.sockets ?? []
    return [...numbers].find(([, mine]) => mine === socket.number)?.[0]
  }

  /** Sends a message on a socket, marked synthetic in the log. Resolves to why it was refused, or null. */
  send(number: SocketNumber, payload: Payload): Promise<Refusal | null> {
    return this.#actions.send(number, payload)
  }

  /** Closes a socket as the page would; null leaves an argument out. */
  close(number: SocketNumber, code: number | null, reason: string | null): Promise<Refusal | null> {
    return this.#actions.close(number, code, reason)
  }

  /** Opens a test connection. Throws what the WebSocket constructor throws. */
  connect(url: string, protocols: readonly string[]): SocketNumber {
    const early: RowOf[] = []
    let tellOf = (row: RowOf): void => void early.push(row)
    const connection = this.#connect(url, ours(protocols), (row) => tellOf(row))
    const { number, tell } = this.#adopt(this.#recording.add('test', ''))
    this.#actions.own(number, connection)
    tellOf = tell
    early.forEach(tell)
    return number
  }

  /** Takes up a socket that the network log tells of and no hook sees. It can be read, not acted on. */
  watch(watched: Watched): Adopted {
    const socket = this.#recording.add('network', '', watched)
    this.#watched.set(socket.number, this.#epoch)
    return this.#adopt(socket)
  }

  #adopt(socket: Socket): Adopted {
    return adopt(socket, this.#recording, {
      left: () => !this.#isPreserved && this.#forgetGone(),
      changed: () => this.#changed(),
    })
  }
}

import type { Asker, Handshake } from '../core/handshake.ts'
import {
  beginning,
  ending,
  type HarSocket,
  handshakeOf,
  readHarSocket,
  readSocketUrl,
  readWorkerScript,
  rowOf,
} from '../core/har-entry.ts'
import type { SocketNumber } from '../core/log.ts'
import type { Watched } from '../core/socket.ts'
import type { Adopted } from './adopted.ts'
import { pause, type Reason } from './har-pace.ts'

export interface HarWatchOptions {
  /** `devtools.network.getHAR()`: the whole network log, and costly. */
  readonly read: () => Promise<unknown>
  /** Address of the hook's script: what it constructed, it reports itself. */
  readonly hook: string
  /** Address by which the hook is known in workers that are captured fully. */
  readonly workerHook: string
  /** Takes up a socket that no hook sees. */
  readonly adopt: (watched: Watched) => Adopted
  /** Told of each handshake, again when more is known of it; with its socket where that was taken up here. */
  readonly handshake: (handshake: Handshake, socket: SocketNumber | null) => void
  /** ms since the epoch. */
  readonly now: () => number
}

/** A socket that was taken up. */
interface Followed {
  readonly adopted: Adopted
  readonly watched: Watched
  /** Items of its messages that have become rows. */
  read: number
  opened: boolean
  /** It has closed, or has gone with its document: nothing more is to come. */
  ended: boolean
}

/** Fetches in which the reason of a failure is looked for. */
const TRIES = 8

/**
 * Reads the sockets of workers from the network log of Chromium's DevTools. The log tells by itself only when a socket has
 * closed; while it is open the whole log must be fetched, with all requests in it, and DevTools stand still meanwhile. So it
 * is fetched seldom, and only for a reason: see `har-pace`. What was missed comes with the next fetch, or at the close.
 */
export class HarWatch {
  readonly #options: HarWatchOptions
  readonly #followed = new Map<string, Followed>()
  /** What was last said of each handshake. */
  readonly #told = new Map<string, string>()
  /** Addresses of scripts of workers that were loaded; true for a service worker's. */
  readonly #scripts = new Map<string, boolean>()
  /** When sockets ended of which the log knows no times, by address and in their order, ms since the epoch. */
  readonly #ends = new Map<string, number[]>()
  #shown = false
  /** A worker was started since the tab navigated, or somebody knows of a socket. */
  #suspected = false
  /** Fetches that may still tell why a socket failed. */
  #unexplained = 0
  /** What the last two fetches took, ms. */
  #costs: readonly number[] = []
  /** Fetches in a row that brought nothing. */
  #idle = 0
  #fetching = false
  /** When the last fetch ended, on `performance.now()`. */
  #fetched = Number.NEGATIVE_INFINITY
  /** Grows with each navigation: what was asked before one is not to be believed after it. */
  #epoch = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: HarWatchOptions) {
    this.#options = options
  }

  /** `onRequestFinished`: a request is complete, or a socket has closed. */
  finished(entry: unknown): void {
    const script = readWorkerScript(entry)
    if (script) {
      this.#scripts.set(script.url, script.service)
      this.hint()
      return
    }
    const socket = readHarSocket(entry)
    // Why it failed may be written into the log a moment later; before that, one of which no request went out says nothing.
    if (socket ? socket.error === null && socket.messages.length === 0 : this.#isBare(entry)) {
      this.#unexplained = TRIES
      this.#soon()
    }
    if (!socket) return
    this.#take(socket)
    const followed = this.#followed.get(socket.id)
    if (!followed || followed.ended) return
    followed.ended = true
    followed.watched.unheard = false
    followed.adopted.tell(ending(socket, this.#options.now()))
  }

  /** Notes when a socket ended of which nothing but the address is known: the log will give its reason, and no time. */
  #isBare(entry: unknown): boolean {
    const url = readSocketUrl(entry)
    if (url === null) return false
    const ends = this.#ends.get(url)
    if (ends) ends.push(this.#options.now())
    else this.#ends.set(url, [this.#options.now()])
    return true
  }

  /** The tab went to another document: the log has been emptied, and workers have gone with their document. */
  navigated(): void {
    this.#epoch++
    this.#suspected = false
    this.#told.clear()
    this.#ends.clear()
    for (const followed of this.#followed.values()) {
      if (followed.watched.asker === 'serviceWorker' && !followed.ended) {
        followed.watched.unheard = true
        continue
      }
      followed.ended = true
      followed.adopted.leave()
    }
    this.#soon()
  }

  /** Whether somebody looks at the panel. */
  show(shown: boolean): void {
    this.#shown = shown
    this.#soon()
  }

  /** There may be a socket that isn't known yet. */
  hint(): void {
    this.#suspected = true
    this.#soon()
  }

  /** Begins anew to look often. */
  #soon(): void {
    this.#idle = 0
    this.#plan()
  }

  #reason(): Reason {
    for (const { ended, watched } of this.#followed.values()) if (!ended && !watched.unheard) return 'live'
    return this.#suspected || this.#unexplained > 0 ? 'suspected' : 'quiet'
  }

  /** The lesser of two, since one may have had to wait for something else. */
  #cost(): number {
    return this.#costs.length === 0 ? 0 : Math.min(...this.#costs)
  }

  #plan(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const wait = pause({ reason: this.#reason(), shown: this.#shown, cost: this.#cost(), idle: this.#idle })
    if (wait === null || this.#fetching) return
    // Counted from the last fetch: who asks often must not put it off.
    this.#timer = setTimeout(() => void this.#fetch(), Math.max(0, this.#fetched + wait - performance.now()))
  }

  async #fetch(): Promise<void> {
    const epoch = this.#epoch
    const start = performance.now()
    this.#fetching = true
    const log = await this.#options.read()
    this.#fetching = false
    this.#fetched = performance.now()
    this.#costs = [this.#fetched - start, ...this.#costs].slice(0, 2)
    if (this.#unexplained > 0) this.#unexplained--
    if (epoch === this.#epoch) this.#idle = this.#takeAll(log) ? 0 : this.#idle + 1
    this.#plan()
  }

  #takeAll(log: unknown): boolean {
    const { entries } = log as { readonly entries?: unknown }
    let changed = false
    for (const entry of Array.isArray(entries) ? entries : []) {
      const socket = readHarSocket(entry)
      if (socket && this.#take(socket)) changed = true
    }
    return changed
  }

  /** Takes up what a socket's entry says that was not known. Answers whether there was anything. */
  #take(socket: HarSocket): boolean {
    const followed = this.#hookOf(socket) !== null ? null : (this.#followed.get(socket.id) ?? this.#adopt(socket))
    this.#tellHandshake(socket, followed)
    if (!followed || followed.ended) return false
    const now = this.#options.now()
    const before = followed.read
    if (!followed.opened) {
      const { open } = beginning(socket, now)
      if (open) followed.adopted.tell(open)
      followed.opened = open !== null
    }
    for (; followed.read < socket.messages.length; followed.read++) {
      const message = socket.messages[followed.read]
      const row = message ? rowOf(message, now) : null
      if (row) followed.adopted.tell(row)
    }
    if (followed.read === before) return false
    followed.watched.unheard = false
    return true
  }

  /** Where a hook constructed it, which reports it; null where none did. */
  #hookOf({ scripts }: HarSocket): 'document' | 'worker' | null {
    if (scripts[0] === this.#options.hook) return 'document'
    return scripts[0] === this.#options.workerHook ? 'worker' : null
  }

  #adopt(socket: HarSocket): Followed {
    const watched: Watched = { asker: this.#askerOf(socket), script: socket.scripts[0] ?? '', unheard: false }
    const adopted = this.#options.adopt(watched)
    const followed: Followed = { adopted, watched, read: 0, opened: false, ended: false }
    this.#followed.set(socket.id, followed)
    adopted.tell(beginning(socket, this.#options.now()).constructed)
    return followed
  }

  /** What constructed a socket, as far as it can be told. */
  #askerOf({ scripts, inPage }: HarSocket): Asker {
    for (const script of scripts) {
      const service = this.#scripts.get(script)
      if (service !== undefined) return service ? 'serviceWorker' : 'worker'
    }
    return inPage ? 'document' : 'unknown'
  }

  #tellHandshake(socket: HarSocket, followed: Followed | null): void {
    const state = `${socket.opened !== null} ${socket.error} ${socket.requestHeaders.length}`
    if (this.#told.get(socket.id) === state) return
    this.#told.set(socket.id, state)
    const asker = followed?.watched.asker ?? this.#hookOf(socket) ?? 'document'
    const end = socket.started === null ? this.#ends.get(socket.url)?.shift() : undefined
    const now = end ?? this.#options.now()
    this.#options.handshake(handshakeOf(socket, asker, now), followed?.adopted.number ?? null)
  }
}

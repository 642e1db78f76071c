import type { Handshake, Header } from '../core/handshake.ts'
import type { SocketNumber } from '../core/log.ts'
import { SharedHeaders } from '../core/shared-headers.ts'
import type { Socket } from '../core/socket.ts'

/** What of a socket says whether a handshake can be its own. */
export interface Place {
  readonly number: SocketNumber
  readonly url: string
  /** Requested subprotocols. */
  readonly protocols: readonly string[]
  /** When it was constructed, ms since the epoch. */
  readonly time: number
  /** As in the wire's Source; null for a socket of no document. */
  readonly document: string | null
  readonly frame: number | null
  /** Constructed by a worker, by a document, or by the panel. */
  readonly by: 'document' | 'worker' | 'panel'
  /** What became of it so far, as it is at any moment: the socket itself. */
  readonly life: Pick<Socket, 'opened' | 'ended' | 'gone'>
}

/** A handshake, and the socket that it belongs to as soon as that is known. */
interface Seen {
  handshake: Handshake
  socket: SocketNumber | null
  /** The tab has gone to another document since it began: it is not missed, but its socket may yet be reported. */
  passed: boolean
}

/** Clocks of the page and of the browser differ by this much at the most, ms; measured: 14. */
const SKEW = 250
/** How long after its end a socket is still looked for, and how long it may connect when its document is gone, ms. */
const PATIENCE = 60_000
/** How long after the end of a socket DevTools may tell of it where the network log knows no time, ms. */
const LATE = 5000
/** How long after a handshake its socket may still be reported, ms. */
const GRACE = 3000

/**
 * Finds out which handshake is whose. Nothing that a browser tells has an id in common with the page's sockets; so they are
 * matched by document, address, subprotocols and order. Sockets that are alike in all of that may have each other's in Firefox,
 * which connects in an order of its own (measured with 30 at once; in Chromium it is the constructors').
 */
export class Handshakes {
  readonly #seen = new Map<string, Seen>()
  readonly #of = new Map<SocketNumber, Seen>()
  /** Those without a partner, by address, in their order. */
  readonly #lonely = new Map<string, { handshakes: Seen[]; sockets: Place[] }>()
  readonly #headers = new SharedHeaders()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** A handshake, or more about one. `socket` is its own where the witness knows that. */
  receive(told: Handshake, socket: SocketNumber | null = null): void {
    const share = (headers: readonly Header[] | null) => headers && this.#headers.share(headers)
    const requestHeaders = share(told.requestHeaders)
    const handshake: Handshake = { ...told, requestHeaders, responseHeaders: share(told.responseHeaders) }
    const known = this.#seen.get(handshake.id)
    if (known) {
      known.handshake = handshake
      if (known.socket === null) this.#find(known, socket)
      return
    }
    const seen: Seen = { handshake, socket: null, passed: false }
    this.#seen.set(handshake.id, seen)
    this.#at(handshake.url).handshakes.push(seen)
    this.#find(seen, socket)
  }

  #find(seen: Seen, told: SocketNumber | null): void {
    if (told !== null) {
      this.#pair(seen, told)
      return
    }
    const { sockets } = this.#at(seen.handshake.url)
    const at = sockets.findIndex((place) => fits(seen.handshake, place))
    const place = sockets[at]
    if (!place) return
    sockets.splice(at, 1)
    this.#pair(seen, place.number)
  }

  /** A socket has been constructed. */
  constructed(place: Place): void {
    if (this.#of.has(place.number)) return
    const { sockets, handshakes } = this.#at(place.url)
    const at = handshakes.findIndex(({ handshake }) => fits(handshake, place))
    const seen = handshakes[at]
    if (seen) {
      this.#pair(seen, place.number)
      return
    }
    // Those that ended long ago will have no handshake any more.
    let old = 0
    while (old < sockets.length && isOver(sockets[old] as Place, place.time - PATIENCE)) old++
    sockets.splice(0, old)
    sockets.push(place)
  }

  #at(url: string): { handshakes: Seen[]; sockets: Place[] } {
    const key = withoutFragment(url)
    let lonely = this.#lonely.get(key)
    if (!lonely) {
      lonely = { handshakes: [], sockets: [] }
      this.#lonely.set(key, lonely)
    }
    return lonely
  }

  #pair(seen: Seen, socket: SocketNumber): void {
    const { handshakes } = this.#at(seen.handshake.url)
    const at = handshakes.indexOf(seen)
    if (at >= 0) handshakes.splice(at, 1)
    this.#tidy(withoutFragment(seen.handshake.url))
    seen.socket = socket
    this.#of.set(socket, seen)
  }

  #tidy(key: string): void {
    const lonely = this.#lonely.get(key)
    if (lonely?.handshakes.length === 0 && lonely.sockets.length === 0) this.#lonely.delete(key)
  }

  /** The handshake of a socket, as far as one was seen. */
  of(socket: SocketNumber): Handshake | null {
    return this.#of.get(socket)?.handshake ?? null
  }

  /** Handshakes of sockets that nobody reports: they exist, and can't be seen. */
  missing(): Handshake[] {
    const before = this.#now() - GRACE
    const list: Handshake[] = []
    for (const { handshakes } of this.#lonely.values()) {
      for (const { handshake, passed } of handshakes) {
        if (!passed && handshake.times.started < before) list.push(handshake)
      }
    }
    return list
  }

  /** Whether a handshake may yet turn out to be missing: somebody should look again soon. */
  get undecided(): boolean {
    const before = this.#now() - GRACE
    for (const { handshakes } of this.#lonely.values()) {
      if (handshakes.some(({ handshake, passed }) => !passed && handshake.times.started >= before)) return true
    }
    return false
  }

  /**
   * The tab went to another document: misses no longer what began before this, ms since the epoch, and forgets what has no
   * socket that is `kept`. On a busy machine the new document's first handshakes are older than the news of it, so what has no
   * socket yet is forgotten only at the next time.
   */
  forget(before: number, kept: (socket: SocketNumber) => boolean): void {
    for (const [id, seen] of this.#seen) {
      const isOld = seen.handshake.times.started < before
      if (seen.socket === null ? isOld && seen.passed : !kept(seen.socket)) {
        this.#seen.delete(id)
        if (seen.socket !== null) this.#of.delete(seen.socket)
      } else if (isOld) seen.passed = true
    }
    for (const [url, lonely] of this.#lonely) {
      lonely.handshakes = lonely.handshakes.filter(({ handshake }) => this.#seen.has(handshake.id))
      lonely.sockets = lonely.sockets.filter(({ number }) => kept(number))
      this.#tidy(url)
    }
  }
}

/** Whether a handshake can be that socket's. */
function fits(handshake: Handshake, place: Place): boolean {
  const { asker, document, frame, times, requestHeaders } = handshake
  // The order of handshakes isn't quite that of the constructors in Firefox: so what was asked for counts, once it is known.
  if (requestHeaders === null && times.ended === null) return false
  const asked = requestHeaders?.find(({ name }) => name.toLowerCase() === 'sec-websocket-protocol')?.value ?? ''
  if (requestHeaders !== null && asked.replaceAll(' ', '') !== place.protocols.join(',')) return false
  if (place.by === 'worker' && asker === 'document') return false
  if (place.by !== 'worker' && asker !== 'document' && asker !== 'unknown') return false
  if (place.by === 'document') {
    if (document !== null && place.document !== null && document !== place.document) return false
    if (document === null && frame !== null && place.frame !== null && frame !== place.frame) return false
  }
  return isOutcome(handshake, place) && times.started >= place.time - SKEW && times.started <= latest(handshake, place)
}

/** Whether what became of the handshake and of the socket go together, as far as both are known. */
function isOutcome({ error, status, witness }: Handshake, { life }: Place): boolean {
  const isAnswered = status !== null && status < 300
  if (life.opened !== null) return error === null || isAnswered
  // In the network log only a socket that opened has a status like that; in Firefox its answer may be refused after it.
  return life.ended === null || witness !== 'har' || !isAnswered
}

/**
 * The latest that a socket's handshake can have begun, ms since the epoch. One that connects may wait for its turn for
 * minutes: connections to one host are made one by one (RFC 6455 §4.1), and Firefox pauses after each that fails.
 */
function latest({ witness, times }: Handshake, { life, time }: Place): number {
  if (life.ended === null) return life.gone ? time + PATIENCE : Number.POSITIVE_INFINITY
  return life.ended + (witness === 'har' && times.sent === null ? LATE : SKEW)
}

function isOver({ life, time }: Place, before: number): boolean {
  return life.ended === null ? life.gone && time < before : life.ended < before
}

/** A WebSocket's address has no fragment where the browser tells of it. */
function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at < 0 ? url : url.slice(0, at)
}

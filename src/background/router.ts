/**
 * Carries between the documents of a tab and the sessions that watch it. Remembers only which links are open, the
 * greeting of each document, and for a moment last words that nobody was there to hear, so that it can be ended at any moment and start again with nothing.
 */
import type { Link } from '../link.ts'
import type { Command, Delivery, Handshake, Hello, Order, Reach, Report, Source } from '../wire.ts'

/** How long a document waits for a session to come back after the background was ended, ms. */
const GRACE = 5000

type TabId = number
type DocumentLink = Link<Command, Report>
type SessionLink = Link<Delivery, Order>

interface Attached {
  readonly link: DocumentLink
  source: Source
  hello: Hello | null
}

/** What the router needs of the browser. */
export interface Browser {
  /** Tells all relays of a tab that somebody watches. */
  announce(tab: TabId): void
  /** Nobody watches a tab any more. */
  leave(tab: TabId): void
  /** Brings what carries out rules into a frame, where it says this secret. */
  act(tab: TabId, frame: number, secret: string): void
  /** Has a tab's top document greet. */
  wake(tab: TabId): void
  /** Has the workers of these origins captured fully, and of no others. */
  capture(origins: readonly string[]): void
  /** Why a tab's page can or can't be reached. */
  reach(tab: TabId): Promise<Reach>
}

export class Router {
  readonly #browser: Browser
  readonly #documents = new Map<TabId, Set<Attached>>()
  readonly #sessions = new Map<TabId, Set<SessionLink>>()
  /** Of documents that went while nobody watched their tab, for a while. */
  readonly #lastWords = new Map<TabId, Set<Delivery>>()

  constructor(browser: Browser) {
    this.#browser = browser
  }

  isWatched(tab: TabId): boolean {
    return this.#sessions.has(tab)
  }

  /** Whether nobody watches anything. */
  get isIdle(): boolean {
    return this.#sessions.size === 0
  }

  /** A step of a connection being made in a tab. */
  handshake(tab: TabId, handshake: Handshake): void {
    this.#deliver(tab, { type: 'handshake', handshake })
  }

  /** A document of a tab can't have its workers captured. */
  refused(tab: TabId, origin: string): void {
    this.#deliver(tab, { type: 'refused', origin })
  }

  /** The tabs that are watched. */
  get watched(): TabId[] {
    return [...this.#sessions.keys()]
  }

  /** A tab shows another page: tells its sessions whether it can be reached. */
  changed(tab: TabId): void {
    for (const session of this.#sessions.get(tab) ?? []) this.#look(session, tab)
  }

  /** A relay has connected. `documentId` is the browser's where it has such ids; else the relay's word is taken. */
  document(
    link: DocumentLink,
    tab: TabId,
    place: { frame: number; origin: string; documentId?: string | undefined },
  ): void {
    const source: Source = { document: place.documentId ?? '', frame: place.frame, origin: place.origin }
    const document: Attached = { link, source, hello: null }
    add(this.#documents, tab, document)
    link.listen((report) => {
      if (report.type === 'hello') document.hello = report
      if (report.type === 'hello' || report.type === 'farewell') {
        const { worker, nonce } = report.type === 'hello' ? report : report.hello
        // The relay of a document speaks for its workers too.
        const id = place.documentId ?? `${tab}.${place.frame}`
        const isTold = place.documentId !== undefined && !worker
        document.source = { ...source, document: isTold ? id : `${id}.${nonce}` }
      }
      const delivery: Delivery = { type: 'report', source: document.source, report }
      if (report.type === 'farewell' && !this.isWatched(tab)) this.#holdLastWords(tab, delivery)
      else this.#deliver(tab, delivery)
    })
    link.ended(() => {
      remove(this.#documents, tab, document)
      this.#deliver(tab, { type: 'gone', document: document.source.document })
    })
    if (!this.isWatched(tab)) this.#stopLater(tab)
  }

  /** A document that goes can't be asked again by a session that comes back in a moment. */
  #holdLastWords(tab: TabId, delivery: Delivery): void {
    add(this.#lastWords, tab, delivery)
    setTimeout(() => remove(this.#lastWords, tab, delivery), GRACE)
  }

  /** Quiet until watched: without a session, the tab's documents are told to stop. */
  #stopLater(tab: TabId): void {
    setTimeout(() => {
      if (!this.isWatched(tab)) this.#stop(tab)
    }, GRACE)
  }

  #stop(tab: TabId): void {
    for (const { link } of this.#documents.get(tab) ?? []) link.send({ type: 'stop' })
  }

  #deliver(tab: TabId, delivery: Delivery): void {
    for (const session of this.#sessions.get(tab) ?? []) session.send(delivery)
  }

  /** A session has connected. */
  session(link: SessionLink): void {
    let tab: TabId | null = null
    link.listen((order) => {
      switch (order.type) {
        case 'watch':
          if (tab !== null) return
          tab = order.tab
          this.#watch(link, tab)
          break
        case 'look':
          if (tab !== null) this.#look(link, tab)
          break
        case 'wake':
          if (tab !== null) this.#browser.wake(tab)
          break
        case 'workers':
          this.#browser.capture(order.origins)
          break
        case 'command':
          if (tab !== null) this.#command(link, tab, order.document, order.command)
          break
        case 'act':
          if (tab !== null) this.#act(tab, order.document, order.secret)
          break
        default:
          order satisfies never
      }
    })
    link.ended(() => {
      if (tab === null) return
      remove(this.#sessions, tab, link)
      if (this.isWatched(tab)) return
      this.#stop(tab)
      this.#browser.leave(tab)
    })
  }

  #watch(link: SessionLink, tab: TabId): void {
    add(this.#sessions, tab, link)
    for (const { hello, source } of this.#documents.get(tab) ?? []) {
      if (hello) link.send({ type: 'report', source, report: hello })
    }
    for (const delivery of this.#lastWords.get(tab) ?? []) link.send(delivery)
    this.#lastWords.delete(tab)
    this.#browser.announce(tab)
    this.#look(link, tab)
  }

  #look(link: SessionLink, tab: TabId): void {
    // Rejects where the background is being ended: the session asks the next one.
    this.#browser.reach(tab).then(
      (reach) => link.send({ type: 'reach', reach }),
      () => {},
    )
  }

  #act(tab: TabId, id: string, secret: string): void {
    for (const { source } of this.#documents.get(tab) ?? []) {
      if (source.document === id) this.#browser.act(tab, source.frame, secret)
    }
  }

  #command(link: SessionLink, tab: TabId, id: string, command: Command): void {
    for (const document of this.#documents.get(tab) ?? []) {
      if (document.source.document !== id) continue
      document.link.send(command)
      return
    }
    link.send({ type: 'gone', document: id })
  }
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key)
  if (set) set.add(value)
  else map.set(key, new Set([value]))
}

function remove<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key)
  set?.delete(value)
  if (set?.size === 0) map.delete(key)
}

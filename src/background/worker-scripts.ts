/**
 * Puts the hook in front of the scripts of workers, in Firefox, which lets an extension filter what a page loads. Nothing
 * but the text changes: not its address, its headers, its policy, nor what the cache keeps. Only scripts of tabs that a
 * session watches are looked at. What can't be seen here, as measured: workers of `blob:` and `data:` addresses, of pages
 * that a service worker serves, and on plain http other than localhost, where Firefox sends no Sec-Fetch-Dest.
 */
import type { Undo } from '../link.ts'
import { isScriptType, placeOf } from './worker-prefix.ts'

type TabId = number

/** What webRequest says of a request. */
interface Details {
  readonly requestId: string
  readonly tabId: TabId
  readonly frameId: number
  readonly url: string
  /** The document that asks; a worker's own script where a worker asks. */
  readonly documentUrl?: string | undefined
}
interface Header {
  readonly name: string
  readonly value?: string | undefined
}
export interface Sent extends Details {
  readonly requestHeaders?: readonly Header[] | undefined
}
export interface Received extends Details {
  readonly statusCode: number
  readonly responseHeaders?: readonly Header[] | undefined
}
/** The part of webRequest.StreamFilter that is used. */
export interface Filter {
  ondata: ((event: { readonly data: ArrayBuffer }) => void) | null
  onstop: ((event: never) => void) | null
  write(data: ArrayBuffer | Uint8Array): void
  disconnect(): void
}

/** What this needs of the browser. Both `observe` methods look at the scripts that a tab loads; -1 is no tab. */
export interface WorkerBrowser {
  observeSent(tab: TabId, listener: (sent: Sent) => void): Undo
  /** The response waits for the promise. */
  observeReceived(tab: TabId, listener: (received: Received) => Promise<void>): Undo
  filter(requestId: string): Filter
  /**
   * The name of the channel of a relay: of one frame, or of any frame of this origin; null where it has none, and where no
   * frame has this origin. Rejects where no relay listens.
   */
  meet(tab: TabId, where: { readonly frame: number } | { readonly origin: string }): Promise<string | null>
  /** The text of the hook for workers. */
  hook(): Promise<string>
}

/** Requests of shared workers belong to no tab. */
const NO_TAB = -1
/** A document may stand in the debugger and not answer: how long its workers wait for it, ms. */
const PATIENCE = 1000
/** How often and how many times a relay is called that doesn't listen yet, ms. */
const TRY = 20
const TRIES = 25

export class WorkerScripts {
  readonly #browser: WorkerBrowser
  readonly #watched = new Map<TabId, Undo>()
  /** Requests for scripts of workers, by what they are for. */
  readonly #destinations = new Map<string, string>()
  /** Channels of the relays of shared workers, by the addresses of their scripts. */
  readonly #shared = new Map<string, string>()
  /** The type of the event by which copies of the hook in one worker know of each other. */
  readonly #mark = crypto.randomUUID()

  constructor(browser: WorkerBrowser) {
    this.#browser = browser
  }

  /** From now on the workers of a tab are hooked. */
  watch(tab: TabId): void {
    if (this.#watched.has(tab)) return
    if (this.#watched.size === 0) this.#watched.set(NO_TAB, this.#observe(NO_TAB))
    this.#watched.set(tab, this.#observe(tab))
  }

  leave(tab: TabId): void {
    this.#watched.get(tab)?.()
    this.#watched.delete(tab)
    if (this.#watched.size > 1) return
    this.#watched.get(NO_TAB)?.()
    this.#watched.clear()
    this.#destinations.clear()
    this.#shared.clear()
  }

  #observe(tab: TabId): Undo {
    const undo = [
      this.#browser.observeSent(tab, (sent) => {
        const destination = headerOf(sent.requestHeaders, 'sec-fetch-dest')
        if (destination === 'worker' || destination === 'sharedworker')
          this.#destinations.set(sent.requestId, destination)
      }),
      this.#browser.observeReceived(tab, (received) => this.#received(received)),
    ]
    return () => {
      for (const one of undo) one()
    }
  }

  async #received(received: Received): Promise<void> {
    const { requestId, statusCode } = received
    const destination = this.#destinations.get(requestId)
    // A redirect sends the request anew, under the same id.
    this.#destinations.delete(requestId)
    if (destination === undefined || statusCode < 200 || statusCode > 299) return
    if (!isScriptType(headerOf(received.responseHeaders, 'content-type') ?? '')) return
    try {
      const found = this.#placeFor(received, destination)
      const place = await Promise.race([found, pause(PATIENCE).then(() => null)])
      if (place === null) return
      const hook = await this.#browser.hook()
      // Block of a `try`, so that even a name that the script declares anew only leaves the worker as it was.
      const text = `try{((mark,place)=>{${hook.trim()}})("${this.#mark}","${place}")}catch{}`
      putInFront(this.#browser.filter(requestId), text)
    } catch {
      // The script loads as it is.
    }
  }

  /** The name of the channel of the relay that is to hear of the worker. */
  async #placeFor({ tabId, frameId, url, documentUrl = '' }: Received, destination: string): Promise<string | null> {
    if (tabId !== NO_TAB) return this.#meet(tabId, { frame: frameId })
    // What a worker without a tab imports has another destination. A service worker's must not be touched: it is stored.
    const known = this.#shared.get(documentUrl) ?? null
    if (destination !== 'sharedworker') {
      if (known !== null) this.#shared.set(url, known)
      return known
    }
    for (const tab of this.#watched.keys()) {
      if (tab === NO_TAB) continue
      const place = await this.#meet(tab, { origin: new URL(url).origin })
      if (place === null) continue
      this.#shared.set(url, place)
      return place
    }
    return null
  }

  /** A page's first worker may be faster than the browser's word to the background that a relay listens. */
  async #meet(tab: TabId, where: Parameters<WorkerBrowser['meet']>[1]): Promise<string | null> {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await this.#browser.meet(tab, where)
      } catch {
        await pause(TRY)
      }
    }
    return null
  }
}

function headerOf(headers: readonly Header[] | undefined, name: string): string | undefined {
  return headers?.find((header) => header.name.toLowerCase() === name)?.value
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time))
}

/** Writes the script with a text in front of it; byte for byte as it is where that could make it another one. */
function putInFront(filter: Filter, text: string): void {
  let held = new Uint8Array()
  const go = (complete: boolean): void => {
    const place = placeOf(held, complete)
    if (place === 'more') return
    if (place) {
      filter.write(held.slice(0, place.at))
      filter.write(new TextEncoder().encode(`${place.strict ? "'use strict';" : ''}${text};`))
    }
    filter.write(held.slice(place?.at ?? 0))
    // What follows needs nobody's help, and must not wait for a background that the browser may end.
    filter.disconnect()
  }
  filter.ondata = ({ data }) => {
    const longer = new Uint8Array(held.length + data.byteLength)
    longer.set(held)
    longer.set(new Uint8Array(data), held.length)
    held = longer
    go(false)
  }
  filter.onstop = () => go(true)
}

import browser, { type Runtime, type Storage, type Tabs } from 'webextension-polyfill'
import act from '../content/act.ts?function'
import { type PortLike, portLink } from '../link.ts'
import { type Ask, LEFT, PORT, type Refused, type Watch } from '../wire.ts'
import { type ContentScripts, FullWorkers } from './full-workers.ts'
import { followHandshakes, type RequestEvents, type Seen } from './handshakes.ts'
import { reachOf } from './reach.ts'
import { Router } from './router.ts'
import { type Filter, type Received, WorkerScripts } from './worker-scripts.ts'

/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

const WATCH: Watch = { type: 'watch' }

const SCRIPTS = { urls: ['http://*/*', 'https://*/*'], types: ['script' as const] }

/** null in Chrome, where an extension may not filter. */
const workerScripts = 'filterResponseData' in (browser.webRequest ?? {}) ? createWorkerScripts() : null

/** null in Firefox, where `workerScripts` needs no help of the page's. */
const fullWorkers = FIREFOX ? null : new FullWorkers(browser.scripting as unknown as ContentScripts)

/** Ends following handshakes, which costs nothing while nobody watches. null in Chrome, whose network log tells them. */
let unfollow: (() => void) | null = null

function follow(): void {
  unfollow ??= browser.webRequest
    ? followHandshakes(browser.webRequest as unknown as RequestEvents, (seen) => {
        // Rejects where a tab has just gone, and nobody is left to hear it.
        deliver(seen).catch(() => {})
      })
    : null
}

/** Requests of shared and service workers belong to no tab: whoever watches a page of their origin hears of them. */
async function deliver({ tab, origin, handshake }: Seen): Promise<void> {
  if (tab >= 0) {
    router.handshake(tab, handshake)
    return
  }
  for (const watched of router.watched) {
    const { url = '' } = await browser.tabs.get(watched)
    if (url.startsWith(`${origin}/`)) router.handshake(watched, handshake)
  }
}

const router = new Router({
  announce(tab) {
    follow()
    browser.tabs.onUpdated.addListener(onUpdated)
    workerScripts?.watch(tab)
    // Rejects where no relay listens; `reach` finds out and tells.
    browser.tabs.sendMessage(tab, WATCH).catch(() => {})
  },
  leave(tab) {
    workerScripts?.leave(tab)
    if (!router.isIdle) return
    unfollow?.()
    unfollow = null
    fullWorkers?.capture([])
    forgetLeft(FIREFOX ? browser.storage.local : browser.storage.session).catch(() => {})
  },
  act(tab, frame, secret) {
    const target = { tabId: tab, frameIds: [frame] }
    // Rejects where the frame has gone.
    browser.scripting
      .executeScript({ target, world: 'MAIN', injectImmediately: true, func: act, args: [secret, null] })
      .catch(() => {})
  },
  wake(tab) {
    browser.scripting
      .executeScript({ target: { tabId: tab }, func: wakeRelay, injectImmediately: true })
      .catch(() => {})
  },
  capture(origins) {
    fullWorkers?.capture(origins)
  },
  async reach(tab) {
    browser.tabs.sendMessage(tab, WATCH, { frameId: 0 }).catch(() => {})
    const answered = await hasRelay(tab)
    const url = await browser.tabs.get(tab).then(
      (found) => found.url,
      () => undefined,
    )
    const allSites = await browser.permissions.contains({ origins: ['<all_urls>'] })
    const thisSite = allSites || (url !== undefined && (await hasAccess(url)))
    const files = await browser.extension.isAllowedFileSchemeAccess()
    return reachOf({ answered, url, allSites, thisSite, files })
  },
})

/** DevTools may have been closed while the background was ended: how long it is waited for a session, ms. */
const GRACE = 5000
if (fullWorkers) setTimeout(() => router.isIdle && fullWorkers.capture([]), GRACE)

/** Removes what documents said of their rows to sessions that had gone. */
async function forgetLeft(area: Storage.StorageArea): Promise<void> {
  await area.remove(Object.keys(await area.get(null)).filter((key) => key.startsWith(LEFT)))
}

/** Lets documents say how many rows they had, see content/carry. The polyfill's types don't know it, nor does Firefox. */
const memory = browser.storage.session as { setAccessLevel?: (level: { accessLevel: string }) => Promise<void> }
memory.setAccessLevel?.({ accessLevel: 'TRUSTED_AND_UNTRUSTED_CONTEXTS' }).catch(() => {})

/** Whether there is a relay in a tab's top document. Those of documents without sockets listen to nothing. */
async function hasRelay(tab: number): Promise<boolean> {
  const isThere = (): boolean => typeof window.sockeyeFamily === 'string'
  return browser.scripting.executeScript({ target: { tabId: tab }, func: isThere, injectImmediately: true }).then(
    ([top]) => top?.result === true,
    () => false,
  )
}

/** Runs beside the relay of a document. */
function wakeRelay(): void {
  ;(globalThis as { sockeyeWake?: () => void }).sockeyeWake?.()
}

/** Runs beside the relay of a document, which waits for this without listening; see content/meet-workers. */
function meetIn(origin: string | null): Promise<string | null> | undefined {
  return (globalThis as { meetWorkers?: (origin: string | null) => Promise<string | null> }).meetWorkers?.(origin)
}

function createWorkerScripts(): WorkerScripts {
  const { onBeforeSendHeaders, onHeadersReceived, filterResponseData } = browser.webRequest
  let hook: Promise<string> | null = null
  return new WorkerScripts({
    observeSent(tabId, listener) {
      onBeforeSendHeaders.addListener(listener, { ...SCRIPTS, tabId }, ['requestHeaders'])
      return () => onBeforeSendHeaders.removeListener(listener)
    },
    observeReceived(tabId, listener) {
      const wait = (received: Received) => listener(received).then(() => ({}))
      onHeadersReceived.addListener(wait, { ...SCRIPTS, tabId }, ['blocking', 'responseHeaders'])
      return () => onHeadersReceived.removeListener(wait)
    },
    filter: (requestId) => filterResponseData(requestId) as Filter,
    async meet(tab, where) {
      const target = 'frame' in where ? { tabId: tab, frameIds: [where.frame] } : { tabId: tab, allFrames: true }
      const results = await browser.scripting.executeScript({
        target,
        func: meetIn,
        args: ['origin' in where ? where.origin : null],
        injectImmediately: true,
      })
      for (const { result } of results) if (typeof result === 'string') return result
      return null
    },
    hook() {
      hook ??= fetch(browser.runtime.getURL('worker-hook.js')).then((response) => response.text())
      return hook
    },
  })
}

/**
 * DevTools don't tell extensions of pages on which these may not run, so the tab does. Only while somebody watches: it
 * would wake the background at each page that is loaded.
 */
function onUpdated(tab: number, change: Tabs.OnUpdatedChangeInfoType): void {
  if (router.isIdle) browser.tabs.onUpdated.removeListener(onUpdated)
  else if (change.status === 'complete') router.changed(tab)
}

/** Whether the extension has access to one page; an address that is no match pattern counts as none. */
function hasAccess(url: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [`${new URL(url).origin}/*`] }).catch(() => false)
}

browser.runtime.onConnect.addListener((port) => {
  const { sender } = port
  // The browser says who connects; the name says only what for. A page's renderer can't become a session.
  if (port.name === PORT.session && sender?.url?.startsWith(browser.runtime.getURL('devtools.html'))) {
    router.session(portLink(port as unknown as PortLike))
  } else if (port.name === PORT.document && sender?.tab?.id !== undefined) {
    // Both are newer than the types of the polyfill.
    const { documentId, origin } = sender as { documentId?: string; origin?: string }
    router.document(portLink(port as unknown as PortLike), sender.tab.id, {
      frame: sender.frameId ?? 0,
      origin: origin ?? '',
      documentId,
    })
  } else {
    port.disconnect()
  }
})

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  const tab = sender.tab?.id
  const said = message as Ask | Refused | null
  if (tab === undefined) return undefined
  // The origin is newer than the types of the polyfill.
  if (said?.type === 'refused') router.refused(tab, (sender as { origin?: string }).origin ?? '')
  if (said?.type !== 'ask') return undefined
  const isWatched = router.isWatched(tab)
  if (isWatched) browser.tabs.sendMessage(tab, WATCH, { frameId: sender.frameId ?? 0 }).catch(() => {})
  return Promise.resolve(isWatched)
})

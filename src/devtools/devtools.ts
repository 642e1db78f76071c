/** The devtools page: opened with DevTools and gone with it. It has the session; panels come, look and go. */
import browser from 'webextension-polyfill'
import type { SocketFacts } from '../core/decoders/decoder.ts'
import { NO_PREFERENCES, PREFERENCES, preferencesOf } from '../core/decoders/preferences.ts'
import { FULL_WORKERS, fullWorkersOf, originsOf, refusedOf, withOrigin } from '../core/full-workers.ts'
import type { SocketNumber } from '../core/log.ts'
import { budgetOf, keptBytesOf } from '../core/log-budget.ts'
import { type PortLike, portLink } from '../link.ts'
import { type Delivery, type Order, PORT } from '../wire.ts'
import { connectionsOf } from './connections.ts'
import type { Answer } from './decode-job.ts'
import type { DecodeWorker } from './decode-line.ts'
import { Decoding } from './decoding.ts'
import { followDepartures } from './departures.ts'
import { newDisk } from './disk.ts'
import type { Handover, PanelWindow } from './handover.ts'
import { HarWatch } from './har-watch.ts'
import { keepSettings } from './keep-settings.ts'
import { Sender } from './sender.ts'
import { Session } from './session.ts'
import { newSieve } from './sieve.ts'
import { newDesk } from './state.ts'
import type { SurveyAnswer } from './survey-job.ts'
import { Surveying, type SurveyWorker } from './surveying.ts'
import { Trying } from './trying.ts'

const FIRST_WAIT = 100
const LONGEST_WAIT = 5000

const now = (): number => performance.timeOrigin + performance.now()
const session = new Session({ connect: connectionsOf(WebSocket, now), now, disk: newDisk(navigator.locks) })
const facts = (number: SocketNumber): SocketFacts | undefined => {
  const socket = session.sockets[number]
  return socket && { url: socket.url, subprotocol: socket.protocol }
}
const decoding = new Decoding({ log: session.log, facts, start: startWorker })
const surveying = new Surveying({
  log: session.log,
  facts,
  pinned: (socket) => decoding.pinned(socket),
  start: startSurveyWorker,
  now,
})
const trying = new Trying({ log: session.log, facts, start: startWorker })
const sieve = newSieve(session, decoding)
let preferences = NO_PREFERENCES
/** For conditions of rules that the page can't decide. */
let judging: Decoding | null = null
session.acting.makeJudge = async () => {
  const { RuleJudge } = await import('./rule-judge.ts')
  return new RuleJudge({
    session,
    now,
    decoding: (log) => {
      judging = new Decoding({ log, facts, start: startWorker })
      judging.prefer(preferences)
      return judging
    },
  })
}
const sender = new Sender(session, sieve)
const handover: Handover = { session, desk: newDesk(), sieve, decoding, sender, surveying, trying }

function startWorker(): DecodeWorker {
  const worker = new Worker(browser.runtime.getURL('decode-worker.js'), { type: 'module' })
  return {
    post: (order) => worker.postMessage(order),
    listen(listener, died) {
      worker.onmessage = ({ data }: MessageEvent<Answer>) => listener(data)
      worker.onerror = died
    },
    end: () => worker.terminate(),
  }
}

function startSurveyWorker(): SurveyWorker {
  const worker = new Worker(browser.runtime.getURL('survey-worker.js'), { type: 'module' })
  return {
    post: (order) => worker.postMessage(order),
    listen(listener, died) {
      worker.onmessage = ({ data }: MessageEvent<SurveyAnswer>) => listener(data)
      worker.onerror = died
    },
    end: () => worker.terminate(),
  }
}

// Connecting doesn't wait for it.
keepSettings(browser.storage.local).then((settings) => {
  const follow = (): void => {
    session.log.limit(budgetOf(settings.get('log', null)))
    preferences = preferencesOf(settings.get(PREFERENCES, null))
    decoding.prefer(preferences)
    judging?.prefer(preferences)
    surveying.prefer(preferences)
    capture(originsOf(fullWorkersOf(settings.get(FULL_WORKERS, null))))
    session.kept?.keep(settings.get('keep', false), keptBytesOf(settings.get('keptBytes', null)))
  }
  follow()
  settings.listen(follow)
  const setWorkers = (origin: string, state: 'refused' | null): void => {
    settings.set(FULL_WORKERS, withOrigin(fullWorkersOf(settings.get(FULL_WORKERS, null)), origin, state))
  }
  onRefused = (origin) => setWorkers(origin, 'refused')
  // What did not start has gone with its page.
  browser.devtools.network.onNavigated.addListener(() => {
    for (const origin of refusedOf(fullWorkersOf(settings.get(FULL_WORKERS, null)))) setWorkers(origin, null)
  })
  session.kept?.tidy().catch(() => {})
})
addEventListener('pagehide', () => session.kept?.leave())

/** The link that is open. */
let current: ReturnType<typeof portLink<Order, Delivery>> | null = null
/** Origins whose workers are to be captured fully; null before the settings are known. */
let captured: readonly string[] | null = null
let onRefused: ((origin: string) => void) | null = null

/** Settings are told whenever one changes. */
function capture(origins: readonly string[]): void {
  if (captured?.join() === origins.join()) return
  captured = origins
  current?.send({ type: 'workers', origins })
}

/** Connects to the background, and again whenever it has been ended. */
function connect(wait: number): void {
  let link: ReturnType<typeof portLink<Order, Delivery>>
  try {
    link = portLink<Order, Delivery>(browser.runtime.connect({ name: PORT.session }) as unknown as PortLike)
  } catch {
    // The extension was updated or removed under an open DevTools: nothing can be reached from here any more.
    session.orphan()
    return
  }
  let next = wait
  link.listen((delivery) => {
    next = FIRST_WAIT
    if (delivery.type === 'refused') onRefused?.(delivery.origin)
  })
  link.ended(() => setTimeout(connect, next * (0.5 + Math.random()), Math.min(next * 2, LONGEST_WAIT)))
  session.attach(link, browser.devtools.inspectedWindow.tabId)
  current = link
  if (captured) link.send({ type: 'workers', origins: captured })
}
connect(FIRST_WAIT)

followDepartures(browser.storage, (nonce, had) => session.left(nonce, had))

/** Sockets that no hook sees. Firefox's network log has no messages, and to ask for it makes Firefox record one. */
const watch = isFirefox() ? null : watchNetworkLog()

function isFirefox(): boolean {
  return 'getBrowserInfo' in browser.runtime
}

function watchNetworkLog(): HarWatch {
  const { network } = browser.devtools
  // Chromium's has a callback and gives no promise.
  const getHAR = network.getHAR as unknown as (done: (log: unknown) => void) => void
  const watch = new HarWatch({
    read: () => new Promise((done) => getHAR(done)),
    hook: browser.runtime.getURL('hook.js'),
    workerHook: browser.runtime.getURL('worker-hook.js'),
    adopt: (watched) => session.watch(watched),
    handshake: (handshake, socket) => session.handshake(handshake, socket),
    now,
  })
  network.onRequestFinished.addListener((entry) => watch.finished(entry))
  return watch
}

browser.devtools.network.onNavigated.addListener((url) => {
  session.navigated(url)
  watch?.navigated()
})

const panel = await browser.devtools.panels.create('WebSocket', 'icons/32.png', 'panel.html')
panel.onShown.addListener((shown) => {
  const window = shown as unknown as PanelWindow
  window.handover = handover
  window.onHandover?.(handover)
  watch?.show(true)
})
panel.onHidden.addListener(() => watch?.show(false))

/**
 * Carries between one hook, the document's or a worker's, and the background. Remembers nothing of what it carries: what
 * is not acknowledged the hook keeps, and the panel says from where it wants to hear it.
 */
import { KINDS } from '../core/row.ts'
import { type Link, type PortLike, portLink } from '../link.ts'
import {
  type Ask,
  type Command,
  type Hello,
  LEFT,
  type Left,
  PORT,
  type Refused,
  type Report,
  VERSION,
  type Watch,
  type WorkerInfo,
} from '../wire.ts'
import type { Farewell, FromHook, FromWorker, ToWorker } from './channel.ts'
import { followLimits, type Storage } from './follow-limits.ts'
import { readAll, readHeld, readSlice, withoutBlobs } from './read-blobs.ts'

/** The part of the extension API that this world has and the relay needs; without the polyfill, which every page would pay for. */
export interface Runtime {
  readonly id?: string
  connect(options: { name: string }): PortLike
  sendMessage(message: Ask | Refused): Promise<unknown>
  readonly onMessage: { addListener(listener: (message: Watch) => undefined): void }
}

/** What a content script's world has of the extension's API. */
export interface Api {
  readonly runtime: Runtime
  readonly storage: Storage
  readonly extension: { readonly inIncognitoContext: boolean }
}

/** The near end of the way to a hook: a MessagePort, or a BroadcastChannel to one of a worker. */
export interface HookPort {
  postMessage(message: ToWorker): void
  onmessage: ((event: MessageEvent<FromHook | FromWorker>) => void) | null
}

/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

/** Waits before connecting again, ms; doubled each time. */
const FIRST_WAIT = 100
const LONGEST_WAIT = 5000

/** How long rules hold without a session, ms. */
const PATIENCE_WITHOUT_PANEL = 1500

const SENT = KINDS.indexOf('sent')
const RECEIVED = KINDS.indexOf('received')

/** How many probes a worker may leave unanswered: it may be busy, or stand in the debugger. */
const PATIENCE = 3

const isMessage = (kind: number): boolean => kind === SENT || kind === RECEIVED

/** A report with what it has of Blobs read into bytes; at once where it has none. */
function read(
  report: Exclude<FromHook | FromWorker, { type: 'round' | 'present' | 'alive' | 'farewell' }>,
): Report | Promise<Report> {
  switch (report.type) {
    case 'batches':
      return readAll(report)
    case 'held':
      return readHeld(report)
    case 'reply':
      return readSlice(report)
    default:
      return report
  }
}

/** Carries until the document goes. `hook` is null where natives were replaced before it ran: it left the document alone. `met` is what is known of a worker; null for the document's own hook. */
export function carry(
  { runtime, storage, extension }: Api,
  hook: HookPort | null,
  met: { readonly url: string; readonly worker: WorkerInfo } | null = null,
): void {
  // Not randomUUID, which only secure contexts have.
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-')
  let link: Link<Report, Command> | null = null
  /** Whether the hook has begun anew for this link. Batches from before would make a gap in front of what comes again. */
  let started = false
  /** Whether a session has ever asked for this document. */
  let asked = false
  /** The port of the last words, while the document goes. */
  let parting: Link<Report, Command> | null = null
  /** Firefox: it went into the back/forward cache, and no event says when it stops. */
  let cached = false
  let present = met !== null || hook === null
  let watched = false
  let waiting = false
  let wait = FIRST_WAIT
  /** Rules are in force in the page: what they hold must not wait for nobody. */
  let acting = false
  let watchdog: ReturnType<typeof setTimeout> | undefined
  /** Probes since the worker was last heard. */
  let unanswered = 0
  /** Batches whose Blobs are being read, and all that must stay behind them. */
  let reading: Promise<void> | null = null

  function connect(): void {
    if (link || waiting || !present || !watched) return
    if ((document as { prerendering?: boolean }).prerendering) {
      document.addEventListener('prerenderingchange', connect, { once: true })
      return
    }
    // After an update or removal of the extension there is nobody to talk to, ever.
    if (!runtime.id) {
      retire()
      return
    }
    const mine = open()
    if (!mine) {
      lostLink()
      return
    }
    link = mine
    started = false
    unanswered = 0
    mine.listen((command) => {
      wait = FIRST_WAIT
      if (command.type === 'start') {
        asked = true
        calm()
      }
      // Nobody tells when a worker is terminated. One that was only busy is heard again, and connects again.
      if (command.type === 'probe' && ++unanswered > PATIENCE) {
        disconnect()
        return
      }
      if (command.type === 'stop') {
        watched = false
        link = null
        mine.end()
      }
      hook?.postMessage(command)
    })
    mine.ended(() => {
      if (link !== mine) return
      link = null
      lostLink()
    })
    mine.send(hello())
  }

  function open(): Link<Report, Command> | null {
    try {
      return portLink(runtime.connect({ name: PORT.document }))
    } catch {
      return null
    }
  }

  /** Numbers of rows that nobody acknowledged and that are no messages, once the document goes. */
  let steps: number[] = []

  function hello(): Hello {
    const { url, worker } = met ?? { url: location.href, worker: null }
    return { type: 'hello', version: VERSION, nonce, url, worker, tampered: hook === null }
  }

  /**
   * Tells the last words, within the event in which they are said. The background may have been ended without our knowing: a
   * port of its own starts it again where that is so. What is said while it ends (Firefox), or to one that has to be started
   * while the document goes (Chromium), is lost; so how many rows there were is told in a way that needs no background.
   */
  function part({ whole, batches, next }: Farewell): void {
    // It goes before anybody could say whether somebody watches: it may be so.
    watched = true
    if (!runtime.id) return
    if (whole) parting?.end()
    if (whole || !parting) parting = open()
    parting?.send({ type: 'farewell', hello: hello(), started: asked, batches: batches.map(withoutBlobs), next })
    if (cached) endParting()
    if (!asked || batches.length === 0) return
    if (whole) steps = []
    for (const { first, kind } of batches)
      for (const [at, one] of kind.entries()) if (!isMessage(one)) steps.push(first + at)
    // Nothing of private windows is written to disk.
    const area = FIREFOX ? (extension.inIncognitoContext ? null : storage.local) : storage.session
    // As text: Firefox looks at what it stores a moment later, when an object of this document may be dead.
    area?.set({ [LEFT + nonce]: JSON.stringify({ next, steps } satisfies Left) }).catch(() => {})
  }

  function endParting(): void {
    parting?.end()
    parting = null
  }

  /** Unless the session is heard again in time, the page gets what is held. */
  function alarm(): void {
    if (acting) watchdog ??= setTimeout(() => hook?.postMessage({ type: 'release' }), PATIENCE_WITHOUT_PANEL)
  }
  function calm(): void {
    clearTimeout(watchdog)
    watchdog = undefined
  }

  function lostLink(): void {
    alarm()
    if (runtime.id) later()
    else retire()
  }

  /** Only while a panel watches and the background is gone: a timer of ours takes an id of the page's. */
  function later(): void {
    waiting = true
    setTimeout(
      () => {
        waiting = false
        connect()
      },
      wait * (0.5 + Math.random()),
    )
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }

  /** Nobody watches: the hook keeps no more than its history. */
  function retire(): void {
    watched = false
    calm()
    hook?.postMessage({ type: 'stop' })
  }

  function disconnect(): void {
    const mine = link
    link = null
    mine?.end()
    endParting()
    // The page may be frozen before a timer comes.
    if (acting) hook?.postMessage({ type: 'release' })
  }

  /** Not before there is something to keep. */
  function keep(): void {
    followLimits(storage, (limits) => hook?.postMessage({ type: 'keep', limits }))
  }

  /** There is something to tell: now if somebody watches, which only the background knows at first. */
  function announce(): void {
    if (watched) connect()
    else if (runtime.id) {
      runtime.sendMessage({ type: 'ask' }).then(
        (answer) => {
          if (answer !== true && !watched) retire()
        },
        () => {
          if (!watched) retire()
        },
      )
    } else retire()
  }

  runtime.onMessage.addListener((message) => {
    if (message.type !== 'watch') return undefined
    watched = true
    connect()
    return undefined
  })

  const hear = ({ data }: MessageEvent<FromHook | FromWorker>): void => {
    unanswered = 0
    if (data.type === 'round') {
      hook?.postMessage(data)
      return
    }
    if (data.type === 'present') {
      if (!present) keep()
      present = true
      announce()
      return
    }
    if (data.type === 'alive') {
      connect()
      return
    }
    if (data.type === 'farewell') {
      part(data)
      return
    }
    // Without a link a report is dropped here: the hook still has it, and is asked again.
    const mine = link
    if (data.type === 'acting') acting = data.stage !== 'expecting'
    if (data.type === 'sockets') started = true
    else if (!mine && (data.type === 'held' || data.type === 'mocked')) alarm()
    if (!mine || (data.type === 'batches' && !started)) return
    const report = read(data)
    if (reading || report instanceof Promise) {
      const read: Promise<void> = Promise.all([report, reading]).then(([ready]) => {
        mine.send(ready)
        if (reading === read) reading = null
      })
      reading = read
    } else mine.send(report)
  }

  if (hook) hook.onmessage = hear
  else announce()

  // A page in the back/forward cache must hold no port, and a page back from it has none.
  addEventListener('pagehide', (event) => {
    if (event.persisted) {
      // Where there is another event when it stops, what the page does until then can still be told.
      if (!FIREFOX) return
      cached = true
      disconnect()
    }
    // A shared worker may live on, with nobody to tell.
    else if (met?.worker.kind === 'shared') hook?.postMessage({ type: 'stop' })
  })
  document.addEventListener('freeze', disconnect)
  document.addEventListener('resume', connect)
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    cached = false
    connect()
  })

  if (met) {
    keep()
    announce()
  }
}

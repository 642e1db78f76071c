/**
 * Runs in the extension's own world of each document and carries between the hook and the background. It remembers
 * nothing of what it carries: what is not acknowledged the hook keeps, and the panel says from where it wants to hear it.
 */
import { type Link, type PortLike, portLink } from '../link.ts'
import { type Ask, type Command, type Hello, PORT, type Report, VERSION, type Watch } from '../wire.ts'
import { ANSWER, type FromHook, OFFER, type ToHook } from './channel.ts'
import { familySecret } from './family-secret.ts'
import { readBlobs } from './read-blobs.ts'

/** The part of the extension API that this world has and the relay needs; without the polyfill, which every page would pay for. */
interface Runtime {
  readonly id?: string
  getURL(path: string): string
  connect(options: { name: string }): PortLike
  sendMessage(message: Ask): Promise<unknown>
  readonly onMessage: { addListener(listener: (message: Watch) => void): void }
}

declare const browser: { runtime: Runtime } | undefined
declare const chrome: { runtime: Runtime } | undefined

/** Waits before connecting again, ms; doubled each time. */
const FIRST_WAIT = 100
const LONGEST_WAIT = 5000

/** @param hook null where natives were replaced before the hook ran: it left the document alone. */
function start(runtime: Runtime, hook: MessagePort | null): void {
  // Not randomUUID, which only secure contexts have.
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-')
  let link: Link<Report, Command> | null = null
  /** Whether the hook has begun anew for this link. Batches from before would make a gap in front of what comes again. */
  let started = false
  let present = false
  let watched = false
  let waiting = false
  let wait = FIRST_WAIT
  /** Batches whose Blobs are being read, and all that must stay behind them. */
  let reading: Promise<void> | null = null

  const tellHook = (command: ToHook): void => hook?.postMessage(command)

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
    let mine: Link<Report, Command>
    try {
      mine = portLink(runtime.connect({ name: PORT.document }))
    } catch {
      lostLink()
      return
    }
    link = mine
    started = false
    mine.listen((command) => {
      wait = FIRST_WAIT
      if (command.type === 'stop') {
        watched = false
        link = null
        mine.end()
      }
      tellHook(command)
    })
    mine.ended(() => {
      if (link !== mine) return
      link = null
      lostLink()
    })
    mine.send({ type: 'hello', version: VERSION, nonce, url: location.href, tampered: hook === null } satisfies Hello)
  }

  function lostLink(): void {
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

  function retire(): void {
    watched = false
    tellHook({ type: 'stop' })
  }

  function disconnect(): void {
    const mine = link
    link = null
    mine?.end()
  }

  runtime.onMessage.addListener((message) => {
    if (message.type !== 'watch') return
    watched = true
    connect()
  })

  function announce(): void {
    present = true
    if (watched) connect()
    else if (runtime.id) runtime.sendMessage({ type: 'ask' }).catch(() => {})
  }

  function hear({ data }: MessageEvent<FromHook>): void {
    if (data.type === 'present') {
      announce()
      return
    }
    // Without a link a report is dropped here: the hook still has it, and is asked again.
    const mine = link
    if (data.type === 'sockets') started = true
    if (!mine || (data.type === 'batch' && !started)) return
    const report = data.type === 'batch' ? readBlobs(data) : data
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
    if (event.persisted) disconnect()
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted) connect()
  })
}

// Which of the two exists is the browser's choice; both are promise-based here.
const api = typeof browser === 'undefined' ? chrome : browser
if (api) {
  document.fonts.addEventListener(
    OFFER,
    (event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      document.fonts.dispatchEvent(new MessageEvent(ANSWER, { lastEventId: familySecret(api.runtime) }))
      start(api.runtime, (event as MessageEvent).ports[0] ?? null)
    },
    { once: true },
  )
}

import { render } from 'preact'
import type { Place } from '../core/stack.ts'
import { breath } from './breath.ts'
import {
  createState,
  type Decoding,
  type Desk,
  type Sender,
  type Session,
  type Settings,
  type Sieve,
  type Surveying,
  type Theme,
  type Trying,
  type Undo,
} from './state.ts'
import { App } from './ui/App.tsx'
import { type Browser, PanelContext, type WorkerAccess } from './ui/panel-context.ts'

/** What a panel shows and stands on. It does not know whether it runs in DevTools, in a test or on a page. */
export interface Mounted {
  readonly session: Session
  readonly desk: Desk
  /** Made beside the session's log. */
  readonly sieve: Sieve
  /** Says what messages mean; without it, nothing does. */
  readonly decoding?: Decoding
  /** Says what kinds of messages and calls there are; without it, nothing does. */
  readonly surveying?: Surveying
  /** Tries decoders that are being written; without it, they are only saved. */
  readonly trying?: Trying
  /** Lives as long as the session. */
  readonly sender: Sender
  readonly settings: Settings
  readonly theme: Theme
  /** Whose DevTools it should look like. */
  readonly browser: Browser
  /** Opens an address in a new tab. Without it, links open as the browser likes. */
  readonly openLink?: (url: string) => void
  /** Reloads the inspected page, and has its listeners counted or not. Without it no button offers to. */
  readonly reload?: (counting: boolean) => void
  /** Reloads the inspected page with rules in force before its first script. Without it no button offers to. */
  readonly reloadActing?: () => void
  /** Shows a place in Sources; resolves to whether it could. Without it places are text. */
  readonly openSource?: (place: Place) => Promise<boolean>
  /** Without it workers can't be captured more fully than they are. */
  readonly workers?: WorkerAccess
}

/**
 * Rows a millisecond from which on nobody reads them as they come. What drawing takes is then taken from the page, for there
 * are few processors: so nothing is drawn for so many times as long as the last drawing took, but not longer than this, ms.
 */
const STREAM = 2
const REST = 4
const LONGEST_REST = 200

/** ms between two drawings of how far a filter has come: rows are looked through meanwhile. */
const LOOKING = 40

/** ms between two looks at the age of open sockets. */
const AGE_STEP = 1000

/** Draws the panel into `root`, and again at most once an animation frame while the session changes. Answers its undo. */
export function mount(options: Mounted, root: HTMLElement): Undo {
  const {
    session,
    desk,
    sieve,
    sender,
    decoding,
    surveying,
    trying,
    settings,
    theme,
    browser,
    openLink,
    reload,
    reloadActing,
    openSource,
    workers,
  } = options
  const window = root.ownerDocument.defaultView
  if (!window) throw new Error('The panel needs a document that is shown.')

  let frame = 0
  let rest = 0
  /** Something changed while nothing is drawn. */
  let asked = false
  const ask = (): void => {
    asked = true
    if (frame === 0 && rest === 0) frame = window.requestAnimationFrame(draw)
  }
  const wake = (): void => {
    rest = 0
    if (asked) ask()
  }
  const relax = (cost: number): void => {
    rest = window.setTimeout(wake, Math.min(LONGEST_REST, cost * REST))
  }
  /** Until when a filter looks through the log and nothing is drawn, by performance.now(). */
  let still = 0
  let drawn = { at: performance.now(), end: session.log.end }
  const draw = (): void => {
    frame = 0
    asked = false
    const now = performance.now()
    if (now < still) {
      ask()
      return
    }
    const isStream = session.log.end - drawn.end > (now - drawn.at) * STREAM
    drawn = { at: now, end: session.log.end }
    // A timer set within a frame comes when the frame has been rendered.
    if (isStream) rest = window.setTimeout(() => relax(performance.now() - now))
    if (state.step()) return
    // A filter is looking through the log, and goes on at once.
    window.clearTimeout(rest)
    rest = 0
    still = now + LOOKING
    ask()
    void goOn(still)
  }
  const goOn = async (until: number): Promise<void> => {
    do await breath()
    while (still === until && performance.now() < until && !state.look())
    if (still === until) still = 0
  }
  const state = createState(session, desk, settings, ask, sieve, sender, decoding, surveying, trying)

  const dress = (name: Theme['current']): void => {
    root.dataset.theme = name
  }
  root.dataset.browser = browser
  dress(theme.current)
  const undress = theme.listen(dress)

  const clock = window.setInterval(() => {
    const ticking = state.sockets.value.some((socket) => socket.state === 1 && !socket.gone)
    if (ticking && root.ownerDocument.visibilityState === 'visible') state.now.value = Date.now()
  }, AGE_STEP)

  render(
    <PanelContext.Provider value={{ state, browser, openLink, reload, reloadActing, openSource, workers }}>
      <App />
    </PanelContext.Provider>,
    root,
  )
  ask()

  let mounted = true
  const undo = (): void => {
    if (!mounted) return
    mounted = false
    still = 0
    window.removeEventListener('pagehide', undo)
    window.cancelAnimationFrame(frame)
    window.clearTimeout(rest)
    window.clearInterval(clock)
    undress()
    render(null, root)
    state.undo()
  }
  window.addEventListener('pagehide', undo)
  return undo
}

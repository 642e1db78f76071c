/**
 * Runs in the page's own realm before any of its scripts. Where anything is in doubt it leaves the page as it found it.
 */
import { ANSWER, FAREWELL, OFFER, PART, type ToHook } from './channel.ts'
import { fontsOf, isFamilyPristine, joinFamily } from './family.ts'
import type { createListeners } from './listeners.ts'
import { Patch } from './patch.ts'
import { ask, canDispatch, dataOf, isPristine, isTaken, listen, post, textOf } from './primitives.ts'
import { Recorder } from './recorder.ts'
import { patchStream } from './stream-patch.ts'

/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

/** Null where natives are missing or replaced. */
function patchOf(): Patch | null {
  try {
    return isPristine() && isFamilyPristine() ? new Patch(globalThis) : null
  } catch {
    return null
  }
}

function start(): void {
  if (typeof WebSocket === 'undefined') return
  const patch = patchOf()
  if (!patch) {
    // An offer without a port tells the relay that this document is left alone.
    if (canDispatch()) isTaken(fontsOf(document), new MessageEvent(OFFER, { cancelable: true }))
    return
  }
  const { port1: port, port2: theirs } = new MessageChannel()
  const fonts = fontsOf(document)
  let secret = ''
  listen(fonts, ANSWER, (event: MessageEvent) => {
    secret ||= textOf(event)
  })
  // Not taken: there is no relay, or it has its hook already. Either way another one would only be in the way.
  if (!isTaken(fonts, new MessageEvent(OFFER, { ports: [theirs], cancelable: true }))) return
  const recorder = new Recorder((message) => post(port, message), patch.actor)
  if (secret) recorder.farewell = (farewell) => ask(fonts, secret + FAREWELL, farewell)
  listen(port, 'message', (event: MessageEvent) => {
    try {
      recorder.obey(dataOf(event) as ToHook)
    } catch {
      // A command that fails must not become an error of the page's.
    }
  })
  port.start()
  patch.install(recorder, joinFamily(secret))
  // Firefox has none.
  if (!FIREFOX) patchStream(globalThis, recorder, patch)
  // Nobody listens but what the panel may have put before the hook at a reload.
  const scope = globalThis
  const detail = (make: typeof createListeners): void => {
    recorder.listeners = make(scope, patch)
  }
  isTaken(fonts, new CustomEvent(PART, { detail }))
}

try {
  start()
} catch {
  // The page keeps its own WebSocket.
}

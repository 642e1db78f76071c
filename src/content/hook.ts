/**
 * Runs in the page's own realm before any of its scripts. Where anything is in doubt it leaves the page as it found it.
 */
import { ACT, ANSWER, FAREWELL, OFFER, PART, type ToHook } from './channel.ts'
import { fontsOf, isFamilyPristine, joinFamily } from './family.ts'
import type { MakeInterceptor } from './interceptor.ts'
import type { createListeners } from './listeners.ts'
import { natives } from './natives.ts'
import { Patch } from './patch.ts'
import {
  ask,
  canDispatch,
  dataOf,
  defineProperty,
  deleteProperty,
  isPristine,
  isTaken,
  listen,
  post,
  textOf,
} from './primitives.ts'
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
  const place = location
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
  const act = (make: MakeInterceptor): void => {
    if (recorder.interceptor) return
    const stage = recorder.isFresh ? 'early' : 'late'
    recorder.interceptor = make(patch.seam(recorder, natives))
    recorder.acting = stage
    recorder.say({ type: 'acting', stage })
  }
  isTaken(fonts, new CustomEvent(ACT, { detail: act }))
  recorder.expected = (secret) => {
    if (recorder.interceptor) recorder.say({ type: 'acting', stage: recorder.acting })
    else {
      // A page may have replaced events and all that dispatches them, but not the names `window` and `location`.
      const set = (make: MakeInterceptor): void => {
        deleteProperty(place, secret)
        act(make)
      }
      defineProperty(place, secret, { __proto__: null, set, configurable: true } as PropertyDescriptor)
      recorder.say({ type: 'acting', stage: 'expecting' })
    }
  }
}

try {
  start()
} catch {
  // The page keeps its own WebSocket.
}

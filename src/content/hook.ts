/**
 * Runs in the page's own realm before any of its scripts. Where anything is in doubt it leaves the page as it found it.
 */
import { ANSWER, type FromHook, OFFER, type ToHook } from './channel.ts'
import { fontsOf, joinFamily } from './family.ts'
import { Patch } from './patch.ts'
import { dataOf, isPristine, isTaken, listen, post, textOf } from './primitives.ts'
import { Recorder } from './recorder.ts'

function start(): void {
  if (typeof WebSocket === 'undefined') return
  const { port1: port, port2: theirs } = new MessageChannel()
  const offer = new MessageEvent(OFFER, { ports: [theirs], cancelable: true })
  const fonts = fontsOf(document)
  let secret = ''
  listen(fonts, ANSWER, (event: MessageEvent) => {
    secret ||= textOf(event)
  })
  // Not taken: there is no relay, or it has its hook already. Either way another one would only be in the way.
  if (!isTaken(fonts, offer)) return
  if (!isPristine()) {
    post(port, { type: 'present', tampered: true } satisfies FromHook)
    return
  }
  const patch = new Patch(globalThis, joinFamily(secret))
  const recorder = new Recorder(port, patch.actor)
  listen(port, 'message', (event: MessageEvent) => {
    try {
      recorder.obey(dataOf(event) as ToHook)
    } catch {
      // A command that fails must not become an error of the page's.
    }
  })
  port.start()
  patch.install(recorder)
}

try {
  start()
} catch {
  // The page keeps its own WebSocket.
}

/**
 * Runs in the extension's own world of each document, and carries between the page's hook and the background; in Firefox
 * also between the hooks of the document's workers and the background.
 */
import { type Api, carry } from './carry.ts'
import { ANSWER, FAREWELL, OFFER } from './channel.ts'
import { familySecret } from './family-secret.ts'
import { meetWorkers } from './meet-workers.ts'

declare const browser: Api
declare const chrome: Api
/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

/**
 * Most documents have no socket and pay for nothing but waiting for one: the first look at the API makes it, which takes
 * longer than all else here. Promise-based in both browsers.
 */
const api = (): Api => (FIREFOX ? browser : chrome)

document.fonts.addEventListener(
  OFFER,
  (event) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    const secret = familySecret()
    document.fonts.dispatchEvent(new MessageEvent(ANSWER, { lastEventId: secret }))
    begin((event as MessageEvent).ports[0] ?? null, secret)
    if (FIREFOX) meetWorkers(api)
  },
  { once: true },
)

function begin(hook: MessagePort | null, secret: string): void {
  if (!hook) {
    carry(api(), null)
    return
  }
  // The panel wants something of a document that may have no socket yet; see background.
  Object.assign(globalThis, {
    sockeyeWake: () => hook.onmessage?.(new MessageEvent('message', { data: { type: 'present' } })),
  })
  hook.onmessage = (first) => {
    carry(api(), hook)
    // What carries has put its own listener there.
    hook.onmessage?.(first)
    document.fonts.addEventListener(secret + FAREWELL, (event) => {
      // In Firefox the page's object can't be looked into from here; a copy can.
      hook.onmessage?.(new MessageEvent('message', { data: structuredClone((event as CustomEvent).detail) }))
    })
  }
}

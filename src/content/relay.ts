/**
 * Runs in the extension's own world of each document, and carries between the page's hook and the background; in Firefox
 * also between the hooks of the document's workers and the background.
 */
import { type Api, carry } from './carry.ts'
import { ANSWER, OFFER } from './channel.ts'
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
    document.fonts.dispatchEvent(new MessageEvent(ANSWER, { lastEventId: familySecret() }))
    begin((event as MessageEvent).ports[0] ?? null)
    if (FIREFOX) meetWorkers(api)
  },
  { once: true },
)

function begin(hook: MessagePort | null): void {
  if (!hook) {
    carry(api(), null)
    return
  }
  hook.onmessage = (first) => {
    carry(api(), hook)
    // What carries has put its own listener there.
    hook.onmessage?.(first)
  }
}

/**
 * Runs in the extension's own world of each document, and carries between the page's hook and the background; in Firefox
 * also between the hooks of the document's workers and the background.
 */
import { carry, type Runtime } from './carry.ts'
import { ANSWER, OFFER } from './channel.ts'
import { familySecret } from './family-secret.ts'
import type { Storage } from './follow-limits.ts'
import { meetWorkers } from './meet-workers.ts'

declare const browser: { runtime: Runtime; storage: Storage } | undefined
declare const chrome: { runtime: Runtime; storage: Storage } | undefined

// Which of the two exists is the browser's choice; both are promise-based here.
const api = typeof browser === 'undefined' ? chrome : browser
if (api) {
  document.fonts.addEventListener(
    OFFER,
    (event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      document.fonts.dispatchEvent(new MessageEvent(ANSWER, { lastEventId: familySecret(api.runtime) }))
      carry(api.runtime, api.storage, (event as MessageEvent).ports[0] ?? null)
      meetWorkers(api.runtime, api.storage)
    },
    { once: true },
  )
}

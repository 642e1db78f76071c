/**
 * Runs in the extension's own world beside wrap-workers, and carries between the hooks of the document's workers and the
 * background. A bundle of its own, so that only documents whose workers are captured fully pay for it.
 */

import type { Refused } from '../wire.ts'
import type { Api } from './carry.ts'
import { ANSWER, WORKERS } from './channel.ts'
import { openPlace } from './meet-workers.ts'

declare const chrome: Api

document.fonts.addEventListener(
  WORKERS,
  (event) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    const place = (event as MessageEvent).lastEventId
    // Set by the document's relay, which ran before.
    document.fonts.dispatchEvent(new MessageEvent(ANSWER, { lastEventId: window.sockeyeFamily ?? '' }))
    document.fonts.addEventListener(place, () => begin(place), { once: true })
  },
  { once: true },
)

/** The document makes its first worker. */
function begin(place: string): void {
  openPlace(() => chrome, place)
  document.addEventListener('securitypolicyviolation', (event) => {
    if (!event.isTrusted || event.blockedURI !== 'blob' || event.disposition !== 'enforce') return
    chrome.runtime.sendMessage({ type: 'refused' } satisfies Refused).catch(() => {})
  })
}

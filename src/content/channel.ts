/**
 * The private channel between the hook, which lives in the page's realm, and the relay, which lives in the extension's.
 * The hook hands one end of a MessageChannel over by an event that it dispatches at document_start, synchronously, while
 * no page script exists; the relay takes it and stops listening. Nobody can learn of the channel or forge on it later.
 */
import type { Body } from '../core/row.ts'
import type { Batch, Command, Reply, Sockets } from '../wire.ts'

/**
 * Type of the event that carries the port; none where natives were replaced and the hook will not run. Dispatched on `document.fonts`: a page that can reach into a frame before its
 * document loads may have listeners on the window, and every node's events pass the window.
 */
export const OFFER = 'sockeye:offer'
/** The relay's answer, while the offer is being dispatched; its lastEventId is what hooks know each other by. */
export const ANSWER = 'sockeye:answer'

/** The document has its first socket. */
export interface Present {
  readonly type: 'present'
}

/** hook → relay. Blobs cross as they are: the relay reads them, so that the page doesn't have to. */
export type FromHook = Present | Sockets | Batch<Body | Blob> | Reply
/** relay → hook */
export type ToHook = Command

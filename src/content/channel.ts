/**
 * The private channel between the hook, which lives in the page's realm, and the relay, which lives in the extension's.
 * The hook hands one end of a MessageChannel over by an event that it dispatches at document_start, synchronously, while
 * no page script exists; the relay takes it and stops listening. Nobody can learn of the channel or forge on it later.
 */
import type { HistoryLimits } from '../core/history-limits.ts'
import type { Body } from '../core/row.ts'
import type { Batch, Command, Reply, Sockets } from '../wire.ts'

/** Type of the event that carries the port. Seen by nobody but the relay. */
export const OFFER = 'sockeye:offer'

/** Type of the event by which the hook takes up what a reload from the panel put before it: its detail takes the maker. */
export const PART = 'sockeye:part'

/** The document has its first socket, or is one in which the hook will not run. */
export interface Present {
  readonly type: 'present'
  readonly tampered: boolean
}

/** Sent round by the hook, to have a task of its own. */
export interface Round {
  readonly type: 'round'
}

/** What the history may keep, where that isn't the default. */
export interface Keep {
  readonly type: 'keep'
  readonly limits: HistoryLimits
}

/** hook → relay. Blobs cross as they are: the relay reads them, so that the page doesn't have to. */
export type FromHook = Present | Round | Sockets | Batch<Body | Blob> | Reply
/** relay → hook */
export type ToHook = Command | Round | Keep

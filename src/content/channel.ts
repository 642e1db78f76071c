/**
 * The private channel between the hook, which lives in the page's realm, and the relay, which lives in the extension's.
 * The hook hands one end of a MessageChannel over by an event that it dispatches at document_start, synchronously, while
 * no page script exists; the relay takes it and stops listening. Nobody can learn of the channel or forge on it later.
 */
import type { HistoryLimits } from '../core/history-limits.ts'
import type { Body, Payload } from '../core/row.ts'
import type { ActReport, Batch, Batches, Blocked, Command, Held, Probe, Reply, Sockets, WorkerInfo } from '../wire.ts'

/**
 * Type of the event that carries the port; none where natives were replaced and the hook will not run. Dispatched on `document.fonts`: a page that can reach into a frame before its
 * document loads may have listeners on the window, and every node's events pass the window.
 */
export const OFFER = 'sockeye:offer'
/** The relay's answer, while the offer is being dispatched; its lastEventId is what hooks know each other by. */
export const ANSWER = 'sockeye:answer'

/** Type of the event by which the hook takes up what a reload from the panel put before it: its detail takes the maker. */
export const PART = 'sockeye:part'

/** Type of the event by which a document whose workers are to be captured names the channel for their hooks. */
export const WORKERS = 'sockeye:workers'

/** Added to what hooks know each other by: type of the event by which a document that goes tells its last rows. */
export const FAREWELL = ' farewell'

/** Likewise what carries out rules; where it comes into a living document, the type is a secret of the two. */
export const ACT = 'sockeye:act'

/** The document has its first socket. */
export interface Present {
  readonly type: 'present'
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

/** The document goes, and no task of its relay's will come any more: this is told by an event, within the last of the page's. */
export interface Farewell {
  readonly type: 'farewell'
  /** All that has not been acknowledged, as far as it fits; else what came since the farewell before. */
  readonly whole: boolean
  readonly batches: readonly Batch<Body | Blob>[]
  /** The number of the row that would come next. */
  readonly next: number
}

/** hook → relay. Blobs cross as they are: the relay reads them, so that the page doesn't have to. */
export type FromHook =
  | Present
  | Round
  | Sockets
  | Batches<Body | Blob>
  | Reply<Payload | Blob>
  | Blocked
  | Farewell
  | ActReport
  | WithBlob
/** What is held may be a Blob, as rows may. */
export type WithBlob = Omit<Held, 'data'> & { readonly data: Blob }
/** relay → hook */
export type ToHook = Exclude<Command, Probe> | Round | Keep

/**
 * What a worker's hook says on the channel where the relay waits for it: it has its first socket, and listens on a
 * channel of its own. Only the two of them and the background know the names of both.
 */
export interface Meeting {
  readonly channel: string
  /** Address of the worker's script. */
  readonly url: string
  readonly worker: WorkerInfo
}
/** The answer to a probe. */
export interface Alive {
  readonly type: 'alive'
}
/** relay → hook of a worker, and back. A worker's hook is met, so it never says that it is present. */
export type ToWorker = ToHook | Probe
export type FromWorker = Exclude<FromHook, Present> | Alive

import type { Hello, Source, WorkerInfo } from '../wire.ts'

/** A document of the inspected tab, or a worker of one, that has, or had, sockets. */
export interface DocumentInfo {
  readonly id: string
  /** What its relay calls it. */
  readonly nonce: string
  /** 0 is the top frame. A worker has the one of its document. */
  readonly frame: number
  /** null: a document. */
  readonly worker: WorkerInfo | null
  /** A worker has the one of its script. */
  readonly url: string
  readonly origin: string
  /** Its natives had been replaced before the hook ran; its sockets can't be seen. */
  readonly tampered: boolean
  /** It speaks another version: the extension was updated since it loaded. */
  readonly outdated: boolean
  /** Counts the navigations of the tab before it. */
  readonly epoch: number
  gone: boolean
}

/** A document that has just greeted. */
export function documentInfo(source: Source, hello: Hello, outdated: boolean, epoch: number): DocumentInfo {
  const { nonce, worker, url, tampered } = hello
  return {
    id: source.document,
    nonce,
    frame: source.frame,
    worker,
    url,
    origin: source.origin,
    tampered,
    outdated,
    epoch,
    gone: false,
  }
}

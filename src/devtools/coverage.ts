import type { Handshake } from '../core/handshake.ts'
import type { Socket } from '../core/socket.ts'
import type { DocumentInfo } from './document-info.ts'
import type { Handshakes, Place } from './handshakes.ts'

type Documents = ReadonlyMap<string, DocumentInfo>

/**
 * Why a socket is not captured:
 * - `tampered`: a frame whose natives had been replaced before the hook ran
 * - `outdated`: a document with the hook of an older version of the extension
 * - `unhooked`: a document that was there before the extension, or that it may not run in
 * - `worker`: a dedicated worker without a hook
 * - `elsewhere`: a shared or service worker
 */
export type MissingWhy = 'tampered' | 'outdated' | 'unhooked' | 'worker' | 'elsewhere'

/** A socket of which only the handshake was seen. */
export interface Missing {
  readonly handshake: Handshake
  readonly why: MissingWhy
}

/** How many of the tab's sockets can be seen. */
export interface Coverage {
  readonly captured: number
  readonly missing: readonly Missing[]
}

/** What a socket is that nobody reports, as far as its handshake and its document tell. */
export function whyMissing(handshake: Handshake, documents: Documents): MissingWhy {
  switch (handshake.asker) {
    case 'worker':
      return 'worker'
    case 'sharedWorker':
    case 'serviceWorker':
    case 'unknown':
      return 'elsewhere'
    case 'document': {
      const document = handshake.document === null ? undefined : documents.get(handshake.document)
      return document?.tampered ? 'tampered' : document?.outdated ? 'outdated' : 'unhooked'
    }
    default:
      return handshake.asker satisfies never
  }
}

export function coverageOf(shown: readonly Socket[], handshakes: Handshakes, documents: Documents): Coverage {
  const missing = handshakes.missing().map((handshake) => ({ handshake, why: whyMissing(handshake, documents) }))
  return { captured: shown.filter(({ origin }) => origin === 'page' || origin === 'network').length, missing }
}

/** Where a socket was constructed, and when (ms since the epoch), for finding its handshake. */
export function placeOf(socket: Socket, time: number, documents: Documents): Place {
  const { number, url, protocols, document, origin } = socket
  const info = documents.get(document)
  const by = origin === 'test' ? 'panel' : info?.worker ? 'worker' : 'document'
  return { number, url, protocols, time, document: info?.id ?? null, frame: info?.frame ?? null, by, life: socket }
}

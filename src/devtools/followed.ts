import type { SocketNumber } from '../core/log.ts'
import type { Lost } from '../core/row.ts'
import type { Left } from '../wire.ts'
import type { DocumentInfo } from './document-info.ts'
import type { Recording } from './recording.ts'

/** A document with what the session needs to follow it. */
export interface Followed {
  readonly info: DocumentInfo
  /** Socket numbers of the document to those of the session. */
  readonly sockets: Map<number, SocketNumber>
  /** The session's number of a document's socket; one that nobody has heard of is added. */
  readonly socketOf: (number: number) => SocketNumber
  /** Number of the row that must come next. */
  next: number
}

/** Follows a document from its first row on. Its sockets are added to a recording when they are first heard of. */
export function follow(info: DocumentInfo, recording: Pick<Recording, 'add'>): Followed {
  const sockets = new Map<number, SocketNumber>()
  const socketOf = (number: number): SocketNumber => {
    const known = sockets.get(number) ?? recording.add('page', info.id).number
    sockets.set(number, known)
    return known
  }
  return { info, sockets, socketOf, next: 0 }
}

/** The messages that never came of the document of this name, which is gone; null: none is missing. */
export function lostAtEnd(all: Iterable<Followed>, nonce: string, { next, steps }: Left): Lost | null {
  for (const followed of all) {
    if (followed.info.nonce !== nonce || followed.next >= next) continue
    const count = next - followed.next - steps.filter((row) => row >= followed.next).length
    followed.next = next
    return count > 0 ? { count, cause: 'left' } : null
  }
  return null
}

/** What a document told that never came before this row of it; null: nothing. */
export function lostBefore(first: number, { next }: Followed): Lost | null {
  return first > next ? { count: first - next, cause: next === 0 ? 'history' : 'overflow' } : null
}

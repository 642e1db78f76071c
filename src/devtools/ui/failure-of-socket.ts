import { type Failure, failureOf } from '../../core/failure.ts'
import type { Socket } from '../../core/socket.ts'
import type { Session } from '../state.ts'

/** Why a socket failed; null for one that didn't, or not yet. */
export function failureOfSocket(session: Session, socket: Socket): Failure | null {
  const { url, protocols, opened, closed, document, number } = socket
  return failureOf({
    url,
    protocols,
    page: session.documents.get(document)?.url ?? '',
    opened: opened !== null,
    closed,
    handshake: session.handshakes.of(number),
    policy: opened === null ? session.blocks.policyFor(document, url) : null,
  })
}

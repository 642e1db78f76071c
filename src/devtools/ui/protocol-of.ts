import { encoders } from '../../core/encoders/list.ts'
import type { SocketNumber } from '../../core/log.ts'
import type { State } from '../state.ts'

/** How far back it is looked: rows, and messages that are decoded for it. */
const ROWS = 2000
const MESSAGES = 20

/** The id of the decoder that a socket's newest messages belong to, if an encoder writes what it reads; null: not known
 *  (yet: what isn't decoded is asked for). */
export function protocolOf({ session: { log }, decoding }: State, socket: SocketNumber): string | null {
  if (!decoding) return null
  const canWrite = (id: string): boolean => encoders.some(({ protocol }) => protocol === id)
  const pinned = decoding.pinned(socket)
  if (pinned !== null && canWrite(pinned)) return pinned
  let left = MESSAGES
  for (let row = log.end - 1; row >= Math.max(log.first, log.end - ROWS) && left > 0; row--) {
    const kind = log.kind(row)
    if ((kind !== 'sent' && kind !== 'received') || log.socket(row) !== socket) continue
    left--
    const known = decoding.meaning(row)
    if (known && known !== 'late' && canWrite(known.id)) return known.id
  }
  return null
}

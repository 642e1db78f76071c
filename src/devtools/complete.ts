import { utf8Length } from '../core/bytes.ts'
import type { Log, RowNumber } from '../core/log.ts'
import type { Payload } from '../core/row.ts'

const GONE =
  'The page no longer has the rest of this message: it was left or reloaded, has let go of it for newer ones, or had the message before DevTools was opened.'

/**
 * Fetches a payload in slices, each when the one before has come, and gives it to its row in the log. `tell` is told the
 * share that has come. Resolves to why it could not, in words for people, or null.
 */
export async function complete(
  log: Log,
  row: RowNumber,
  fetch: (theirs: number, from: number) => Promise<Payload | null>,
  tell: (share: number) => void,
  isCancelled: () => boolean,
): Promise<string | null> {
  if (!log.isHere(row)) await log.load(row)
  const theirs = log.theirs(row)
  const socket = log.socket(row)
  // Of a text that is cut, units: nobody has counted its bytes.
  const size = log.size(row)
  if (theirs === undefined) return GONE
  const texts: string[] = []
  const bytes: ArrayBuffer[] = []
  for (let from = 0; from < size; ) {
    const slice = await fetch(theirs, from)
    if (isCancelled()) return 'It was cancelled.'
    if (slice === null) return GONE
    const length = typeof slice === 'string' ? texts.push(slice) && slice.length : bytes.push(slice) && slice.byteLength
    if (length === 0) return GONE
    from += length
    tell(from / size)
  }
  const body = texts.length > 0 ? texts.join('') : joined(bytes, size)
  const bodySize = typeof body === 'string' ? utf8Length(body) : size
  return log.complete(socket, theirs, body, bodySize) === null ? 'The row has left the log meanwhile.' : null
}

function joined(parts: readonly ArrayBuffer[], size: number): ArrayBuffer {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(new Uint8Array(part), at)
    at += part.byteLength
  }
  return whole.buffer
}

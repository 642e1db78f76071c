import type { RowNumber } from '../../core/log.ts'
import { likeRow } from '../../core/query/like.ts'
import { isPayload } from '../../core/row.ts'
import type { State } from '../state.ts'

/** Rows that are looked back at the most. */
const BACK = 2000

/**
 * The last message before this one that its socket sent or received alike and that says it is of the same kind; null where
 * there is none near. What is not decoded yet is asked for, and may be found at the next look.
 */
export function previousLike({ session, decoding }: State, row: RowNumber): RowNumber | null {
  const { log } = session
  const kindOf = (one: RowNumber): string | null | undefined => {
    const meaning = decoding?.meaning(one)
    return meaning === undefined ? undefined : meaning === null || meaning === 'late' ? null : meaning.kind
  }
  const kind = kindOf(row) ?? null
  const like = kind === null ? likeRow(log, row) : ''
  for (let one = row - 1; one >= Math.max(log.first, row - BACK); one--) {
    if (log.socket(one) !== log.socket(row) || log.kind(one) !== log.kind(row)) continue
    if (!log.isHere(one) || !isPayload(log.body(one))) continue
    if (kind === null ? likeRow(log, one) === like : kindOf(one) === kind) return one
  }
  return null
}

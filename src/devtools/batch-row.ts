import type { Row } from '../core/log.ts'
import { type Body, FLAG, KINDS, type ReadyState } from '../core/row.ts'
import type { Batch } from '../wire.ts'

/** One row of a batch but for its socket and its stack. What is older than `since`, ms since the epoch, is history. */
export function rowOf(batch: Batch, at: number, since: number): Omit<Row, 'socket' | 'stack'> {
  const time = batch.time[at] as number
  return {
    time,
    kind: KINDS[batch.kind[at] as number] ?? 'error',
    state: batch.state[at] as ReadyState,
    flags: (batch.flags[at] as number) | (time < since ? FLAG.history : 0),
    size: batch.size[at] as number,
    buffered: batch.buffered[at] as number,
    body: batch.body[at] as Body,
    heard: batch.heard?.[at] ?? undefined,
  }
}

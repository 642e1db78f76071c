import { utf8Length } from '../core/bytes.ts'
import type { Columns } from '../core/chunk.ts'
import type { SocketNumber } from '../core/log.ts'
import { FLAG } from '../core/row.ts'
import type { Touched } from '../core/rules/rule.ts'
import type { SharedTexts } from '../core/shared-texts.ts'
import type { Batch } from '../wire.ts'

interface ColumnsOptions {
  /** The first row that is wanted, counted within the batch. */
  readonly from: number
  /** The session's number of a document's socket. */
  readonly socketOf: (number: number) => SocketNumber
  readonly stacks: SharedTexts
  /** What happened before this is history, ms since the epoch. */
  readonly since: number
  /** What rules did to the rows from `from` on; null: nothing. */
  readonly touched: readonly (Touched | undefined)[] | null
}

/** The rows of a batch as the log takes them: a text's size in bytes, which the page doesn't count at its own cost. */
export function columnsOf(batch: Batch, { from, socketOf, stacks, since, touched }: ColumnsOptions): Columns {
  const body = from === 0 ? batch.body : batch.body.slice(from)
  const { length } = body
  const time = batch.time.subarray(from)
  const flags = batch.flags.slice(from)
  const size = batch.size.slice(from)
  const socket = new Uint32Array(length)
  let theirs: (number | null)[] | null = null
  let known = -1
  let number: SocketNumber = 0
  for (let at = 0; at < length; at++) {
    const one = batch.socket[from + at] as number
    // Rows of one socket mostly come together.
    if (one !== known) {
      known = one
      number = socketOf(one)
    }
    socket[at] = number
    if ((time[at] as number) < since) flags[at] = (flags[at] as number) | FLAG.history
    if (((flags[at] as number) & FLAG.truncated) !== 0) {
      theirs ??= []
      theirs[at] = batch.first + from + at
      continue
    }
    const text = body[at]
    if (typeof text === 'string') size[at] = utf8Length(text)
  }
  return {
    time,
    socket,
    kind: batch.kind.subarray(from),
    state: batch.state.subarray(from),
    flags,
    size,
    buffered: batch.buffered.subarray(from),
    body,
    stack: batch.stack?.slice(from).map((stack) => stacks.share(stack)) ?? null,
    heard: batch.heard?.slice(from) ?? null,
    theirs,
    touched,
  }
}

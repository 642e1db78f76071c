import type { Log, RowNumber } from './log.ts'
import { FLAG, isPayload, type Payload } from './row.ts'

/** One message to send again. */
export interface Step {
  readonly payload: Payload
  /** ms after the first one. */
  readonly at: number
  /** Messages that were received between this one and the next: what waiting for replies waits for. */
  readonly replies: number
}

export interface Plan {
  readonly steps: readonly Step[]
  /** What was received on the same sockets from the first step on, in order. */
  readonly replies: readonly Payload[]
  /** Messages that can't be sent again, since only their beginning was kept. */
  readonly cut: number
}

/**
 * Plans to send what was sent in these rows (ascending) again. Replies are what the log has on the same sockets after the
 * first of them, up to the next message that was sent there and isn't chosen.
 */
export function planReplay(log: Log, rows: readonly RowNumber[]): Plan {
  const chosen = new Set(rows.filter((row) => log.has(row) && log.kind(row) === 'sent'))
  const sockets = new Set([...chosen].map((row) => log.socket(row)))
  const first = Math.min(...chosen)
  const steps: { payload: Payload; at: number; replies: number }[] = []
  const replies: Payload[] = []
  /** Sockets whose last message that was sent is part of the plan. */
  const asked = new Set<number>()
  let cut = 0
  for (let row = first; row < log.end; row++) {
    const socket = log.socket(row)
    if (!sockets.has(socket)) continue
    const kind = log.kind(row)
    const body = log.body(row)
    if (kind === 'sent') {
      asked.delete(socket)
      if (!chosen.has(row)) continue
      if ((log.flags(row) & FLAG.truncated) !== 0 || !isPayload(body)) {
        cut++
        continue
      }
      asked.add(socket)
      steps.push({ payload: body, at: log.time(row) - log.time(first), replies: 0 })
    } else if (kind === 'received' && asked.has(socket) && isPayload(body)) {
      replies.push(body)
      const last = steps.at(-1)
      if (last) last.replies++
    }
  }
  const begin = steps[0]?.at ?? 0
  return { steps: steps.map((step) => ({ ...step, at: Math.max(0, step.at - begin) })), replies, cut }
}

/** How old replies and new ones differ. `first`: the first place at which they do. */
export interface Comparison {
  readonly before: number
  readonly now: number
  readonly equal: number
  /** By place, the first ones that differ; null where there is none on that side. */
  readonly differences: readonly Difference[]
}
export interface Difference {
  /** From 1. */
  readonly place: number
  readonly before: Payload | null
  readonly now: Payload | null
}

/** Differences that are listed; the others are counted. */
const LISTED = 100

/** Compares by place, byte for byte. */
export function compareReplies(before: readonly Payload[], now: readonly Payload[]): Comparison {
  let equal = 0
  const differences: Difference[] = []
  for (let at = 0; at < Math.max(before.length, now.length); at++) {
    const old = before[at] ?? null
    const fresh = now[at] ?? null
    if (old !== null && fresh !== null && isEqual(old, fresh)) equal++
    else if (differences.length < LISTED) differences.push({ place: at + 1, before: old, now: fresh })
  }
  return { before: before.length, now: now.length, equal, differences }
}

function isEqual(one: Payload, other: Payload): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  if (one.byteLength !== other.byteLength) return false
  const bytes = new Uint8Array(one)
  const others = new Uint8Array(other)
  return bytes.every((byte, at) => byte === others[at])
}

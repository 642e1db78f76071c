import type { Answered } from '../core/calls.ts'
import type { Meaning, Reading } from '../core/decoders/choose.ts'
import type { Message } from '../core/decoders/decoder.ts'
import type { RowNumber, SocketNumber } from '../core/log.ts'
import type { JsonTerm } from '../core/query/engines.ts'

/** null: nobody claims it. `late`: it took longer than the deadline, twice, and was given up. undefined: not known yet. */
export type Known = Meaning | null | 'late' | undefined

/** What is known of one row. */
export interface Entry {
  row: RowNumber
  readonly socket: SocketNumber
  readonly direction: Message['direction']
  readonly time: number
  readonly size: number
  known: Known
  /** Times that the worker was ended over it. */
  ended: number
  /** ms that it may take. */
  patience: number
  /** What it was asked by `terms`, and whether it passes each. */
  held: { readonly terms: readonly JsonTerm[]; readonly passes: readonly boolean[] } | null
  /** Of a request or a reply that was met with its partner. */
  call: Answered<Entry> | null
}

/** The other half of a call. */
export interface Partner {
  readonly row: RowNumber
  /** What the row itself is. */
  readonly role: 'request' | 'reply'
  /** ms between the two. */
  readonly took: number
  readonly failed: boolean
}

/** Rows of a socket that go to the same readers, one after the other. */
export interface Lane {
  readonly id: number
  /** The row from which on nothing was handed in yet. */
  next: RowNumber
  opened: boolean
}

/** The job that the worker is at. */
export interface Underway {
  readonly entries: readonly Entry[]
  readonly terms: readonly JsonTerm[]
  /** Entries that were answered. */
  done: number
  readonly full: ((reading: Reading | null | 'late') => void) | null
}

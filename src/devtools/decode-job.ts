import { type Meaning, type Reading, SocketReader, type Wishes } from '../core/decoders/choose.ts'
import type { Decoder, Message, SocketFacts } from '../core/decoders/decoder.ts'

/** Messages of one socket, in their order, for the decode worker. One job is under way at a time. */
export interface Job {
  /** Jobs of one lane go to the same readers; a lane begins with `open`. */
  readonly lane: number
  readonly open: { readonly facts: SocketFacts; readonly wishes: Wishes } | null
  readonly messages: readonly Message[]
  /** The last message is wanted in full; those before only lead to it. */
  readonly full: boolean
}

/** A decoder's id and its name for people. */
export type DecoderName = Pick<Decoder, 'id' | 'name'>

/** What the worker says: that it has loaded its decoders, then of each job how far it is, and the meanings since it last said so. */
export type Answer =
  | { readonly type: 'ready'; readonly decoders: readonly DecoderName[] }
  | {
      readonly type: 'read'
      readonly meanings: readonly (Meaning | null)[]
      readonly done: boolean
      /** Of a job that is `full`, at its end. */
      readonly reading: Reading | null
    }

/** ms of work after which the worker says how far it is. */
const STINT = 20
/** Lanes that the worker remembers; the one that was opened first is forgotten first. */
const LANES = 64

/** Answers one job after the other. `say` is called at least every 20 ms, unless one message takes longer. */
export function jobReader(decoders: readonly Decoder[], say: (answer: Answer) => void): (job: Job) => void {
  const lanes = new Map<number, SocketReader>()
  return ({ lane, open, messages, full }) => {
    if (open) lanes.set(lane, new SocketReader(decoders, open.facts, open.wishes))
    for (const old of lanes.keys()) if (lanes.size > LANES) lanes.delete(old)
    const reader = lanes.get(lane)
    let meanings: (Meaning | null)[] = []
    let last: Reading | null = null
    let since = performance.now()
    for (const message of messages) {
      last = reader?.read(message) ?? null
      meanings.push(last?.meaning ?? null)
      if (performance.now() - since < STINT) continue
      say({ type: 'read', meanings, done: false, reading: null })
      meanings = []
      since = performance.now()
    }
    say({ type: 'read', meanings, done: true, reading: full ? last : null })
  }
}

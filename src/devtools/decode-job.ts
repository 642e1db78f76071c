import { BROTLI, eachInflated } from '../core/decoders/brotli.ts'
import { type Meaning, type Reading, SocketReader, type Wishes } from '../core/decoders/choose.ts'
import type { Decoder, Message, SocketFacts } from '../core/decoders/decoder.ts'
import type { Preferences } from '../core/decoders/preferences.ts'
import { type LoadModule, noModule, type Preferred, preferredDecoders } from '../core/decoders/preferred.ts'
import type { Tree } from '../core/decoders/tree.ts'
import type { JsonTerm } from '../core/query/engines.ts'

/** Messages of one socket, in their order, for the decode worker. One job is under way at a time. */
export interface Job {
  readonly type: 'job'
  /** Jobs of one lane go to the same readers; a lane begins with `open`. */
  readonly lane: number
  readonly open: { readonly facts: SocketFacts; readonly wishes: Wishes } | null
  readonly messages: readonly Message[]
  /** What is asked of what each message holds. */
  readonly terms: readonly JsonTerm[]
  /** The last message is wanted in full; those before only lead to it. */
  readonly full: boolean
}

/** What the user prefers, from the next lane on. */
export interface Setup {
  readonly type: 'setup'
  readonly preferences: Preferences
}

/** A decoder's id and its name for people, and why it reads nothing, of one that can't be run. */
export type DecoderName = Pick<Decoder, 'id' | 'name' | 'problem'>

/** What the worker says: that it has loaded, which decoders there are, then of each job how far it is, and the meanings since it last said so. */
export type Answer =
  | { readonly type: 'ready' }
  | { readonly type: 'decoders'; readonly decoders: readonly DecoderName[] }
  | {
      readonly type: 'read'
      readonly meanings: readonly (Meaning | null)[]
      /** Of each of these messages, whether it passes each of the job's terms. */
      readonly held: readonly (readonly boolean[])[]
      readonly done: boolean
      /** Of a job that is `full`, at its end. */
      readonly reading: Reading | null
    }

/** Makes a test of what messages hold. */
export type ContentTest = (term: JsonTerm) => (content: Tree) => boolean

/** ms of work after which the worker says how far it is. */
const STINT = 20
/** Lanes that the worker remembers; the one that was opened first is forgotten first. */
const LANES = 64

/**
 * Answers one job after the other. `say` is called at least every 20 ms, unless one message takes longer. What follows a
 * setup that takes a while waits for its promise.
 */
export function jobReader(
  decoders: readonly Decoder[],
  say: (answer: Answer) => void,
  contentTest: ContentTest = () => () => false,
  load: LoadModule = noModule,
): (order: Job | Setup) => void | Promise<void> {
  const lanes = new Map<number, SocketReader>()
  let preferred: Preferred = { decoders, end: () => {} }
  const use = (next: Preferred): void => {
    // Nobody asks the lanes of another setup.
    lanes.clear()
    preferred.end()
    preferred = next
    const names = next.decoders.map(({ id, name, problem }) => ({ id, name, ...(problem && { problem }) }))
    say({ type: 'decoders', decoders: names })
  }
  return (order) => {
    if (order.type === 'setup') {
      const next = preferredDecoders(order.preferences, decoders, load)
      return next instanceof Promise ? next.then(use) : use(next)
    }
    const { lane, open, messages, terms, full } = order
    const tests = terms.map(contentTest)
    if (open) lanes.set(lane, new SocketReader(preferred.decoders, open.facts, open.wishes))
    for (const [old, forgotten] of lanes) {
      if (lanes.size <= LANES) break
      forgotten.end()
      lanes.delete(old)
    }
    const reader = lanes.get(lane)
    let meanings: (Meaning | null)[] = []
    let held: boolean[][] = []
    let last: Reading | null = null
    let since = performance.now()
    const readNext = (message: Message): void => {
      last = reader?.read(message) ?? null
      meanings.push(last?.meaning ?? null)
      const content = last?.content ?? null
      held.push(tests.map((test) => content !== null && test(content)))
      if (performance.now() - since < STINT) return
      say({ type: 'read', meanings, held, done: false, reading: null })
      meanings = []
      held = []
      since = performance.now()
    }
    const finish = (): void => say({ type: 'read', meanings, held, done: true, reading: full ? last : null })
    const reading = eachInflated(messages, () => reader?.pinned === BROTLI, readNext)
    return reading ? reading.then(finish) : finish()
  }
}

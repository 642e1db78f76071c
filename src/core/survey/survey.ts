import { Calls } from '../calls.ts'
import type { Reading } from '../decoders/choose.ts'
import type { Call } from '../decoders/decoder.ts'
import type { Tree } from '../decoders/tree.ts'
import { TreeValue } from '../decoders/tree-value.ts'
import { Durations } from './durations.ts'
import { type Place, wordAt } from './place.ts'
import { addToShape, type Change, newShape, type Shape, step } from './shape.ts'
import { typeName, typescriptOf } from './typescript.ts'

/** One message, as a survey is told of it. */
export interface Surveyed {
  readonly row: number
  readonly socket: number
  readonly direction: 'sent' | 'received'
  /** bytes */
  readonly size: number
  /** ms since the epoch */
  readonly time: number
}

/** Messages that say they are of one kind, in one direction. */
export interface KindReport {
  /** Tells groups apart, as long as a survey lives. */
  readonly key: string
  readonly protocol: string
  /** null: they say nothing of it. */
  readonly kind: string | null
  readonly direction: 'sent' | 'received'
  readonly count: number
  readonly bytes: number
  /** Messages a second in the last ten. */
  readonly rate: number
  readonly firstRow: number
  readonly lastRow: number
  /** A filter's term for them; null where there is none. */
  readonly term: string | null
  /** How often a message had a field or a type that none before it had. */
  readonly changes: number
}

/** One kind's values in full. */
export interface KindDetail {
  readonly key: string
  /** A TypeScript declaration; null where the messages have no values. */
  readonly typescript: string | null
  /** The last of them, the newest first. */
  readonly changes: readonly (Change & { readonly row: number })[]
}

/** Calls of one kind that one side made. */
export interface CallReport {
  readonly key: string
  readonly protocol: string
  readonly kind: string | null
  readonly direction: 'sent' | 'received'
  readonly count: number
  readonly answered: number
  readonly failed: number
  /** Rows of requests that have no answer yet, the oldest first; not all where they are many. */
  readonly unanswered: readonly number[]
  readonly open: number
  /** ms; null where none was answered. */
  readonly p50: number | null
  readonly p95: number | null
  readonly most: number | null
  /** The request that took longest. */
  readonly slowest: number | null
  /** Of requests and answers. */
  readonly bytes: number
  readonly term: string | null
}

export interface SurveyReport {
  readonly kinds: readonly KindReport[]
  readonly calls: readonly CallReport[]
  readonly detail: KindDetail | null
  /** Kinds that were not told apart any more, because there are too many. */
  readonly isCut: boolean
}

/** What the user named: where kinds and ids stand in messages whose protocol doesn't say. */
export interface SurveyWishes {
  readonly kind: Place | null
  readonly id: Place | null
}

interface Group {
  readonly key: string
  readonly protocol: string
  readonly kind: string | null
  readonly direction: 'sent' | 'received'
  readonly term: string | null
  readonly shape: Shape
  readonly recent: Recent
  readonly changes: (Change & { row: number })[]
  changed: number
  count: number
  bytes: number
  firstRow: number
  lastRow: number
}

interface CallGroup {
  readonly key: string
  readonly protocol: string
  readonly kind: string | null
  readonly direction: 'sent' | 'received'
  readonly term: string | null
  readonly durations: Durations
  readonly open: Set<Request>
  count: number
  failed: number
  bytes: number
  slowest: number | null
}

interface Request extends Surveyed {
  readonly group: CallGroup | null
}

/** Names by which messages of JSON protocols say what they are, the usual ones first. */
const DISCRIMINATORS = ['type', 'event', 'op', 'method', 'action', 'topic', 'channel', 'command', 'cmd', 'kind', 't']
const LONGEST_KIND = 100
const MOST_KINDS = 1000
const MOST_CHANGES = 20
const MOST_UNANSWERED = 100
/** Seconds over which a rate is told. */
const WINDOW = 10

/** Counts by second, of the last ten. */
class Recent {
  readonly #counts = new Float64Array(WINDOW)
  #last = 0

  add(time: number): void {
    const second = Math.floor(time / 1000)
    this.#forget(second)
    if (second > this.#last - WINDOW) this.#counts[second % WINDOW] = (this.#counts[second % WINDOW] as number) + 1
  }
  /** Messages a second in the ten seconds before `now`. */
  rate(now: number): number {
    this.#forget(Math.floor(now / 1000))
    return this.#counts.reduce((sum, count) => sum + count, 0) / WINDOW
  }
  #forget(second: number): void {
    for (let at = Math.max(this.#last + 1, second - WINDOW + 1); at <= second; at++) this.#counts[at % WINDOW] = 0
    this.#last = Math.max(this.#last, second)
  }
}

/** Groups messages by their kind and pairs calls, message by message, each socket's in order. */
export class Survey {
  readonly #wishes: SurveyWishes
  readonly #groups = new Map<string, Group>()
  readonly #callGroups = new Map<string, CallGroup>()
  readonly #calls = new Calls<Request>()
  #isCut = false

  constructor(wishes: SurveyWishes) {
    this.#wishes = wishes
  }

  /** `reading` is null where nobody claims the message. */
  tell(message: Surveyed, reading: Reading | null, isText: boolean): void {
    const content = reading?.content ?? null
    const said = kindOf(reading, content, this.#wishes.kind)
    const protocol = reading?.meaning.protocol ?? (isText ? 'text' : 'binary')
    const group = this.#group(protocol, said, message)
    group.count++
    group.bytes += message.size
    group.lastRow = message.row
    group.recent.add(message.time)
    if (content && reading?.meaning.broken === false) {
      const changes = addToShape(group.shape, content)
      if (changes.length > 0) group.changed++
      for (const change of changes.slice(0, MOST_CHANGES)) group.changes.unshift({ ...change, row: message.row })
      group.changes.length = Math.min(group.changes.length, MOST_CHANGES)
    }
    this.#tellCall(message, reading?.meaning.call ?? null, protocol, said)
  }

  #group(protocol: string, { kind, term }: Said, { direction, row }: Surveyed): Group {
    const key = JSON.stringify([protocol, kind, direction])
    const known = this.#groups.get(key)
    if (known) return known
    if (this.#groups.size >= MOST_KINDS && kind !== null) {
      this.#isCut = true
      return this.#group(protocol, { kind: null, term: null }, { direction, row } as Surveyed)
    }
    const made: Group = {
      key,
      protocol,
      kind,
      direction,
      term: term && `${term} dir:${direction}`,
      shape: newShape(),
      recent: new Recent(),
      changes: [],
      changed: 0,
      count: 0,
      bytes: 0,
      firstRow: row,
      lastRow: row,
    }
    this.#groups.set(key, made)
    return made
  }

  #tellCall(message: Surveyed, call: Call | null, protocol: string, said: Said): void {
    if (!call) return
    const group = this.#calls.begins(message.socket, call) ? this.#callGroup(protocol, said, message) : null
    const request = { ...message, group }
    if (group) this.#begin(group, request)
    const pair = this.#calls.tell(message.socket, message.direction, call, request)
    if (pair) this.#end(pair.request, message, pair.failed)
  }

  #callGroup(protocol: string, { kind, term }: Said, { direction }: Surveyed): CallGroup {
    const key = JSON.stringify([protocol, kind, direction])
    const known = this.#callGroups.get(key)
    if (known) return known
    const made: CallGroup = {
      key,
      protocol,
      kind,
      direction,
      term: term && `${term} dir:${direction}`,
      durations: new Durations(),
      open: new Set(),
      count: 0,
      failed: 0,
      bytes: 0,
      slowest: null,
    }
    if (this.#callGroups.size < MOST_KINDS) this.#callGroups.set(key, made)
    else this.#isCut = true
    return made
  }

  #begin(group: CallGroup, request: Request): void {
    group.count++
    group.bytes += request.size
    group.open.add(request)
  }

  #end(request: Request, reply: Surveyed, failed: boolean): void {
    const { group } = request
    if (!group) return
    const took = reply.time - request.time
    if (took > (group.durations.most ?? -1)) group.slowest = request.row
    group.durations.add(took)
    group.bytes += reply.size
    group.open.delete(request)
    if (failed) group.failed++
  }

  /** `detail` is the key of the kind that is wanted in full; `now` in ms since the epoch. */
  report(detail: string | null, now: number): SurveyReport {
    const wanted = detail === null ? undefined : this.#groups.get(detail)
    return {
      kinds: [...this.#groups.values()].map((group) => ({
        key: group.key,
        protocol: group.protocol,
        kind: group.kind,
        direction: group.direction,
        count: group.count,
        bytes: group.bytes,
        rate: group.recent.rate(now),
        firstRow: group.firstRow,
        lastRow: group.lastRow,
        term: group.term,
        changes: group.changed,
      })),
      calls: [...this.#callGroups.values()].map((group) => ({
        key: group.key,
        protocol: group.protocol,
        kind: group.kind,
        direction: group.direction,
        count: group.count,
        answered: group.durations.count,
        failed: group.failed,
        unanswered: [...group.open].slice(0, MOST_UNANSWERED).map(({ row }) => row),
        open: group.open.size,
        p50: group.durations.percentile(0.5),
        p95: group.durations.percentile(0.95),
        most: group.durations.most,
        slowest: group.slowest,
        bytes: group.bytes,
        term: group.term,
      })),
      detail: wanted
        ? {
            key: wanted.key,
            typescript: wanted.shape.count > 0 ? typescriptOf(wanted.shape, typeName(wanted.kind)) : null,
            changes: wanted.changes,
          }
        : null,
      isCut: this.#isCut,
    }
  }
}

interface Said {
  readonly kind: string | null
  /** A filter's term for messages that say so. */
  readonly term: string | null
}

/** What a message says it is: as the user named it, else by its protocol, else by a usual name. */
function kindOf(reading: Reading | null, content: Tree | null, place: Place | null): Said {
  if (content && place) {
    const word = wordAt(content, place)
    if (word !== null && word.length <= LONGEST_KIND) return { kind: word, term: jsonTerm(place, word, content) }
  }
  const kind = reading?.meaning.kind ?? null
  if (kind !== null) return { kind, term: `event:${JSON.stringify(kind)}` }
  if (!content) return { kind: null, term: null }
  const root = new TreeValue(content)
  if (root.isArray) {
    // Many protocols send arrays that begin with their event's name.
    const first = root.item(0)?.string ?? null
    return first !== null && first.length <= LONGEST_KIND
      ? { kind: first, term: jsonTerm([0], first, content) }
      : { kind: null, term: null }
  }
  for (const name of DISCRIMINATORS) {
    const word = root.field(name)?.id ?? null
    if (word !== null && word.length <= LONGEST_KIND) return { kind: word, term: jsonTerm([name], word, content) }
  }
  return { kind: null, term: null }
}

/** `json:$.type="order"`, as the filter language has it. */
function jsonTerm(place: Place, word: string, content: Tree): string {
  const path = place.map((one) => (typeof one === 'number' ? `[${one}]` : step(one))).join('')
  let value: TreeValue | null = new TreeValue(content)
  for (const one of place) value = (typeof one === 'number' ? value?.item(one) : value?.field(one)) ?? null
  return `json:$${path}=${value?.kind === 'string' ? JSON.stringify(word) : word}`
}

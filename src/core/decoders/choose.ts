import { type Place, wordAt } from '../survey/place.ts'
import { utf8Text } from './byte-cursor.ts'
import {
  type Call,
  type Confidence,
  type Decoded,
  type Decoder,
  isBroken,
  type Message,
  type Outcome,
  type Reader,
  type SocketFacts,
} from './decoder.ts'
import { type Tree, TreeBuilder } from './tree.ts'
import { summaryLine, treeSummary } from './tree-summary.ts'

/** What the user decided of a socket's decoders. */
export interface Wishes {
  /** The one that it is, whatever others say; null: whoever is surest. */
  readonly pinned: string | null
  /** Decoders that are not asked. */
  readonly off: readonly string[]
  /** Where the id of a call stands in messages whose protocol has none. */
  readonly id?: Place | null
}

/** What one decoder says of a message or of what was in it. */
export interface Layer {
  /** The decoder's. */
  readonly id: string
  readonly protocol: string
  /** What the bytes were called by the layer around; null for the message itself. */
  readonly label: string | null
  readonly tree: Tree | null
  readonly notes: readonly string[]
  /** Why it could not be read to its end, and where that is. */
  readonly error: string | null
  readonly at: number | null
  /** What carries on where this layer is not the whole of it: an image for a preview. */
  readonly bytes: Uint8Array | null
}

/** A message's meaning on one line. */
export interface Meaning {
  readonly id: string
  /** As it is written, with what is inside: `gzip › JSON`. */
  readonly protocol: string
  readonly confidence: Confidence
  readonly summary: string
  readonly kind: string | null
  readonly call: Call | null
  readonly broken: boolean
  /** What it means depends on the messages before it. */
  readonly ordered: boolean
}

/** A message's meaning in full: the message first, then what was in it. */
export interface Reading {
  readonly meaning: Meaning
  /** The payload proper, of the innermost layer that has one; null where it can't be read. */
  readonly content: Tree | null
  readonly layers: readonly Layer[]
}

const SURE: Readonly<Record<Confidence, number>> = { possible: 0, likely: 1, certain: 2, decided: 3 }
/** Encodings within encodings. */
const DEEPEST = 4

type Claim = Exclude<Outcome, 'not mine'>
interface Asked {
  readonly decoder: Decoder
  readonly reader: Reader
}

/** Reads the messages of one socket with all decoders, in their order, and lets the surest one say what each means. */
export class SocketReader {
  readonly #asked: readonly Asked[]
  readonly #facts: SocketFacts
  readonly #decoders: readonly Decoder[]
  readonly #wishes: Wishes
  readonly #level: number
  /** Read what is inside messages, which has an order of its own, by the decoder around. Made when something is. */
  readonly #inside = new Map<string, SocketReader>()

  constructor(decoders: readonly Decoder[], facts: SocketFacts, wishes: Wishes, level = 0) {
    this.#decoders = decoders
    this.#facts = facts
    this.#wishes = wishes
    this.#level = level
    const { pinned, off } = wishes
    this.#asked = decoders.flatMap((decoder) => {
      if (pinned !== null ? decoder.id !== pinned : off.includes(decoder.id)) return []
      const reader = decoder.reader(facts, pinned === decoder.id)
      return reader ? [{ decoder, reader }] : []
    })
  }

  /** The decoder that the user says it is. */
  get pinned(): string | null {
    return this.#wishes.pinned
  }

  /** null: no decoder claims it. */
  read(message: Message): Reading | null {
    const reading = this.#read(message)
    const { id } = this.#wishes
    if (!id || !reading?.content || reading.meaning.call) return reading
    const named = wordAt(reading.content, id)
    if (named === null) return reading
    return { ...reading, meaning: { ...reading.meaning, call: { role: 'half', scope: 'named', id: named } } }
  }

  #read(message: Message): Reading | null {
    let best: { readonly decoder: Decoder; readonly claim: Claim } | null = null
    for (const { decoder, reader } of this.#asked) {
      // What is settled can't be outdone; but those that need all messages are given all.
      if (best && isSettled(best.claim) && !decoder.ordered) continue
      const claim = ask(decoder, reader, message)
      if (claim !== 'not mine' && (best === null || isSurer(claim, best.claim))) best = { decoder, claim }
    }
    if (best === null) return null
    const { decoder, claim } = best
    const { id } = decoder
    const layer: Layer = {
      id,
      protocol: claim.protocol,
      label: null,
      tree: claim.tree ?? null,
      notes: isBroken(claim) ? [] : (claim.notes ?? []),
      error: isBroken(claim) ? claim.error : null,
      at: isBroken(claim) ? claim.at : null,
      bytes: id === 'media' && typeof message.data !== 'string' ? message.data : null,
    }
    if (isBroken(claim)) {
      const summary = summaryLine(claim.tree ? `${claim.error} ${treeSummary(claim.tree)}` : claim.error)
      return { meaning: meaningOf(decoder, claim, summary), content: null, layers: [layer] }
    }
    const inner = this.#readInside(message, decoder, claim)
    // Base64 that means nothing more is a word that only looks like it.
    if (id === 'base64' && claim.confidence === 'possible' && inner === null) return null
    const content = claim.content ?? inner?.content ?? claim.tree
    if (inner === null) return { meaning: meaningOf(decoder, claim, claim.summary), content, layers: [layer] }
    const [first, ...rest] = inner.layers
    const layers = [layer, { ...(first as Layer), label: claim.inner?.label ?? null }, ...rest]
    // A wrapper says nothing by itself: what is inside is what the message means. A person's decoder may have said it.
    const isDecided = claim.confidence === 'decided' && claim.summary !== ''
    const isWrapper = claim.kind === undefined && claim.call === undefined && !isDecided
    const own = meaningOf(decoder, claim, isWrapper ? inner.meaning.summary : claim.summary)
    return {
      meaning: {
        ...own,
        protocol: inner.meaning.id === '' && !isWrapper ? own.protocol : `${own.protocol} › ${inner.meaning.protocol}`,
        ordered: own.ordered || inner.meaning.ordered,
        ...(isWrapper && { kind: inner.meaning.kind, call: inner.meaning.call }),
      },
      content,
      layers,
    }
  }

  /** Nothing more is read. */
  end(): void {
    for (const { reader } of this.#asked) reader.end?.()
    for (const inside of this.#inside.values()) inside.end()
  }

  #readInside(message: Message, { id }: Decoder, { inner, confidence }: Decoded): Reading | null {
    if (!inner || this.#level >= DEEPEST) return null
    // A protocol that is known by the socket is not in itself: SockJS' `h` is its heartbeat, but the text `h` in a frame of it is a text.
    const isKnown = SURE[confidence] >= SURE.certain
    const off = isKnown ? [...this.#wishes.off, id] : this.#wishes.off
    const key = isKnown ? id : ''
    const known = this.#inside.get(key)
    const inside =
      known ??
      new SocketReader(
        this.#decoders,
        { url: this.#facts.url, subprotocol: '' },
        { pinned: null, off },
        this.#level + 1,
      )
    if (!known) this.#inside.set(key, inside)
    return inside.read({ ...message, data: inner.data }) ?? plainText(inner.data)
  }
}

/** Nobody's claim goes before one that is certain and could be read, or before a person's word. */
function isSettled(claim: Claim): boolean {
  return claim.confidence === 'decided' || (claim.confidence === 'certain' && !isBroken(claim))
}

function isSurer(claim: Claim, than: Claim): boolean {
  const more = SURE[claim.confidence] - SURE[than.confidence]
  return more > 0 || (more === 0 && isBroken(than) && !isBroken(claim))
}

function ask({ name }: Decoder, reader: Reader, message: Message): Outcome {
  try {
    return reader.read(message)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { protocol: name, confidence: 'possible', error: `The decoder failed: ${why}`, at: null }
  }
}

function meaningOf({ id, ordered }: Decoder, claim: Claim, summary: string): Meaning {
  const { protocol, confidence } = claim
  const broken = isBroken(claim)
  return {
    id,
    protocol,
    confidence,
    summary,
    kind: broken ? null : (claim.kind ?? null),
    call: broken ? null : (claim.call ?? null),
    broken,
    ordered,
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells bytes from text.
const BINARY = /[\u0000-\u0008\u000e-\u001f]/

/** What is inside a message and is nothing but text; null for bytes. */
function plainText(data: string | Uint8Array): Reading | null {
  const text = typeof data === 'string' ? data : utf8Text(data)
  if (text === null || BINARY.test(text)) return null
  const tree = new TreeBuilder().leaf('string', text).done()
  const layer: Layer = { id: '', protocol: 'text', label: null, tree, notes: [], error: null, at: null, bytes: null }
  const summary = treeSummary(tree)
  const meaning: Meaning = {
    id: '',
    protocol: 'text',
    confidence: 'possible',
    summary,
    kind: null,
    call: null,
    broken: false,
    ordered: false,
  }
  return { meaning, content: tree, layers: [layer] }
}

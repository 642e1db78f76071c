import { visibleLine } from '../visible.ts'
import type { Call, Confidence, Decoded } from './decoder.ts'
import { type Tree, TreeBuilder } from './tree.ts'
import { TreeValue } from './tree-value.ts'

/** One packet of a protocol; a message may hold several. */
export interface Packet {
  readonly summary: string
  /** Empty: what is in it (`inner`) says what it is. */
  readonly kind: string
  readonly tree: Tree
  readonly content?: Tree | null | undefined
  readonly call?: Call | null | undefined
  readonly inner?: Decoded['inner'] | null | undefined
  readonly notes?: readonly string[] | undefined
}

/** Packets of one message that are described; a message of 2-byte packets could hold any number. */
export const SHOWN = 1000
const SUMMARY_LIMIT = 200

/**
 * What a message with these packets, at least one, means. Of several, the first with a call speaks for the message.
 * @param total How many packets the message has, if more than were described.
 */
export function decodedOf(
  protocol: string,
  confidence: Confidence,
  packets: readonly Packet[],
  total = packets.length,
): Decoded {
  const first = packets[0] as Packet
  const speaker = packets.find((packet) => packet.call) ?? first
  const notes = packets.flatMap((packet) => packet.notes ?? [])
  if (packets.length > 1 && packets.filter((packet) => packet.call).length > 1) {
    notes.push('Several calls are in this message; only the first is paired.')
  }
  if (total > packets.length) notes.push(`${total} packets are in this message; the first ${packets.length} are shown.`)
  return {
    protocol,
    confidence,
    summary: summaryOf(packets, total) || protocol,
    ...(speaker.kind === '' ? {} : { kind: clip(speaker.kind, SUMMARY_LIMIT) }),
    tree: packets.length === 1 ? first.tree : listOf(packets),
    ...(packets.length === 1 && first.content ? { content: first.content } : {}),
    ...(speaker.call ? { call: speaker.call } : {}),
    ...(packets.length === 1 && first.inner ? { inner: first.inner } : {}),
    ...(notes.length > 0 ? { notes: [...new Set(notes)].slice(0, 20) } : {}),
  }
}

function summaryOf(packets: readonly Packet[], total: number): string {
  const shown = packets.slice(0, 4).map((packet) => packet.summary.trim())
  if (total > shown.length) shown.push(`${total - shown.length} more`)
  return clip(visibleLine(clip(shown.join(' · '), SUMMARY_LIMIT)), SUMMARY_LIMIT)
}

function listOf(packets: readonly Packet[]): Tree {
  const builder = new TreeBuilder().open('array')
  for (const { tree } of packets) new TreeValue(tree).addTo(builder, null)
  return builder.done()
}

function clip(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}

/** A name in a summary, as it was sent but for its length: `chat:msg` or `"a b"`. */
export function nameText(name: string): string {
  const short = clip(name, 80)
  return /^[^\s"]+$/.test(short) ? short : JSON.stringify(short)
}

/** A text in quotes in a summary. */
export function quoted(text: string): string {
  return JSON.stringify(clip(text, 80))
}

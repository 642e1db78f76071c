import type {
  Broken,
  Confidence,
  Decoded,
  Decoder,
  Outcome,
  SocketFacts,
} from '../../../../src/core/decoders/decoder.ts'
import { isBroken } from '../../../../src/core/decoders/decoder.ts'
import { protocols } from '../../../../src/core/decoders/protocols.ts'
import type { Tree } from '../../../../src/core/decoders/tree.ts'
import { TreeValue } from '../../../../src/core/decoders/tree-value.ts'
import type { Conversation } from './capture.ts'

const SURE: readonly Confidence[] = ['possible', 'likely', 'certain']

/** What one decoder says of each message. */
export function readWith(decoder: Decoder, conversation: Conversation, pinned = false): Outcome[] {
  const reader = decoder.reader(conversation, pinned)
  return conversation.messages.map((message) => reader?.read(message) ?? 'not mine')
}

/** The claim that wins for each message when all protocols look at all messages, as in the panel. */
export async function readAll(conversation: Conversation): Promise<Outcome[]> {
  const decoders = await Promise.all(protocols.map((load) => load()))
  const claims = decoders.map((decoder) => readWith(decoder, conversation))
  return conversation.messages.map((_, index) => {
    let best: Outcome = 'not mine'
    for (const outcomes of claims) {
      const claim = outcomes[index] as Outcome
      if (claim === 'not mine') continue
      if (best === 'not mine' || SURE.indexOf(claim.confidence) > SURE.indexOf(best.confidence)) best = claim
    }
    return best
  })
}

/** A line for each message: protocol, confidence, direction, summary and call. What a person would check. */
export async function lines(conversation: Conversation): Promise<string[]> {
  const outcomes = await readAll(conversation)
  return outcomes.map((outcome, index) => {
    const arrow = conversation.messages[index]?.direction === 'sent' ? '↑' : '↓'
    return `${arrow} ${lineOf(outcome)}`
  })
}

export function lineOf(outcome: Outcome): string {
  if (outcome === 'not mine') return 'not mine'
  const head = `${outcome.protocol} ${outcome.confidence}: `
  if (isBroken(outcome)) return `${head}BROKEN ${outcome.error} at ${outcome.at}`
  const { call } = outcome
  const id = call ? ` [${call.role}${call.failed ? ' failed' : ''} ${call.scope} ${call.id}]` : ''
  return `${head}${outcome.summary}${id}`
}

/** Made-up messages, for what no library at hand says: `>` was sent, `<` received. */
export function conversation(
  facts: Partial<SocketFacts>,
  ...messages: readonly (readonly ['>' | '<', string | Uint8Array])[]
): Conversation {
  return {
    url: 'wss://example.test/',
    subprotocol: '',
    ...facts,
    messages: messages.map(([arrow, data], time) => ({ direction: arrow === '>' ? 'sent' : 'received', data, time })),
  }
}

/** What was decoded; fails the test where it was not. */
export function decoded(outcome: Outcome | undefined): Decoded {
  if (!outcome || outcome === 'not mine' || isBroken(outcome))
    throw new Error(`Not decoded: ${outcome && lineOf(outcome)}`)
  return outcome
}

export function broken(outcome: Outcome | undefined): Broken {
  if (!outcome || outcome === 'not mine' || !isBroken(outcome)) throw new Error('Not broken.')
  return outcome
}

/** A tree as a plain value, to be compared with what a library says. Numbers are rounded as JSON.parse rounds them. */
export function plain(tree: Tree | undefined, node = 0): unknown {
  if (!tree) return undefined
  const value = new TreeValue(tree, node)
  const items = () => value.items(Number.POSITIVE_INFINITY)
  if (value.isObject) return Object.fromEntries(items().map((item) => [tree.key[item.node], plain(tree, item.node)]))
  if (value.isArray) return items().map((item) => plain(tree, item.node))
  if (value.kind === 'number') return Number(tree.text[node])
  if (value.kind === 'boolean') return value.boolean
  if (value.isNull) return null
  if (value.kind === 'bytes') return Uint8Array.from(value.bytes ?? [])
  return tree.text[node] ?? undefined
}

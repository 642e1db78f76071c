/**
 * A decoder that a user wrote: a function `decode` in JavaScript, run by core/interpreter.
 *
 * Claims the messages that the function answers, of sockets whose address fits. Its word goes before everybody's: somebody
 * took the trouble to say what these messages are. Refuses messages longer than MOST_INPUT.
 */
import { type Answer, type Interpreter, MOST_UNITS, MOST_VALUES, type Problem } from '../interpreter/interpreter.ts'
import { visibleLine } from '../visible.ts'
import type { Decoder, Message, Outcome, SocketFacts } from './decoder.ts'
import { type OwnDecoder, ownId } from './preferences.ts'
import { type NodeKind, type Tree, TreeBuilder } from './tree.ts'
import { summaryLine, treeSummary } from './tree-summary.ts'
import { matchesUrl } from './url-pattern.ts'

/** Bytes or UTF-16 units of a message: it is copied, and everything with it takes more of the interpreter's memory. */
const MOST_INPUT = 8 * 2 ** 20

/** What `decode` is given, beside `bytes` and `memory`. */
interface Input {
  /** Of a text message; a binary one has `bytes`, a Uint8Array. */
  readonly text?: string
  readonly direction: Message['direction']
  readonly url: string
  /** The subprotocol that the server chose; empty: none. */
  readonly protocol: string
  /** ms since the epoch. */
  readonly time: number
}

/** The decoder; `interpreter` has its program, or is why there is none. */
export function ownDecoder({ id, name, url }: OwnDecoder, interpreter: Interpreter | Problem): Decoder {
  const problem = 'call' in interpreter ? interpreter.problem : interpreter
  const protocol = name || 'Own decoder'
  /** Each reader has a memory of its own. */
  let readers = 0
  return {
    id: ownId(id),
    name: protocol,
    // Its `memory` may depend on all messages before.
    ordered: true,
    ...(problem && { problem: problemText(problem) }),
    reader(socket, pinned) {
      if (!pinned && !matchesUrl(url, socket.url)) return null
      const memory = ++readers
      return {
        read(message) {
          if (message.data.length > MOST_INPUT) {
            const error = `This message is longer than ${MOST_INPUT / 2 ** 20} MB, and decoders of your own are not asked about such.`
            return { protocol, confidence: 'decided', error, at: null }
          }
          if (!('call' in interpreter)) return outcomeOf(protocol, { problem: interpreter })
          const { data } = message
          const bytes = typeof data === 'string' ? null : data
          return outcomeOf(protocol, interpreter.call(inputOf(message, socket), bytes, memory))
        },
        end() {
          if ('call' in interpreter) interpreter.forget(memory)
        },
      }
    },
  }
}

function problemText({ message, line }: Problem): string {
  return visibleLine(line === null ? message : `Line ${line}: ${message}`)
}

function inputOf({ data, direction, time }: Message, { url, subprotocol }: SocketFacts): string {
  const input: Input = { direction, url, protocol: subprotocol, time, ...(typeof data === 'string' && { text: data }) }
  // As JSON, which escapes what the interpreter's own strings would lose: NUL, and surrogates without a partner.
  return JSON.stringify(input)
}

function outcomeOf(protocol: string, answer: Answer): Outcome {
  if (answer === null) return 'not mine'
  const confidence = 'decided'
  if ('problem' in answer) return { protocol, confidence, error: problemText(answer.problem), at: null }
  const { summary, kind, inner, cells, cut } = answer
  const tree = treeOfCells(cells)
  const data = inner && (inner.is === 'text' ? inner.data : bytesOf(inner.data))
  return {
    protocol,
    confidence,
    // With what is inside, that says what the message means, unless the function did.
    summary: summary === undefined ? (inner ? '' : treeSummary(tree)) : summaryLine(summary),
    ...(kind !== undefined && { kind: summaryLine(kind) }),
    tree,
    ...(data !== undefined && { inner: { label: 'inner', data } }),
    ...(cut && {
      notes: [
        `The decoder’s answer goes on: ${MOST_VALUES.toLocaleString('en')} values and ${MOST_UNITS / 2 ** 20} million characters are shown at the most.`,
      ],
    }),
  }
}

function bytesOf(units: string): Uint8Array {
  return Uint8Array.from(units, (unit) => unit.charCodeAt(0))
}

function treeOfCells(cells: Exclude<Answer, null | { readonly problem: Problem }>['cells']): Tree {
  const builder = new TreeBuilder()
  for (let at = 0; at < cells.length; at += 3) {
    const [key = null, text = null] = [cells[at + 1], cells[at + 2]]
    const kind = cells[at] as NodeKind | 'end'
    switch (kind) {
      case 'object':
      case 'array':
      case 'tag':
        builder.open(kind, key, text)
        break
      case 'end':
        builder.close()
        break
      case 'bytes':
        builder.bytes(bytesOf(text ?? ''), key)
        break
      case 'string':
      case 'number':
      case 'boolean':
      case 'null':
      case 'undefined':
      case 'date':
        builder.leaf(kind, text, key)
        break
      default:
        kind satisfies never
    }
  }
  return builder.done()
}

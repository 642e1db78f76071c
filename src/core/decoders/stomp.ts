/**
 * STOMP 1.0, 1.1 and 1.2. https://stomp.github.io/stomp-specification-1.2.html
 *
 * Refuses: frames with commands that the specifications don't have. A frame that is split over messages, as clients do with
 * large ones, is put together up to 1 MiB.
 */
import { ByteCursor, utf8Text } from './byte-cursor.ts'
import { ByteQueue } from './byte-queue.ts'
import type { Call, Confidence, Decoder, Message, Outcome, Reader } from './decoder.ts'
import { decodedOf, nameText, type Packet, quoted, SHOWN } from './packets.ts'
import { payloadParts } from './payload-parts.ts'
import { record } from './record.ts'

const COMMANDS = new Set([
  'CONNECT',
  'STOMP',
  'CONNECTED',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
  'MESSAGE',
  'RECEIPT',
  'ERROR',
])
const KEPT = 1024 * 1024
const LF = 0x0a
const NUL = 0

interface Frame {
  readonly command: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

export const stompDecoder: Decoder = {
  id: 'stomp',
  name: 'STOMP',
  ordered: true,
  reader({ subprotocol }, pinned) {
    const named = /^v1[0-2]\.stomp$/.test(subprotocol)
    return named || pinned || subprotocol === '' ? new StompReader(named || pinned) : null
  },
}

class StompReader implements Reader {
  #known: boolean
  readonly #queues: Record<Message['direction'], ByteQueue> = { sent: new ByteQueue(), received: new ByteQueue() }

  constructor(known: boolean) {
    this.#known = known
  }

  read({ data, direction }: Message): Outcome {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    const begun = /^(?:CONNECT|STOMP|CONNECTED)\r?\n/.test(
      new ByteCursor(bytes.subarray(0, 12)).text(Math.min(12, bytes.length)),
    )
    const confidence: Confidence = this.#known || begun ? 'certain' : 'likely'
    const queue = this.#queues[direction]
    const continues = queue.length > 0
    if (!this.#known && !looksLikeFrame(bytes)) return 'not mine'
    queue.push(bytes)
    if (continues && !bytes.includes(NUL)) return this.#part(queue, bytes)
    const whole = queue.bytes
    const packets: Packet[] = []
    let at = 0
    let total = 0
    for (let next = frameAt(whole, at); next; next = frameAt(whole, at)) {
      if (next === 'broken') {
        queue.clear()
        if (!this.#known) return 'not mine'
        return {
          protocol: 'STOMP',
          confidence,
          error: 'This is no STOMP frame: a command must come first.',
          at: continues ? null : at,
        }
      }
      at = next.end
      if (total < SHOWN) packets.push(next.frame ? describe(next.frame, direction) : heartbeat())
      total++
    }
    queue.drop(at)
    if (begun) this.#known = true
    if (queue.length > 0 && !this.#known) {
      queue.clear()
      return 'not mine'
    }
    return packets.length > 0 ? decodedOf('STOMP', confidence, packets, total) : this.#part(queue, bytes)
  }

  #part(queue: ByteQueue, part: Uint8Array): Outcome {
    const summary = `part of a frame, ${queue.length} bytes so far`
    const notes = queue.length > KEPT ? ['Frames of more than 1 MiB are not put together.'] : undefined
    if (notes) queue.clear()
    const shown = utf8Text(part) ?? part
    return decodedOf('STOMP', 'certain', [{ summary, kind: 'part', tree: record({ part: shown }), notes }])
  }
}

function heartbeat(): Packet {
  return { summary: 'heart-beat', kind: 'heart-beat', tree: record({ command: 'heart-beat' }) }
}

/** A known command and a line break, and NUL as the last byte but for line breaks: what nothing else looks like. */
function looksLikeFrame(bytes: Uint8Array): boolean {
  const line = new ByteCursor(bytes.subarray(0, 16)).text(Math.min(16, bytes.length)).split(/\r?\n/)
  if (line.length < 2 || !COMMANDS.has(line[0] as string)) return false
  let last = bytes.length - 1
  while (last > 0 && (bytes[last] === LF || bytes[last] === 0x0d)) last--
  return bytes[last] === NUL
}

/** The frame at `at`, or a line break between frames; null at the end or where a frame isn't whole. */
function frameAt(
  bytes: Uint8Array,
  at: number,
): { readonly frame: Frame | null; readonly end: number } | 'broken' | null {
  if (at >= bytes.length) return null
  // Line breaks that follow a frame's NUL belong to it; alone they are heart-beats.
  if (bytes[at] === LF) return { frame: null, end: at + 1 }
  if (bytes[at] === 0x0d && bytes[at + 1] === LF) return { frame: null, end: at + 2 }
  const commandEnd = bytes.indexOf(LF, at)
  if (commandEnd === -1) return bytes.length - at > 16 ? 'broken' : null
  const command = lineText(bytes, at, commandEnd)
  if (!COMMANDS.has(command)) return 'broken'
  const headers = new Map<string, string>()
  const escapes = command !== 'CONNECT' && command !== 'CONNECTED'
  let lineStart = commandEnd + 1
  while (true) {
    const lineEnd = bytes.indexOf(LF, lineStart)
    if (lineEnd === -1) return null
    const line = lineText(bytes, lineStart, lineEnd)
    lineStart = lineEnd + 1
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon === -1) return 'broken'
    const name = unescaped(line.slice(0, colon), escapes)
    // Of equal headers the first one counts.
    if (!headers.has(name)) headers.set(name, unescaped(line.slice(colon + 1), escapes))
  }
  const length = headers.get('content-length')
  const claimed = length !== undefined && /^\d{1,15}$/.test(length) ? lineStart + Number(length) : -1
  if (claimed >= bytes.length) return null
  const end = claimed >= 0 ? claimed : bytes.indexOf(NUL, lineStart)
  if (end === -1) return null
  if (bytes[end] !== NUL) return 'broken'
  let next = end + 1
  while (bytes[next] === LF || (bytes[next] === 0x0d && bytes[next + 1] === LF)) next++
  return { frame: { command, headers, body: bytes.subarray(lineStart, end) }, end: next }
}

function lineText(bytes: Uint8Array, from: number, to: number): string {
  const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to
  return new ByteCursor(bytes, from).text(end - from)
}

const ESCAPES: Readonly<Record<string, string>> = { '\\r': '\r', '\\n': '\n', '\\c': ':', '\\\\': '\\' }

/** Escapes of 1.1 and later; those that are none stay as they are, as in 1.0. */
function unescaped(text: string, escapes: boolean): string {
  return escapes ? text.replace(/\\[rnc\\]/g, (pair) => ESCAPES[pair] as string) : text
}

function describe({ command, headers, body }: Frame, direction: Message['direction']): Packet {
  const destination = headers.get('destination')
  const id = headers.get('id') ?? headers.get('message-id') ?? headers.get('subscription')
  const receipt = headers.get('receipt')
  const receiptId = headers.get('receipt-id')
  const message = command === 'ERROR' ? headers.get('message') : undefined
  const said = [
    command,
    destination !== undefined ? nameText(destination) : '',
    destination === undefined && id !== undefined ? `#${nameText(id)}` : '',
    command === 'CONNECTED' && headers.has('version') ? nameText(headers.get('version') as string) : '',
    message !== undefined ? quoted(message) : '',
    receipt !== undefined ? `receipt ${nameText(receipt)}` : '',
    receiptId !== undefined ? nameText(receiptId) : '',
  ]
  const { shown, content, inner } = payloadParts(body)
  return {
    summary: said.filter((part) => part !== '').join(' '),
    kind: destination !== undefined && (command === 'SEND' || command === 'MESSAGE') ? destination : command,
    tree: record({ command, headers, body: body.length > 0 ? shown : undefined }),
    content: body.length > 0 ? content : null,
    inner,
    call: callOf(command, receipt, receiptId, direction),
  }
}

function callOf(
  command: string,
  receipt: string | undefined,
  receiptId: string | undefined,
  direction: Message['direction'],
): Call | null {
  if (command === 'CONNECT' || command === 'STOMP') return { role: 'request', id: 'connect', scope: 'connection' }
  if (command === 'CONNECTED') return { role: 'reply', id: 'connect', scope: 'connection' }
  if (direction === 'sent') return receipt === undefined ? null : { role: 'request', id: receipt, scope: 'page' }
  if (receiptId === undefined) return null
  return { role: 'reply', id: receiptId, scope: 'page', ...(command === 'ERROR' ? { failed: true } : {}) }
}

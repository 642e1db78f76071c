/**
 * Brotli (https://www.rfc-editor.org/rfc/rfc7932), each message a stream of its own, inflated by the browser where it can do that
 * (`DecompressionStream('brotli')`: Firefox 153 can; Chromium 156 can't, and there is no such decoder there).
 *
 * Brotli has no signature: it is read only where a person says that it is that. The browser inflates in its own time, so
 * messages are inflated before they are read (`eachInflated`). Refuses texts, and stops at 64 MiB of a message.
 */
import { CAP } from './compressed.ts'
import type { Decoder, Outcome } from './decoder.ts'
import { record } from './record.ts'

/** What came of a message's bytes; `error`: the browser's words. */
type Inflated = { readonly data: Uint8Array; readonly capped: boolean } | { readonly error: string }

const inflated = new WeakMap<Uint8Array, Inflated>()

export const BROTLI = 'brotli'

/** Standard, and not in the types yet: https://compression.spec.whatwg.org/#supported-formats */
const FORMAT = 'brotli' as CompressionFormat

export function hasBrotli(): boolean {
  try {
    new DecompressionStream(FORMAT)
    return true
  } catch {
    return false
  }
}

/** Inflates a message for the decoder, which then reads it. */
async function inflateBrotli(data: string | Uint8Array): Promise<void> {
  if (typeof data === 'string' || inflated.has(data)) return
  try {
    inflated.set(data, await inflate(data))
  } catch (error) {
    inflated.set(data, { error: error instanceof Error ? error.message : String(error) })
  }
}

/** Does something with each message in turn, those that are Brotli once they are inflated; at once where none is. */
export function eachInflated<Message extends { readonly data: string | Uint8Array }>(
  messages: readonly Message[],
  isBrotli: (message: Message) => boolean,
  act: (message: Message) => void,
): void | Promise<void> {
  if (messages.some(isBrotli)) return inTurn(messages, isBrotli, act)
  for (const message of messages) act(message)
}

/** No more than one is inflated at a time: each may be large. */
async function inTurn<Message extends { readonly data: string | Uint8Array }>(
  messages: readonly Message[],
  isBrotli: (message: Message) => boolean,
  act: (message: Message) => void,
): Promise<void> {
  for (const message of messages) {
    if (isBrotli(message)) await inflateBrotli(message.data)
    act(message)
  }
}

async function inflate(bytes: Uint8Array): Promise<Inflated> {
  const stream = new DecompressionStream(FORMAT)
  const writer = stream.writable.getWriter()
  // A copy: what is written may be handed over. What goes wrong is told by the reader.
  writer.write(bytes.slice()).catch(() => {})
  writer.close().catch(() => {})
  const reader = stream.readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value.subarray(0, CAP - length))
    length += part.value.length
    if (length <= CAP) continue
    reader.cancel().catch(() => {})
    break
  }
  const data = new Uint8Array(Math.min(length, CAP))
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  return { data, capped: length > CAP }
}

export const brotliDecoder: Decoder = {
  id: BROTLI,
  name: 'Brotli',
  ordered: false,
  reader(_, pinned) {
    if (!pinned) return null
    return {
      read({ data }): Outcome {
        const result = typeof data === 'string' ? undefined : inflated.get(data)
        if (!result || typeof data === 'string') return 'not mine'
        const said = { protocol: 'Brotli', confidence: 'certain' } as const
        if ('error' in result) return { ...said, error: `It can’t be inflated (${result.error}).`, at: null }
        const { data: inner, capped } = result
        return {
          ...said,
          summary: `${data.length} bytes inflate to ${inner.length}${capped ? ' and more' : ''}`,
          tree: record({ compressed: data.length, inflated: inner.length }),
          ...(inner.length > 0 && { inner: { label: 'inflated', data: inner } }),
          ...(capped && {
            notes: [`Inflating was stopped at ${CAP / 2 ** 20} MiB: the message goes on beyond that.`],
          }),
        }
      },
    }
  },
}

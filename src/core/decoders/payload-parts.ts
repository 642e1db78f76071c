import { utf8Text } from './byte-cursor.ts'
import { jsonValue } from './json-value.ts'
import type { Packet } from './packets.ts'
import type { TreeValue } from './tree-value.ts'

/** What a packet carries for its users, who may have put anything there. */
export interface PayloadParts extends Pick<Packet, 'content' | 'inner'> {
  /** For the packet's tree: JSON's value, a text, or the bytes. */
  readonly shown: TreeValue | string | Uint8Array
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells bytes from text.
const BINARY = /[\u0000-\u0008\u000e-\u001f]/

/** A payload as JSON, else as text, else as bytes for the other decoders. */
export function payloadParts(payload: Uint8Array | string): PayloadParts {
  const text = typeof payload === 'string' ? payload : utf8Text(payload)
  if (text === null || BINARY.test(text)) return { shown: payload, inner: { label: 'payload', data: payload } }
  const json = jsonValue(text)
  if (json) return { shown: json, content: json.whole }
  return { shown: text, ...(text === '' ? {} : { inner: { label: 'payload', data: text } }) }
}

/**
 * Base64 (https://www.rfc-editor.org/rfc/rfc4648) in both alphabets, and data URLs (https://www.rfc-editor.org/rfc/rfc2397).
 *
 * Claims a text that is a data URL, or Base64 from its beginning to its end whose bytes mean something: what they are is said by other
 * decoders. Refuses texts of less than 16 units, which are words as often, and those of one case or of digits alone.
 */
import type { Decoded, Decoder, Outcome } from './decoder.ts'
import { record } from './record.ts'
import { summaryLine } from './tree-summary.ts'

const LEAST = 16
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const BASE64_URL = /^[A-Za-z0-9_-]+={0,2}$/
const DATA_URL = /^data:([^,]{0,200}),/

/** The bytes of a Base64 text; null where it is none. */
export function base64Bytes(text: string): Uint8Array | null {
  if (!BASE64.test(text) && !BASE64_URL.test(text)) return null
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function decoded(
  protocol: string,
  confidence: Decoded['confidence'],
  type: string | null,
  data: Uint8Array | string,
): Decoded {
  const length = `${data.length} ${typeof data === 'string' ? 'characters' : 'bytes'}`
  return {
    protocol,
    confidence,
    summary: summaryLine(type === null ? length : `${type}, ${length}`),
    tree: record({ ...(type !== null && { type }), length: data.length }),
    ...(data.length > 0 && { inner: { label: type ?? 'bytes', data } }),
  }
}

function dataUrl(text: string): Outcome {
  const found = DATA_URL.exec(text)
  if (!found) return 'not mine'
  const type = found[1] ?? ''
  const rest = text.slice(found[0].length)
  const isBase64 = /;base64$/i.test(type)
  if (isBase64) {
    const bytes = base64Bytes(rest.replaceAll(/[ \t\r\n]/g, ''))
    const media = type.slice(0, -';base64'.length) || 'text/plain'
    if (bytes || rest === '') return decoded('data URL', 'certain', media, bytes ?? new Uint8Array())
    return { protocol: 'data URL', confidence: 'certain', error: 'Its Base64 can’t be read.', at: found[0].length }
  }
  try {
    return decoded('data URL', 'certain', type || 'text/plain', decodeURIComponent(rest))
  } catch {
    return {
      protocol: 'data URL',
      confidence: 'certain',
      error: 'Its percent-encoding can’t be read.',
      at: found[0].length,
    }
  }
}

export const base64Decoder: Decoder = {
  id: 'base64',
  name: 'Base64',
  ordered: false,
  reader: (_, pinned) => ({
    read({ data }): Outcome {
      if (typeof data !== 'string') return 'not mine'
      if (data.startsWith('data:')) return dataUrl(data)
      const text = data.trim()
      const looksLike = text.length >= LEAST && text.length % 4 === 0 && /[a-z]/.test(text) && /[A-Z]/.test(text)
      if (!looksLike && !pinned) return 'not mine'
      const bytes = base64Bytes(text)
      if (bytes) return decoded('Base64', pinned ? 'certain' : 'possible', null, bytes)
      if (!pinned) return 'not mine'
      return { protocol: 'Base64', confidence: 'certain', error: 'This text is no Base64.', at: null }
    },
  }),
}

import { toHex } from '../../core/bytes.ts'
import type { Body } from '../../core/row.ts'
import { isBytes } from '../../core/row.ts'
import { copyText } from './copy-text.ts'

/** Puts a payload on the clipboard: a text as it is, bytes as hex. False where there is none, or it could not. */
export function copyPayload(document: Document | undefined, body: Body): boolean {
  if (!document) return false
  if (typeof body === 'string') return copyText(document, body)
  return isBytes(body) && copyText(document, toHex(new Uint8Array(body)))
}

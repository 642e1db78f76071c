import { looksLikeText, toHex } from './bytes.ts'
import { visibleLine } from './visible.ts'

/** Where to cut a text so that at most `max` UTF-16 units stay and no pair of surrogates is split. */
function cutAt(text: string, max: number): number {
  if (text.length <= max) return text.length
  // At the pair's second half `codePointAt` sees that half alone; at its first half it sees the whole.
  return max > 0 && (text.codePointAt(max - 1) as number) > 0xffff ? max - 1 : max
}

/**
 * One line that stands for a text: its first `max` UTF-16 units with every unseen character made visible, and `…` where
 * more follows. Looks at no more than the head, however long the text is.
 */
export function previewText(text: string, max = 300): string {
  const end = cutAt(text, max)
  return visibleLine(text.slice(0, end)) + (end < text.length ? '…' : '')
}

/**
 * One line that stands for bytes: the first `max` of them in hex, and in quotes what they say if that looks like text:
 * `48 65 6c 6c 6f “Hello”`. `…` where more follows.
 */
export function previewBytes(bytes: Uint8Array, max = 32): string {
  const head = bytes.subarray(0, max)
  const more = head.length < bytes.length ? '…' : ''
  const hex = toHex(head) + (more && ` ${more}`)
  if (!looksLikeText(bytes)) return hex
  // A character that the cut splits is left out, which `stream` does.
  const text = new TextDecoder().decode(head, { stream: more !== '' })
  return `${hex} “${visibleLine(text)}${more}”`
}

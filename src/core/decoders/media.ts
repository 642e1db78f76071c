/**
 * Images, sound and other files by their signatures. https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern
 *
 * Claims bytes that begin with a signature of four bytes or more, and BMP. Says what kind of file it is and, of the commonest images, how large.
 */
import type { Decoder, Outcome } from './decoder.ts'
import { record } from './record.ts'

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0))

/** A signature, its place, and what follows it at another place. */
const SIGNATURES: readonly (readonly [type: string, bytes: readonly number[], then?: string, at?: number])[] = [
  ['image/png', [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', ascii('GIF8')],
  ['image/webp', ascii('RIFF'), 'WEBP', 8],
  ['audio/wav', ascii('RIFF'), 'WAVE', 8],
  ['image/avif', [0, 0, 0], 'ftypavif', 4],
  ['video/mp4', [0, 0, 0], 'ftyp', 4],
  ['video/webm', [0x1a, 0x45, 0xdf, 0xa3]],
  ['audio/ogg', ascii('OggS')],
  ['audio/flac', ascii('fLaC')],
  ['audio/mpeg', ascii('ID3')],
  ['application/pdf', ascii('%PDF-')],
  ['application/wasm', [0, ...ascii('asm')]],
]

/** The MIME type of a file by its first bytes; null where they are no signature. */
export function mediaType(bytes: Uint8Array): string | null {
  const isAt = (part: readonly number[], at: number): boolean => part.every((byte, index) => bytes[at + index] === byte)
  const found = SIGNATURES.find(
    ([, head, then, at]) => isAt(head, 0) && (then === undefined || isAt(ascii(then), at ?? 0)),
  )
  return found?.[0] ?? null
}

/** Width and height of an image, CSS pixels; null where they aren't looked for. */
function dimensions(type: string, bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 'image/png' && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) }
  if (type === 'image/gif' && bytes.length >= 10)
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  return null
}

export const mediaDecoder: Decoder = {
  id: 'media',
  name: 'Images and files',
  ordered: false,
  reader: () => ({
    read({ data }): Outcome {
      const type = typeof data === 'string' ? null : mediaType(data)
      if (type === null || typeof data === 'string') return 'not mine'
      const size = dimensions(type, data)
      const summary = `${type}${size ? ` ${size.width} × ${size.height}` : ''}, ${data.length} bytes`
      return {
        protocol: type.startsWith('image/') ? 'Image' : type.startsWith('audio/') ? 'Audio' : 'File',
        confidence: 'likely',
        summary,
        kind: type,
        tree: record({ type, ...size, length: data.length }),
      }
    },
  }),
}

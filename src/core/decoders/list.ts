import { brotliDecoder, hasBrotli } from './brotli.ts'
import type { Decoder } from './decoder.ts'
import { encodings } from './encodings.ts'
import { protocols } from './protocols.ts'

/** All decoders: of two that are equally sure of a message the first one wins, so protocols come before what they are made of. */
export async function loadDecoders(): Promise<readonly Decoder[]> {
  const all = await Promise.all([...protocols, ...encodings].map((load) => load()))
  return hasBrotli() ? [...all, brotliDecoder] : all
}

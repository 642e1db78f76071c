import type { Decoder } from './decoder.ts'

/** The decoders of encodings, each loaded when it is first needed. Of two that are equally sure the first one wins. */
export const encodings: readonly (() => Promise<Decoder>)[] = [
  async () => (await import('./ndjson.ts')).ndjsonDecoder,
  async () => (await import('./json.ts')).jsonDecoder,
  async () => (await import('./xml.ts')).xmlDecoder,
  async () => (await import('./compressed.ts')).compressedDecoder,
  async () => (await import('./media.ts')).mediaDecoder,
  async () => (await import('./bson.ts')).bsonDecoder,
  async () => (await import('./message-pack.ts')).messagePackDecoder,
  async () => (await import('./cbor.ts')).cborDecoder,
  async () => (await import('./protobuf.ts')).protobufDecoder,
  async () => (await import('./base64.ts')).base64Decoder,
]

/**
 * gzip (https://www.rfc-editor.org/rfc/rfc1952), zlib (rfc1950), raw deflate (rfc1951, only where pinned) and Zstandard (rfc8878).
 * A zlib stream may span messages, each of which ends with a flush (00 00 ff ff).
 *
 * Claims bytes that begin with the format's signature and can be inflated, to at most 64 MiB of a message: the rest of a
 * decompression bomb is left where it is, and that is said.
 */
import { Gunzip, Inflate, Unzlib } from 'fflate'
import { Decompress as UnZstandard } from 'fzstd'
import type { Decoder, Outcome } from './decoder.ts'
import { record } from './record.ts'

/** Bytes that one message may inflate to. */
export const CAP = 64 * 2 ** 20
/** Bytes that go into an inflater at once: what they become is bounded by the format's ratio of about 1,032 to 1. */
const PIECE = 16 * 1024

type Format = 'gzip' | 'zlib' | 'deflate' | 'zstd'

interface Inflater {
  push(chunk: Uint8Array, final?: boolean): void
  ondata: ((chunk: Uint8Array, final: boolean) => unknown) | null | undefined
}

class Capped extends Error {}

/** One stream of compressed bytes, of a message or of a socket's direction. */
class Stream {
  readonly #inflater: Inflater
  #parts: Uint8Array[] = []
  #length = 0

  constructor(format: Format) {
    const inflaters = { gzip: Gunzip, zlib: Unzlib, deflate: Inflate, zstd: UnZstandard }
    const inflater = new inflaters[format]() as unknown as Inflater
    inflater.ondata = (chunk) => {
      this.#parts.push(chunk.slice(0, Math.max(0, CAP - this.#length)))
      this.#length += chunk.length
      if (this.#length > CAP) throw new Capped()
    }
    this.#inflater = inflater
  }

  /** What the next bytes become. `capped`: there was more. Throws the library's errors. */
  push(bytes: Uint8Array, final: boolean): { readonly data: Uint8Array; readonly capped: boolean } {
    this.#parts = []
    this.#length = 0
    let capped = false
    try {
      for (let at = 0; at < bytes.length; at += PIECE) {
        const end = Math.min(at + PIECE, bytes.length)
        // A copy: the libraries keep what they are given.
        this.#inflater.push(bytes.slice(at, end), final && end === bytes.length)
      }
    } catch (error) {
      if (!(error instanceof Capped)) throw error
      capped = true
    }
    const data = new Uint8Array(Math.min(this.#length, CAP))
    let at = 0
    for (const part of this.#parts) {
      data.set(part, at)
      at += part.length
    }
    this.#parts = []
    return { data, capped }
  }
}

const NAMES: Readonly<Record<Format, string>> = { gzip: 'gzip', zlib: 'zlib', deflate: 'deflate', zstd: 'Zstandard' }

function formatOf(bytes: Uint8Array): Format | null {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip'
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return 'zstd'
  if ((first & 0x8f) === 8 && ((first << 8) | second) % 31 === 0 && (second & 0x20) === 0) return 'zlib'
  return null
}

function endsWithFlush(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes.subarray(-4)
  return a === 0 && b === 0 && c === 0xff && d === 0xff
}

function outcome(
  format: Format,
  size: number,
  inflated: { data: Uint8Array; capped: boolean },
  streamed: boolean,
): Outcome {
  const { data, capped } = inflated
  const notes = [
    ...(capped ? [`Inflating was stopped at ${CAP / 2 ** 20} MiB: the message goes on beyond that.`] : []),
    ...(streamed ? ['Part of a stream that spans the messages of this direction.'] : []),
  ]
  return {
    protocol: NAMES[format],
    confidence: 'likely',
    summary: `${size} bytes inflate to ${data.length}${capped ? ' and more' : ''}`,
    tree: record({ compressed: size, inflated: data.length }),
    ...(data.length > 0 && { inner: { label: 'inflated', data } }),
    ...(notes.length > 0 && { notes }),
  }
}

export const compressedDecoder: Decoder = {
  id: 'compressed',
  name: 'Compressed',
  ordered: true,
  reader(_, pinned) {
    /** Streams that go on, by direction. */
    const streams = new Map<string, Stream>()
    return {
      read({ data, direction }): Outcome {
        if (typeof data === 'string' || data.length < 4) return 'not mine'
        const going = streams.get(direction)
        const format = formatOf(data)
        const flushed = endsWithFlush(data)
        if (going && format !== 'zlib') {
          try {
            return outcome('zlib', data.length, going.push(data, false), true)
          } catch {
            streams.delete(direction)
          }
        }
        const wanted = format ?? (pinned ? 'deflate' : null)
        if (wanted === null) return 'not mine'
        const stream = new Stream(wanted)
        try {
          const inflated = stream.push(data, !flushed)
          if (flushed && wanted === 'zlib') streams.set(direction, stream)
          // Nothing came of it, and it says nothing of how it was made.
          if (inflated.data.length === 0 && wanted !== 'gzip' && !pinned) return 'not mine'
          return outcome(wanted, data.length, inflated, flushed && wanted === 'zlib')
        } catch (error) {
          if (wanted === 'zlib' && !pinned) return 'not mine'
          const why = error instanceof Error && error.message !== '' ? ` (${error.message})` : ''
          const confidence = pinned ? 'certain' : 'likely'
          return { protocol: NAMES[wanted], confidence, error: `It can’t be inflated${why}.`, at: null }
        }
      },
    }
  },
}

import { sizeText } from '../core/bytes.ts'
import { FileProblem } from '../core/files/file-problem.ts'
import { Lines } from '../core/files/lines.ts'
import { readHar } from '../core/files/read-har.ts'
import { NdjsonReader } from '../core/files/read-ndjson.ts'
import type { Room, Staged } from '../core/files/staged.ts'
import { breather } from './breath.ts'

/** A File, or what is like one in a test. */
export interface ReadableFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  stream(): ReadableStream<Uint8Array>
}

/** Bytes of a HAR at the most: it is read whole, and Chromium's longest string has 2^29 units. */
const LARGEST_HAR = 500_000_000
/** The beginning of what Sockeye's NDJSON begins with; anything else is taken for a HAR. */
const NDJSON = /^\ufeff?\s*\{\s*"type"\s*:\s*"sockeye"/

/** What takes the bytes of a file and gives back what is in it. Both throw FileProblem. */
interface Reader {
  push(bytes: Uint8Array): void
  end(): Staged
}

function ndjson(room: Room): Reader {
  const reader = new NdjsonReader(room)
  const lines = new Lines((line, number) => reader.line(line, number))
  return {
    push: (bytes) => lines.push(bytes),
    end() {
      lines.end()
      return reader.end()
    },
  }
}

function har(room: Room, size: number): Reader {
  if (size > LARGEST_HAR) {
    throw new FileProblem(
      `It is larger than ${sizeText(LARGEST_HAR)}, and a HAR has to be read in one piece. Export less, or export NDJSON.`,
    )
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const parts: string[] = []
  const decode = (bytes?: Uint8Array): void => {
    try {
      parts.push(decoder.decode(bytes, { stream: bytes !== undefined }))
    } catch {
      throw new FileProblem('It is not UTF-8 text.')
    }
  }
  return {
    push: decode,
    end() {
      decode()
      return readHar(parts.join(''), room)
    },
  }
}

/**
 * Reads a HAR or Sockeye's NDJSON, as its first bytes tell. Resolves to what is in it, or to why it can't be read, in words
 * for people that begin with the file's name. `tell` is told how many bytes have been read.
 */
export async function readFile(
  file: ReadableFile,
  room: Room,
  tell: (done: number) => void,
  isCancelled: () => boolean,
): Promise<Staged | string> {
  const breathe = breather()
  const refused = (why: string): string => `${file.name} was not opened. ${why}`
  let source: ReadableStreamDefaultReader<Uint8Array> | undefined
  try {
    source = file.stream().getReader()
    let reader: Reader | null = null
    let done = 0
    for (;;) {
      const { value } = await source.read()
      if (isCancelled()) return refused('It was cancelled.')
      if (!value) break
      reader ??= NDJSON.test(new TextDecoder().decode(value.subarray(0, 200))) ? ndjson(room) : har(room, file.size)
      reader.push(value)
      done += value.length
      tell(done)
      await breathe()
    }
    return (reader ?? ndjson(room)).end()
  } catch (error) {
    if (error instanceof FileProblem) return refused(error.message)
    if (error instanceof RangeError) return refused('It holds more than the browser can keep in memory.')
    return refused('It could not be read. Check that it still exists and choose it again.')
  } finally {
    // A panel that is gone answers by throwing.
    await Promise.resolve(source)
      .then((open) => open?.cancel())
      .catch(() => undefined)
  }
}

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { brotliDecoder, eachInflated, hasBrotli } from '../../../src/core/decoders/brotli.ts'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import { jsonDecoder } from '../../../src/core/decoders/json.ts'
import { loadDecoders } from '../../../src/core/decoders/list.ts'

/** Inflates all that was written at its end, as a browser that knows Brotli. */
class Inflating extends TransformStream<Uint8Array, Uint8Array> {
  constructor(format: string) {
    if (format !== 'brotli') throw new TypeError(`Unsupported compression format: ${format}`)
    const parts: Uint8Array[] = []
    super({
      transform: (part) => void parts.push(part),
      flush: (output) => output.enqueue(Uint8Array.from(brotliDecompressSync(Buffer.concat(parts)))),
    })
  }
}

beforeEach(() => vi.stubGlobal('DecompressionStream', Inflating))
afterEach(() => vi.unstubAllGlobals())

/** What a socket that is pinned to Brotli says of these bytes. */
async function read(data: Uint8Array) {
  const wishes = { pinned: 'brotli', off: [] }
  const reader = new SocketReader([jsonDecoder, brotliDecoder], { url: 'ws://host', subprotocol: '' }, wishes)
  const messages = [{ direction: 'received', data, time: 0 } as const]
  const readings: ReturnType<SocketReader['read']>[] = []
  await eachInflated(
    messages,
    () => reader.pinned === 'brotli',
    (message) => readings.push(reader.read(message)),
  )
  return readings[0]
}

describe('Brotli', () => {
  it('is inflated where a person says that it is that, and what is inside is read', async () => {
    const reading = await read(Uint8Array.from(brotliCompressSync('{"inside":true}')))
    expect(reading?.meaning).toMatchObject({ protocol: 'Brotli › JSON', summary: '{inside: true}', broken: false })
  })
  it('is an error in words where it is something else', async () => {
    const reading = await read(Uint8Array.of(0xff, 0xff, 0xff))
    expect(reading?.layers[0]?.error).toMatch(/^It can’t be inflated \(.+\)\.$/)
  })
  it('stops at 64 MiB and says so', async () => {
    const reading = await read(Uint8Array.from(brotliCompressSync(Buffer.alloc(65 * 2 ** 20))))
    expect(reading?.layers[0]?.notes[0]).toContain('stopped at 64 MiB')
    expect(reading?.meaning.summary).toContain('inflate to 67108864 and more')
  })
  it('is offered only where the browser has it', async () => {
    expect([hasBrotli(), (await loadDecoders()).some(({ id }) => id === 'brotli')]).toEqual([true, true])
    vi.stubGlobal('DecompressionStream', undefined)
    expect([hasBrotli(), (await loadDecoders()).some(({ id }) => id === 'brotli')]).toEqual([false, false])
  })
})

import { describe, expect, it } from 'vitest'
import { Log } from '../../src/core/log.ts'
import { FLAG, type Payload } from '../../src/core/row.ts'
import { complete } from '../../src/devtools/complete.ts'

const WHOLE = 'the whole of it: \ud83d\ude00'

function cutLog(size = WHOLE.length): Log {
  const log = new Log()
  const flags = FLAG.truncated
  log.append({ time: 1, kind: 'received', socket: 0, state: 1, flags, size, buffered: 0, body: 'the', theirs: 7 })
  return log
}
const never = () => false

/** Answers slices of so many units, or bytes. */
const slices =
  (whole: Payload, length: number) =>
  async (_: number, from: number): Promise<Payload> =>
    whole.slice(from, from + length)

describe('complete', () => {
  it('asks for slice after slice, and puts a text together that was cut within a pair of surrogates', async () => {
    const log = cutLog()
    const told: number[] = []
    expect(await complete(log, 0, slices(WHOLE, 6), (share) => told.push(share), never)).toBeNull()
    expect(log.row(0)).toMatchObject({ body: WHOLE, size: 21, flags: 0 })
    expect(told).toEqual([6 / 19, 12 / 19, 18 / 19, 1])
  })

  it('puts bytes together', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at % 256)
    const log = cutLog(1000)
    expect(await complete(log, 0, slices(bytes.buffer, 300), () => {}, never)).toBeNull()
    expect(log.body(0)).toEqual(bytes.buffer)
  })

  it('finds its row though others were put before it meanwhile', async () => {
    const log = cutLog()
    const fetch = async (_: number, from: number) => {
      if (from === 0) {
        log.append({ time: 0, kind: 'sent', socket: 1, state: 1, flags: 0, size: 4, buffered: 0, body: 'late' })
      }
      return WHOLE.slice(from, from + 6)
    }
    expect(await complete(log, 0, fetch, () => {}, never)).toBeNull()
    expect([log.body(0), log.body(1)]).toEqual(['late', WHOLE])
  })

  it('leaves the head in its place where the page has no more, or it is cancelled, or the log was cleared', async () => {
    const log = cutLog()
    expect(
      await complete(
        log,
        0,
        async () => null,
        () => {},
        never,
      ),
    ).toContain('no longer has the rest')
    expect(
      await complete(
        log,
        0,
        async () => '',
        () => {},
        never,
      ),
    ).toContain('no longer has the rest')
    expect(
      await complete(
        log,
        0,
        slices(WHOLE, 6),
        () => {},
        () => true,
      ),
    ).toContain('cancelled')
    expect(log.body(0)).toBe('the')
    const cleared = complete(log, 0, slices(WHOLE, 6), () => {}, never)
    log.clear()
    expect(await cleared).toContain('left the log')
  })
})

import type { BenchWindow } from './bench-window.ts'

export interface AppendTimes {
  /** ms in which the session took the rows in. */
  readonly session: number
  /** ms of the panel's animation frames meanwhile: tests of the new rows, and what is drawn. */
  readonly frames: number
}

/** What src/wire.ts and src/core/row.ts say, for functions that can import nothing. */
export interface WireWords {
  readonly version: number
  /** Index of the kind `received`. */
  readonly received: number
}

/**
 * Puts rows into the session, 4,096 a frame, each with a text of `size` bytes. They come in the way all rows come: as
 * batches over a link that the session is given (src/wire.ts), so what is measured includes what the session does for a row.
 */
export async function appendRows(rows: number, size: number, words: WireWords): Promise<AppendTimes> {
  const BATCH = 256
  const EACH_FRAME = 16
  const { handover, meter } = window as unknown as BenchWindow
  if (!meter) throw new Error('There is no frame meter')
  const { desk, session } = handover
  // The devtools page is another realm: only what is made there is as fast there as what a port brings. The desk copies what
  // it is given as a port does.
  const theirs = (value: object): object => {
    desk.keep('bench', value)
    const made = desk.choices.bench as object
    desk.keep('bench', null)
    return made
  }

  let deliver: (delivery: unknown) => void = () => {}
  session.attach(
    {
      send: () => {},
      listen(listener: typeof deliver) {
        deliver = listener
        return () => {}
      },
      ended: () => () => {},
      end: () => {},
    },
    1,
  )
  const source = { document: `bench ${session.sockets.length}`, frame: 1, origin: location.origin }
  const report = (report: object): object => theirs({ type: 'report', source, report })
  deliver(report({ type: 'hello', version: words.version, nonce: '', url: 'https://bench.test/', tampered: false }))

  const start = performance.timeOrigin + performance.now()
  const column = <T>(value: (at: number) => T) => Array.from({ length: BATCH }, (_, at) => value(at))
  const ones = new Uint8Array(BATCH).fill(1)
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  const filler = 'abcdefghijklmnopqrstuvwxyz '.repeat(size)
  // Decoded, a text is in one piece, as it is when a port brings it.
  const text = (number: number) =>
    decoder.decode(encoder.encode(`${`{"n":${100_000_000 + number},"text":"${filler}`.slice(0, size - 2)}"}`))
  const batches: object[] = []
  for (let first = 0; first < rows; first += BATCH) {
    batches.push(
      report({
        type: 'batches',
        batches: [
          {
            first,
            time: Float64Array.from({ length: BATCH }, (_, at) => start + (first + at) / 100),
            kind: new Uint8Array(BATCH).fill(words.received),
            socket: new Uint32Array(BATCH).fill(1),
            state: ones,
            flags: new Uint8Array(BATCH),
            size: new Float64Array(BATCH).fill(size),
            buffered: new Float64Array(BATCH),
            body: column((at) => text(first + at)),
          },
        ],
      }),
    )
  }

  const { end } = session.log
  const spent = meter.spent
  let taken = 0
  for (let at = 0; at < batches.length; at += EACH_FRAME) {
    const before = performance.now()
    for (const batch of batches.slice(at, at + EACH_FRAME)) deliver(batch)
    taken += performance.now() - before
    await meter.next()
  }
  do await meter.next()
  while (meter.pending > 0)
  // A background that comes back to life is attached in our place.
  if (session.log.end - end < rows) throw new Error('The session heard somebody else meanwhile: try again')
  return { session: taken, frames: meter.spent - spent }
}

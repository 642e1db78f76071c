import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHUNK, type Columns } from '../../src/core/chunk.ts'
import { Log, type Row } from '../../src/core/log.ts'
import type { Shelf } from '../../src/core/read-back.ts'
import { type Body, FLAG, KINDS, NO_SOCKET } from '../../src/core/row.ts'

/** Rows the log lets a late row pass at the most. */
const LATE = 4096

const columns = (rows: readonly Row[]): Columns => ({
  time: Float64Array.from(rows, ({ time }) => time),
  socket: Uint32Array.from(rows, ({ socket }) => socket),
  kind: Uint8Array.from(rows, ({ kind }) => KINDS.indexOf(kind)),
  state: Uint8Array.from(rows, ({ state }) => state),
  flags: Uint8Array.from(rows, ({ flags }) => flags),
  size: Float64Array.from(rows, ({ size }) => size),
  buffered: Float64Array.from(rows, ({ buffered }) => buffered),
  body: rows.map(({ body }) => body),
  stack: rows.map(({ stack }) => stack),
  heard: null,
  theirs: null,
  touched: null,
})

/** The log as anybody would write it who had all the time in the world. */
class Model {
  rows: Row[] = []

  append(row: Row): void {
    let place = this.rows.length
    const least = Math.max(0, place - LATE)
    const isLater = (other: Row) => other.time > row.time && other.socket !== NO_SOCKET
    if (row.socket !== NO_SOCKET) while (place > least && isLater(this.rows[place - 1] as Row)) place--
    if (place === least && place > 0) place = this.rows.length
    this.rows.splice(place, 0, row)
  }
}

const rowsOf = (log: Log): Row[] => Array.from({ length: log.length }, (_, at) => log.row(log.first + at))

type Step =
  | { readonly type: 'batch' | 'rows'; readonly count: number; readonly start: number; readonly step: number }
  | { readonly type: 'boundary' | 'clear' }
  | { readonly type: 'retain'; readonly socket: number }

const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        type: fc.constantFrom('batch' as const, 'rows' as const),
        count: fc.integer({ min: 1, max: 500 }),
        start: fc.integer({ min: 0, max: 3000 }),
        step: fc.integer({ min: -1, max: 5 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('boundary' as const, 'clear' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('retain' as const), socket: fc.integer({ min: 0, max: 2 }) }),
    },
  ),
  { maxLength: 14 },
)

let made = 0
function rowsFor({
  count,
  start,
  step,
}: {
  readonly count: number
  readonly start: number
  readonly step: number
}): Row[] {
  return Array.from({ length: count }, (_, at) => {
    const number = made++
    return {
      time: start + at * step,
      kind: 'sent',
      socket: number % 3,
      state: 1,
      flags: number % 16,
      size: number % 10,
      buffered: number % 7 === 0 ? number : 0,
      body: `body ${number}`,
      stack: number % 50 === 0 ? `stack ${number}` : undefined,
      heard: undefined,
      theirs: undefined,
    }
  })
}

describe('Log beside a naive model', () => {
  it('has the same rows, whatever is appended in batches, comes late, is cleared and retained', () => {
    fc.assert(
      fc.property(steps, (all: readonly Step[]) => {
        const log = new Log()
        const model = new Model()
        for (const step of all) {
          switch (step.type) {
            case 'batch': {
              const rows = rowsFor(step)
              for (const row of rows) model.append(row)
              log.appendColumns(columns(rows))
              break
            }
            case 'rows':
              for (const row of rowsFor(step)) {
                model.append(row)
                log.append(row)
              }
              break
            case 'boundary': {
              const [row] = rowsFor({ count: 1, start: 1000, step: 1 })
              const boundary: Row = { ...(row as Row), socket: NO_SOCKET, kind: 'navigated' }
              model.append(boundary)
              log.append(boundary)
              break
            }
            case 'clear':
              model.rows = []
              log.clear()
              break
            case 'retain':
              model.rows = model.rows.filter(({ socket }) => socket === step.socket)
              log.retain((socket) => socket === step.socket)
              break
            default:
              step satisfies never
          }
          expect(log.bytes).toBe(model.rows.reduce((sum, { size }) => sum + size, 0))
        }
        expect(rowsOf(log)).toEqual(model.rows)
      }),
      { numRuns: 15 },
    )
  })
})

/** A shelf in memory, and what is on it. */
function newShelf(): Shelf & { readonly chunks: Map<number, Body[]>; readonly asked: number[] } {
  const chunks = new Map<number, Body[]>()
  const asked: number[] = []
  return {
    chunks,
    asked,
    read: async (first) => {
      asked.push(first)
      const body = chunks.get(first)
      if (!body) throw new Error('It is not on the shelf')
      return body.slice()
    },
    came: () => {},
  }
}

const simple = (at: number): Row => ({
  time: at,
  kind: 'received',
  socket: 0,
  state: 1,
  flags: 0,
  size: 10,
  buffered: 0,
  body: `row ${at}`,
})

/** Puts all that can be written on the shelf. */
function writeAll(log: Log, { chunks }: ReturnType<typeof newShelf>): void {
  for (const next of log.unwritten(false)) {
    chunks.set(next.first, next.chunk.body?.slice() ?? [])
    log.written(next)
  }
}

describe('a message that is cut', () => {
  const cut = (at: number): Row => ({ ...simple(at), flags: FLAG.truncated, size: 1e8, theirs: at })

  it('takes no more room than its head', () => {
    const log = new Log()
    for (let at = 0; at < 100; at++) log.append(cut(at))
    expect(log.dropped).toBe(0)
    expect(log.bytes).toBeLessThan(100 * 2 ** 20)
  })

  it('becomes whole when its rest has come, wherever its row is by then', () => {
    const log = new Log()
    log.append(cut(5))
    log.append({ ...simple(3), body: 'late' })
    expect(log.complete(0, 5, 'the whole of it', 15)).toBe(1)
    expect(log.row(1)).toMatchObject({ body: 'the whole of it', size: 15, flags: 0, theirs: undefined })
    expect(log.bytes).toBe(25)
    expect(log.lowestInsertion(1)).toBe(1)
    expect(log.complete(0, 5, 'again', 5)).toBeNull()
  })
})

describe('a log that keeps everything', () => {
  const BUDGET = { rows: 3 * CHUNK, bytes: 1e9 }

  function filled(count: number): { readonly log: Log; readonly shelf: ReturnType<typeof newShelf> } {
    const log = new Log(BUDGET)
    const shelf = newShelf()
    log.keep(shelf, true)
    for (let at = 0; at < count; at++) {
      log.append(simple(at))
      if (at % CHUNK === CHUNK - 1) writeAll(log, shelf)
    }
    return { log, shelf }
  }

  it('lets bodies leave memory, and reads them back', async () => {
    const { log } = filled(20 * CHUNK)
    expect([log.first, log.length, log.dropped]).toEqual([0, 20 * CHUNK, 0])
    expect(log.isHere(0)).toBe(false)
    expect(log.isHere(log.end - 1)).toBe(true)
    expect(log.time(5)).toBe(5)
    const { misses } = log
    expect(log.body(5)).toBeNull()
    expect(log.misses).toBe(misses + 1)
    await log.load(5)
    expect(log.body(5)).toBe('row 5')
  })

  it('reads each chunk once, however often it is asked for', async () => {
    const { log, shelf } = filled(20 * CHUNK)
    log.body(5)
    log.body(6)
    await log.load(7)
    expect(shelf.asked.filter((first) => first === 0)).toEqual([0])
  })

  it('keeps only the latest of what was read back', async () => {
    const { log } = filled(200 * CHUNK)
    for (let at = 0; at < 150 * CHUNK; at += CHUNK) await log.load(at)
    expect(log.isHere(0)).toBe(false)
    expect(log.isHere(149 * CHUNK)).toBe(true)
  })

  it('says of messages that can no longer be read that they are lost', async () => {
    const { log, shelf } = filled(20 * CHUNK)
    shelf.chunks.clear()
    await log.load(5)
    expect(log.kind(5)).toBe('lost')
    expect(log.body(5)).toEqual({ count: 1, cause: 'unreadable' })
  })

  it('drops the oldest, counted, where the disk takes nothing', () => {
    const log = new Log(BUDGET)
    log.keep(newShelf(), true)
    for (let at = 0; at < 20 * CHUNK; at++) log.append({ ...simple(at), size: 2 ** 20 })
    expect(log.bytes).toBeLessThanOrEqual(BUDGET.bytes + 2 ** 28)
    expect(log.dropped + log.length).toBe(20 * CHUNK)
  })

  it('puts no late row among those on disk', () => {
    const { log } = filled(20 * CHUNK)
    const at = log.append({ ...simple(0), time: 17 * CHUNK - 10.5 })
    expect(log.isHere(at)).toBe(true)
    expect(log.body(at)).toBe('row 0')
  })

  it('has snapshots that read what has left memory meanwhile', async () => {
    const { log, shelf } = filled(10 * CHUNK)
    const still = log.snapshot()
    for (let at = 10 * CHUNK; at < 30 * CHUNK; at++) {
      log.append(simple(at))
      if (at % CHUNK === CHUNK - 1) writeAll(log, shelf)
    }
    for (let row = still.first; row < still.end; row += 100) {
      if (!still.isHere(row)) await still.load(row)
      expect(still.body(row)).toBe(`row ${row}`)
    }
  })

  it('forgets it all when it is cleared', () => {
    const { log } = filled(20 * CHUNK)
    log.clear()
    expect([log.length, log.bytes, log.isWhole]).toEqual([0, 0, true])
    log.append(simple(1))
    expect(log.body(log.first)).toBe('row 1')
  })
})

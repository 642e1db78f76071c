import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CHUNK } from '../../src/core/chunk.ts'
import { Log, type Row } from '../../src/core/log.ts'
import type { Disk, KeptChunk, KeptSession } from '../../src/devtools/disk.ts'
import { Kept } from '../../src/devtools/kept.ts'

/** A disk in memory. */
class FakeDisk implements Disk {
  readonly written = new Map<string, KeptSession>()
  readonly chunks = new Map<string, Map<number, KeptChunk>>()
  readonly holding = new Set<string>()
  /** What writing rejects with; null: it works. */
  failure: Error | null = null

  async write(session: KeptSession, chunks: readonly KeptChunk[]): Promise<void> {
    if (this.failure) throw this.failure
    this.written.set(session.id, session)
    const mine = this.chunks.get(session.id) ?? new Map<number, KeptChunk>()
    this.chunks.set(session.id, mine)
    for (const chunk of chunks) mine.set(chunk.first, structuredClone(chunk))
  }
  async read(id: string, from: number, count: number): Promise<KeptChunk[]> {
    const mine = [...(this.chunks.get(id)?.values() ?? [])].sort((one, other) => one.first - other.first)
    return mine.filter(({ first }) => first >= from).slice(0, count)
  }
  async sessions(): Promise<KeptSession[]> {
    return [...this.written.values()].sort((one, other) => one.started - other.started)
  }
  async remove(id: string): Promise<void> {
    this.written.delete(id)
    this.chunks.delete(id)
  }
  async removeBefore(id: string, row: number): Promise<void> {
    for (const first of this.chunks.get(id)?.keys() ?? []) if (first < row) this.chunks.get(id)?.delete(first)
  }
  hold(id: string): void {
    this.holding.add(id)
  }
  async held(): Promise<ReadonlySet<string>> {
    return this.holding
  }
}

const MEBIBYTE = 2 ** 20
const DAY = 24 * 60 * 60 * 1000
const NOW = 1_800_000_000_000

const row = (at: number): Row => ({
  time: at,
  kind: 'received',
  socket: 0,
  state: 1,
  flags: 0,
  size: 100,
  buffered: 0,
  body: `row ${at} \ud800`,
})

function setUp(disk = new FakeDisk()) {
  const log = new Log({ rows: 2 * CHUNK, bytes: 1e9 })
  const kept = new Kept({
    disk,
    log,
    describe: () => ({ url: 'https://a/', sockets: [], numbers: [] }),
    now: () => NOW,
    changed: () => {},
  })
  const add = (count: number): void => {
    for (let at = 0; at < count; at++) log.append(row(log.end))
    kept.poke()
  }
  return { disk, log, kept, add }
}

/** An earlier session on the disk. */
const earlier = (id: string, age: number, bytes = 1000): KeptSession => ({
  id,
  started: NOW - age,
  url: 'https://old/',
  rows: 1,
  bytes,
  sockets: [],
  numbers: [],
})

/** Time for all that is to be written. */
const written = () => vi.advanceTimersByTimeAsync(5000)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('Kept', () => {
  it('writes nothing before it is switched on', async () => {
    const { disk, kept, add } = setUp()
    add(5000)
    await written()
    expect([disk.written.size, kept.isOn]).toEqual([0, false])
  })

  it('writes all rows, those that were there before too, and the newest within a second or so', async () => {
    const { disk, log, kept, add } = setUp()
    add(100)
    kept.keep(true, 1e12)
    add(10 * CHUNK)
    await written()
    expect([...disk.written.values()]).toMatchObject([{ rows: 10 * CHUNK + 100, url: 'https://a/' }])
    const rows = [...(disk.chunks.get(kept.id)?.values() ?? [])].reduce((sum, chunk) => sum + chunk.rows, 0)
    expect(rows).toBe(log.length)
    expect(log.isHere(0)).toBe(false)
    await log.load(0)
    expect(log.body(0)).toBe('row 0 \ud800')
  })

  it('writes the newest rows at once when the page goes', async () => {
    const { disk, kept, add } = setUp()
    add(CHUNK)
    kept.keep(true, 1e12)
    await written()
    add(10)
    kept.leave()
    expect([...disk.written.values()]).toMatchObject([{ rows: CHUNK + 10 }])
    expect(disk.chunks.get(kept.id)?.get(CHUNK)?.rows).toBe(10)
  })

  it('writes nothing when the page goes and nothing is kept', () => {
    const { disk, kept, add } = setUp()
    add(10)
    kept.leave()
    expect(disk.written.size).toBe(0)
  })

  it('removes what is cleared', async () => {
    const { disk, log, kept, add } = setUp()
    kept.keep(true, 1e12)
    add(5 * CHUNK)
    await written()
    log.clear()
    kept.poke()
    await written()
    expect([disk.written.size, disk.chunks.size]).toEqual([0, 0])
    add(10)
    await written()
    expect(disk.written.size).toBe(1)
  })

  it('stays within its limit: the oldest rows go, and are counted', async () => {
    const { disk, log, kept, add } = setUp()
    kept.keep(true, 500 * CHUNK)
    add(20 * CHUNK)
    await written()
    expect(log.bytes).toBeLessThanOrEqual(500 * CHUNK)
    expect(log.dropped + log.length).toBe(20 * CHUNK)
    expect(Math.min(...(disk.chunks.get(kept.id)?.keys() ?? []))).toBe(log.first)
  })

  it('removes older sessions before rows of its own', async () => {
    const disk = new FakeDisk()
    await disk.write(earlier('older', 2 * DAY, MEBIBYTE), [])
    await disk.write(earlier('newer', DAY, MEBIBYTE), [])
    const { log, kept, add } = setUp(disk)
    kept.keep(true, 1.5 * MEBIBYTE)
    add(3 * CHUNK)
    await written()
    expect(log.dropped).toBe(0)
    expect([...disk.written.keys()]).toEqual(['newer', kept.id])
  })

  it('removes what is older than 30 days, and nothing that another DevTools is writing', async () => {
    const disk = new FakeDisk()
    await disk.write(earlier('ancient', 31 * DAY), [])
    await disk.write(earlier('being written', 32 * DAY), [])
    await disk.write(earlier('recent', 29 * DAY), [])
    disk.hold('being written')
    const { kept } = setUp(disk)
    await kept.tidy()
    expect([...disk.written.keys()]).toEqual(['being written', 'recent'])
    await kept.remove('all')
    expect([...disk.written.keys()]).toEqual(['being written'])
  })

  it('says that the disk is full, removes the oldest, and goes on when there is room', async () => {
    const { disk, log, kept, add } = setUp()
    kept.keep(true, 1e12)
    add(3 * CHUNK)
    await written()
    disk.failure = new DOMException('No room', 'QuotaExceededError')
    add(2 * CHUNK)
    await written()
    expect(kept.problem).toContain('The disk has no more room')
    expect(log.dropped).toBeGreaterThan(0)
    disk.failure = null
    add(CHUNK)
    await written()
    expect(kept.problem).toBeNull()
    expect(disk.written.get(kept.id)?.rows).toBe(log.length)
  })

  it('says that it can’t keep rows where the disk fails, and keeps those in memory', async () => {
    const { disk, log, kept, add } = setUp()
    kept.keep(true, 1e12)
    disk.failure = new Error('broken')
    add(3 * CHUNK)
    await written()
    expect(kept.problem).toContain('broken')
    expect([log.length, log.dropped]).toEqual([3 * CHUNK, 0])
  })

  it('opens a session again, row for row', async () => {
    const first = setUp()
    first.kept.keep(true, 1e12)
    first.add(3 * CHUNK + 7)
    await written()
    first.disk.holding.clear()

    const second = setUp(first.disk)
    second.log.limit({ rows: 1e6, bytes: 1e9 })
    expect(await second.kept.list()).toMatchObject([{ id: first.kept.id, isLive: false }])
    const staged = await second.kept.stage(
      { id: first.kept.id, name: 'a' },
      () => {},
      () => false,
    )
    if (typeof staged === 'string') throw new Error(staged)
    expect(staged.log.length).toBe(3 * CHUNK + 7)
    for (const at of [0, CHUNK, 3 * CHUNK + 6]) expect(staged.log.body(at)).toBe(`row ${at} \ud800`)
  })

  it('says how to open one that is larger than the log', async () => {
    const first = setUp()
    first.kept.keep(true, 1e12)
    first.add(5 * CHUNK)
    await written()
    const second = setUp(first.disk)
    const staged = await second.kept.stage(
      { id: first.kept.id, name: 'It' },
      () => {},
      () => false,
    )
    expect(staged).toContain('raise the limits of the log in Settings')
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadDecoders } from '../../src/core/decoders/list.ts'
import { Log, type Row } from '../../src/core/log.ts'
import { type SurveyAnswer, type SurveyOrder, surveyReader } from '../../src/devtools/survey-job.ts'
import { Surveying, type SurveyWorker } from '../../src/devtools/surveying.ts'

const decoders = await loadDecoders()

let log: Log
let now: number
let surveying: Surveying
/** Orders that hang a worker: those that read a message with this text. */
let hanging: string | null
let workers: number

function newWorker(): SurveyWorker {
  workers++
  let listener: (answer: SurveyAnswer) => void = () => {}
  let isEnded = false
  const say = (answer: SurveyAnswer) => queueMicrotask(() => !isEnded && listener(answer))
  const follow = surveyReader(decoders, say)
  return {
    post(order: SurveyOrder) {
      if (order.type === 'read' && order.messages.some(({ data }) => data === hanging)) return
      follow(order)
    },
    listen(to) {
      listener = to
      say({ type: 'ready' })
    },
    end() {
      isEnded = true
    },
  }
}

function tell(...bodies: string[]): void {
  for (const body of bodies) {
    const row: Row = {
      time: now++,
      kind: 'received',
      socket: 0,
      state: 1,
      flags: 0,
      size: body.length,
      buffered: 0,
      body,
    }
    log.append(row)
  }
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000)
const counts = () => Object.fromEntries(surveying.report?.kinds.map(({ kind, count }) => [kind, count]) ?? [])
const tick = (name: string): string => JSON.stringify({ type: name })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  log = new Log()
  now = 1_000_000
  hanging = null
  workers = 0
  const facts = () => ({ url: 'ws://example.org/', subprotocol: '' })
  // The clock is far ahead of the rows: all of them have settled.
  surveying = new Surveying({ log, facts, pinned: () => null, start: newWorker, now: () => now + 100_000 })
})
afterEach(() => vi.useRealTimers())

describe('surveying', () => {
  it('reads all messages while somebody looks, and those that come', async () => {
    tell(...Array.from({ length: 2000 }, (_, index) => tick(index % 4 === 0 ? 'a' : 'b')))
    const undo = surveying.watch(null, '', '')
    await settle()
    expect(counts()).toEqual({ a: 500, b: 1500 })
    tell(tick('a'))
    await settle()
    expect(counts()).toEqual({ a: 501, b: 1500 })
    undo()
    tell(tick('a'))
    await settle()
    expect(counts()).toEqual({ a: 501, b: 1500 })
    surveying.watch(null, '', '')
    await settle()
    expect(counts()).toEqual({ a: 502, b: 1500 })
    expect(workers).toBe(1)
  })

  it('begins anew when the log was cleared, or a row came before others', async () => {
    tell(tick('a'), tick('a'))
    surveying.watch(null, '', '')
    await settle()
    log.clear()
    tell(tick('b'))
    await settle()
    expect(counts()).toEqual({ b: 1 })
    now -= 1
    tell(tick('c'))
    await settle()
    expect(counts()).toEqual({ b: 1, c: 1 })
  })

  it('leaves out the one message that takes too long', async () => {
    tell(tick('a'), 'hang', tick('b'))
    hanging = 'hang'
    surveying.watch(null, '', '')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(counts()).toEqual({ a: 1, b: 1 })
    expect(surveying.progress.skipped).toBe(1)
  })

  it('says where no worker starts', async () => {
    const start = (): SurveyWorker => ({ post() {}, end() {}, listen: (_, died) => queueMicrotask(died) })
    surveying = new Surveying({ log, facts: () => undefined, pinned: () => null, start, now: () => now })
    surveying.watch(null, '', '')
    await settle()
    expect(surveying.progress.failed).toBe(true)
  })
})

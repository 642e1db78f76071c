/**
 * A million rows in the log and its views, alone in a process that can collect its garbage when it is told to. Started by
 * figures/rows.ts, which it answers.
 */
import type { Columns } from '../../src/core/chunk.ts'
import { Log } from '../../src/core/log.ts'
import { compile } from '../../src/core/query/compile.ts'
import { parse } from '../../src/core/query/parse.ts'
import { KINDS } from '../../src/core/row.ts'
import { type Test, View } from '../../src/core/view.ts'
import { FRAME, frames, SIZE } from './frames.ts'

export interface CoreRows {
  /** CPU of appending with a filter on, ms, of each run. */
  readonly append: readonly number[]
  /** From a new filter to its first page, and to its end, ms. */
  readonly firstPage: readonly number[]
  readonly complete: readonly number[]
  /** Bytes per row above its text. */
  readonly memory: readonly number[]
}

const ROWS = 1_000_000
/** Rows after which the view looks, as many as a batch brings. */
const BATCH = 256
/** Rows of a page. */
const PAGE = 50
/** In every hundredth message: it is the end of the number and what follows. */
const FOUND = '42,"text'

const collect = globalThis.gc
if (!collect) throw new Error('This process needs --expose-gc')

/** Texts as a browser hands them over: each a string of its own, in one piece. */
function makeTexts(): string[] {
  const texts: string[] = []
  for (let first = 0; first < ROWS; first += 10_000) {
    const bytes = frames(first, 10_000)
    for (let at = 0; at < 10_000; at++) {
      const end = (at + 1) * FRAME
      texts.push(bytes.toString('latin1', end - SIZE, end))
    }
  }
  return texts
}

function testOf(text: string): Test {
  const parsed = parse(text)
  const compiled = parsed.ok ? compile(parsed.filter, () => undefined) : parsed
  if (!compiled.ok) throw new Error(compiled.problem.message)
  return compiled.test
}

const START = 1_700_000_000_000

/** A batch of texts, in columns as they come from a page. */
function batchOf(texts: readonly string[], first: number): Columns {
  const body = texts.slice(first, first + BATCH)
  const { length } = body
  return {
    time: Float64Array.from(body, (_, at) => START + (first + at) / 100),
    socket: new Uint32Array(length),
    kind: new Uint8Array(length).fill(KINDS.indexOf('received')),
    state: new Uint8Array(length).fill(1),
    flags: new Uint8Array(length),
    size: Float64Array.from(body, (text) => text.length),
    buffered: new Float64Array(length),
    body,
    stack: null,
    heard: null,
    theirs: null,
    touched: null,
  }
}

function fill(texts: readonly string[], filter: string): { readonly log: Log; readonly view: View } {
  const log = new Log()
  const view = new View(log, testOf(filter))
  for (let first = 0; first < texts.length; first += BATCH) {
    log.appendColumns(batchOf(texts, first))
    view.advance()
  }
  return { log, view }
}

/** A view that finds another share than expected measures something else. */
function check(view: View, rows: number): void {
  if (view.length !== rows) throw new Error(`The view has ${view.length} rows, not ${rows}`)
}

function measureFilter(log: Log): { readonly firstPage: number; readonly complete: number } {
  const start = performance.now()
  const view = new View(log, testOf(`"${FOUND.replaceAll('"', '\\"')}"`))
  while (view.length < PAGE && !view.advance(500));
  const firstPage = performance.now() - start
  view.advance()
  const complete = performance.now() - start
  check(view, ROWS / 100)
  return { firstPage, complete }
}

/** Bytes in use once there is no garbage left. Buffers are freed a while after their collection, so it is asked again. */
async function used(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (;;) {
    collect?.()
    await new Promise((resume) => setTimeout(resume, 50))
    const { heapUsed, external } = process.memoryUsage()
    if (heapUsed + external > least * 0.999) return least
    least = heapUsed + external
  }
}

const texts = makeTexts()

async function measureMemory(): Promise<number> {
  const before = await used()
  const { log, view } = fill(texts, '')
  const after = await used()
  check(view, ROWS)
  return (after - before) / log.length
}

async function measureTimes() {
  await used()
  const start = process.cpuUsage()
  const { log, view } = fill(texts, FOUND)
  const { user, system } = process.cpuUsage(start)
  check(view, ROWS / 100)
  return { append: (user + system) / 1000, ...measureFilter(log) }
}

// First, and in functions of their own: nothing of the other measurements may still be there.
const memory = [await measureMemory(), await measureMemory(), await measureMemory()]
// The first run warms up.
await measureTimes()
const times: Awaited<ReturnType<typeof measureTimes>>[] = []
for (let run = Number(process.argv[2]); run > 0; run--) times.push(await measureTimes())
process.send?.({
  append: times.map(({ append }) => append),
  firstPage: times.map(({ firstPage }) => firstPage),
  complete: times.map(({ complete }) => complete),
  memory,
} satisfies CoreRows)

import { KINDS } from '../../../src/core/row.ts'
import { VERSION } from '../../../src/wire.ts'
import type { Driver } from '../../browsers/driver.ts'
import { calm } from '../calm.ts'
import { type Measurement, ofOne, ofRounds } from '../figure.ts'
import { SIZE } from '../frames.ts'
import { clearLog } from '../in-panel/account.ts'
import { type AppendTimes, appendRows } from '../in-panel/append-rows.ts'
import { filterRows } from '../in-panel/filter-rows.ts'
import { fling } from '../in-panel/fling.ts'
import { openAgain } from '../in-panel/open-again.ts'
import { quantile } from '../statistics.ts'

const WORDS = { version: VERSION, received: KINDS.indexOf('received') }
const ROWS = 1_000_000
const HISTORY = 10_000
/** ms */
const FLING = 6000
/** ms between two frames at 60 Hz. */
const FRAME = 1000 / 60
/** In every hundredth message: it is the end of the number and what follows. */
const FOUND = '42,"text'

/** Bytes of a string of SIZE characters in Chromium's V8: map, hash and length come first, 4 bytes each. */
const STRING = SIZE + 12

const MILLION = `a million rows of ${SIZE} B of text, in the real panel`

/** A million rows in the real panel. */
export const panelRows: Measurement = {
  in: 'browser',
  figures: [
    {
      name: 'append in the panel',
      unit: 'ms',
      about: `Time that the session and the panel's frames take for ${MILLION}, with a text filter on.`,
      goal: { atMost: 400 },
    },
    {
      name: 'filter in the panel, first page',
      unit: 'ms',
      about: `From the input of a text filter to a page of its rows in the document, among ${MILLION}.`,
      goal: { atMost: 16 },
    },
    {
      name: 'filter in the panel, complete',
      unit: 'ms',
      about: `From the same input until no row is left to be tested, the frames between included.`,
      goal: { atMost: 250 },
    },
    {
      name: 'memory in the panel',
      unit: 'B',
      about: `Heap and buffers per row of ${MILLION}, above the strings of ${STRING} B that hold the texts. Chromium only.`,
      goal: { atMost: 48 },
    },
    {
      name: 'scroll, p99 frame',
      unit: 'ms',
      about: `A frame's work, until it was rendered, while a wheel and then the bar go through ${MILLION}.`,
      goal: { atMost: 16.7 },
    },
    {
      name: 'scroll, dropped frames',
      unit: '%',
      about: 'Frames of 60 a second that did not come meanwhile.',
      goal: { below: 1 },
    },
  ],
  async measure({ contenders, runs, say }) {
    const fed = await contenders.get('fed')
    const { panel } = fed
    const appends: number[] = []
    for (let run = 0; run <= Math.min(runs, 3); run++) {
      await panel.fill('[data-testid=filter]', FOUND)
      const { session, frames } = await append(panel, ROWS)
      say(`append: session ${Math.round(session)} ms, frames ${Math.round(frames)} ms`)
      if (run > 0) appends.push(session + frames)
    }
    const pages: number[] = []
    const completes: number[] = []
    for (let run = 0; run <= runs; run++) {
      await calm()
      const { firstPage, complete } = await panel.evaluate(filterRows, FOUND)
      if (run === 0) continue
      pages.push(firstPage)
      completes.push(complete)
    }
    await panel.fill('[data-testid=filter]', '')
    await calm()
    await panel.evaluate(fling, FLING / 3)
    const works: number[] = []
    const drops: number[] = []
    for (let run = 0; run < Math.min(runs, 5); run++) {
      await calm()
      const { work, intervals } = await panel.evaluate(fling, FLING)
      works.push(quantile(work, 0.99))
      drops.push(dropped(intervals))
    }
    const memory = await heapPerRow(fed)
    return [
      ...(memory === null ? [] : [ofOne('memory in the panel', memory - STRING)]),
      ofRounds('append in the panel', appends),
      ofRounds('filter in the panel, first page', pages),
      ofRounds('filter in the panel, complete', completes),
      ofRounds('scroll, p99 frame', works),
      ofRounds('scroll, dropped frames', drops),
    ]
  },
}

/** How soon a panel that is opened shows what there is. */
export const panelStart: Measurement = {
  in: 'browser',
  figures: [
    {
      name: 'start',
      unit: 'ms',
      about: `From opening panel.html to the frame after its first rows, of ${HISTORY} in the log.`,
      goal: { atMost: 300 },
    },
  ],
  async measure({ contenders, runs }) {
    const { panel } = await contenders.get('fed')
    await append(panel, HISTORY)
    await panel.evaluate(openAgain)
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      await calm()
      times.push(await panel.evaluate(openAgain))
    }
    return [ofRounds('start', times)]
  },
}

/** Puts rows into the empty log; again, where the background came between. */
async function append(panel: Driver['panel'], rows: number): Promise<AppendTimes> {
  for (let left = 3; ; left--) {
    await panel.evaluate(clearLog)
    await calm()
    try {
      return await panel.evaluate(appendRows, rows, SIZE, WORDS)
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

/** Bytes of the panel's process that are gone when its log of a million rows is; null where the browser doesn't tell. */
async function heapPerRow(fed: Driver): Promise<number | null> {
  const full = await fed.panelHeap()
  await fed.panel.evaluate(clearLog)
  await calm()
  const empty = await fed.panelHeap()
  return full === null || empty === null ? null : (full - empty) / ROWS
}

/** Share in % of the frames that a display would have shown and that did not come. */
function dropped(intervals: readonly number[]): number {
  const missed = intervals.map((interval) => Math.max(0, Math.round(interval / FRAME) - 1))
  const sum = missed.reduce((total, one) => total + one, 0)
  return (100 * sum) / (intervals.length + sum)
}

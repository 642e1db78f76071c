import type { Driver } from '../../browsers/driver.ts'
import type { Contender } from '../contenders.ts'
import { type BrowserBench, type Measured, type Measurement, ofRounds } from '../figure.ts'
import { frameTime, navigationTime } from '../in-page/documents.ts'
import { median } from '../statistics.ts'

const AMONG = ['native', 'closed'] as const satisfies readonly Contender[]
/** In one round. */
const FRAMES = 200
const NAVIGATIONS = 15

const GOAL = { atMost: 0.3 } as const

/** What hook and relay cost a document that never has a socket: frames that are added to a page. */
export const frameCost: Measurement = {
  in: 'browser',
  figures: [
    {
      name: 'blank frame, closed',
      unit: 'ms',
      about: `What hook and relay add to an about:blank frame, from its making to its load event; ${FRAMES} one by one.`,
      goal: GOAL,
    },
  ],
  measure: (bench) => compare(bench, 'blank frame, closed', ({ page }) => page.evaluate(frameTime, FRAMES)),
}

/** Likewise whole pages. */
export const navigationCost: Measurement = {
  in: 'browser',
  figures: [
    {
      name: 'empty page, closed',
      unit: 'ms',
      about: `What hook and relay add to an empty page, from the response to domInteractive; ${NAVIGATIONS} navigations a round.`,
      goal: GOAL,
    },
  ],
  measure: (bench) =>
    compare(bench, 'empty page, closed', async (driver) => {
      const times: number[] = []
      for (let at = 0; at < NAVIGATIONS; at++) {
        await driver.goto(`${bench.server.page}/?${at}`)
        times.push(await driver.page.evaluate(navigationTime))
      }
      return median(times)
    }),
}

/** The difference of a time, ms, with and without Sockeye. */
async function compare(
  { contenders, runs, server }: BrowserBench,
  figure: string,
  work: (driver: Driver) => Promise<number>,
): Promise<Measured[]> {
  for (const contender of AMONG) await (await contenders.get(contender)).goto(server.page)
  const times = await contenders.rounds(AMONG, runs, work)
  const added = times.closed.map((time, round) => time - (times.native[round] as number))
  return [ofRounds(figure, added, { value: median(times.native), unit: 'ms' })]
}

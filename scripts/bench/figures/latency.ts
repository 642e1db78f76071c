import { calm } from '../calm.ts'
import { type Measurement, ofRounds } from '../figure.ts'
import { timeStream } from '../in-page/traffic.ts'
import { clearLog } from '../in-panel/account.ts'
import type { Painted } from '../in-panel/bench-window.ts'
import { readPainted, watchPainted } from '../in-panel/watch-painted.ts'
import { quantile } from '../statistics.ts'

const RATE = 1000
const SECONDS = 4
const WHAT = `From the page's message event to the frame after the one that drew its row, or a later row over it; ${RATE} messages a second`

/** How late the panel shows what happens. */
export const latency: Measurement = {
  in: 'browser',
  figures: [
    { name: 'latency, p50', unit: 'ms', about: `${WHAT}: median.`, goal: { atMost: 33 } },
    { name: 'latency, p99', unit: 'ms', about: `${WHAT}: 99 of 100 are faster.`, goal: { atMost: 100 } },
  ],
  async measure({ contenders, runs, server }) {
    const { page, panel, goto } = await contenders.get('open')
    await goto(server.page)
    const rounds: number[][] = []
    for (let run = 0; run <= Math.min(runs, 5); run++) {
      await panel.evaluate(clearLog)
      await calm()
      await panel.evaluate(watchPainted)
      const times = await page.evaluate(timeStream, `${server.sockets}/stream`, RATE, SECONDS)
      await panel.until(
        (last) => (window as unknown as { painted: Painted[] }).painted.at(-1)?.number === last,
        times.length - 1,
      )
      const painted = await panel.evaluate(readPainted)
      // The first run warms up, and the begin of each.
      if (run > 0) rounds.push(delays(times, painted).slice(RATE / 2))
    }
    return [
      ofRounds(
        'latency, p50',
        rounds.map((round) => quantile(round, 0.5)),
      ),
      ofRounds(
        'latency, p99',
        rounds.map((round) => quantile(round, 0.99)),
      ),
    ]
  },
}

/** For each message ms until it, or one after it, was painted. */
function delays(times: readonly number[], painted: readonly Painted[]): number[] {
  let at = 0
  return times.map((time, number) => {
    while ((painted[at]?.number ?? Number.POSITIVE_INFINITY) < number) at++
    return (painted[at]?.time ?? Number.NaN) - time
  })
}

import type { Realm } from '../../browsers/driver.ts'
import type { Contender } from '../contenders.ts'
import { type Measurement, ofRounds } from '../figure.ts'
import { SIZE } from '../frames.ts'
import { constructions, receptions, sends } from '../in-page/calls.ts'
import type { BenchServer } from '../start-server.ts'
import { median } from '../statistics.ts'

const CONSTRUCTIONS = 40
const SENDS = 500
/** As many as a browser lets wait for a page that is busy. */
const RECEPTIONS = 200

interface Call {
  readonly name: string
  readonly about: string
  /** ns per call, median of several series. */
  run(page: Realm, server: BenchServer): Promise<number>
}

const CALLS: readonly Call[] = [
  {
    name: 'construct, refused',
    about: `Time of new WebSocket() on a port where nobody listens, ${CONSTRUCTIONS} in a row`,
    // Browsers let a page try port 9 of its own machine, and there is nobody.
    run: (page) => page.evaluate(constructions, 'ws://127.0.0.1:9/', CONSTRUCTIONS),
  },
  {
    name: 'construct',
    about: `Time of new WebSocket() on the echo server, ${CONSTRUCTIONS} in a row`,
    run: (page, server) => page.evaluate(constructions, `${server.sockets}/echo`, CONSTRUCTIONS),
  },
  {
    name: 'send',
    about: `Time of send() of ${SIZE} B of text, ${SENDS} in a row`,
    run: (page, server) => page.evaluate(sends, `${server.sockets}/sink`, SENDS, 'x'.repeat(SIZE)),
  },
  {
    name: 'receive',
    about: `Main thread's time per message of ${SIZE} B, ${RECEPTIONS} of which waited for a page that was busy`,
    run: (page, server) => page.evaluate(receptions, `${server.sockets}/burst`, RECEPTIONS),
  },
]

const AMONG: readonly Contender[] = ['native', 'closed', 'open', 'network']

/** What the hook adds to single calls, in the page's own thread. */
export const callCosts: readonly Measurement[] = CALLS.map(({ name, about, run }) => ({
  in: 'browser',
  figures: [
    { name: `${name}, closed`, unit: 'ns', about: `${about}, DevTools closed.`, goal: null },
    { name: `${name}, open`, unit: 'ns', about: `${about}, panel open and recording.`, goal: null },
    {
      name: `${name}, Network panel`,
      unit: 'ns',
      about: `${about}, the browser's own Network panel open and no Sockeye.`,
      goal: null,
    },
  ],
  async measure({ contenders, runs, server }) {
    for (const contender of AMONG) await (await contenders.get(contender)).goto(server.page)
    const times = await contenders.rounds(AMONG, runs, ({ page }) => run(page, server))
    const native = { value: median(times.native), unit: 'ns' }
    return [
      ofRounds(`${name}, closed`, times.closed, native),
      ofRounds(`${name}, open`, times.open, native),
      ofRounds(`${name}, Network panel`, times.network, native),
    ]
  },
}))

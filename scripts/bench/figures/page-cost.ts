import type { Realm } from '../../browsers/driver.ts'
import { CONTENDERS, type Contender } from '../contenders.ts'
import { type BrowserBench, type FigureKind, type Measured, type Measurement, ofRounds } from '../figure.ts'
import { SIZE } from '../frames.ts'
import { bursts, type Passed, roundTrips } from '../in-page/traffic.ts'
import { recordedWhole } from '../recorded.ts'
import { median } from '../statistics.ts'

/** A round at least, ms. */
const ROUND = 800
const BURST = 20_000

/** How much slower sockets get by Sockeye, as the page sees it: echo round trips against native. */
export const roundTripCost: Measurement = {
  in: 'browser',
  figures: kinds('round trips', `Echo round trips of ${SIZE} B, one at a time`, { closed: 0.98, open: 0.9 }),
  measure: (bench) =>
    compare(bench, 'round trips', (page) =>
      page.evaluate(roundTrips, `${bench.server.sockets}/echo`, ROUND, 'x'.repeat(SIZE)),
    ),
}

/** Likewise bursts. */
export const burstCost: Measurement = {
  in: 'browser',
  figures: kinds('burst', `Receiving ${BURST} messages of ${SIZE} B asked for at once`, { closed: 0.95, open: 0.7 }),
  measure: (bench) =>
    compare(bench, 'burst', (page) => page.evaluate(bursts, `${bench.server.sockets}/burst`, ROUND, BURST)),
}

function kinds(name: string, what: string, goals: { readonly closed: number; readonly open: number }): FigureKind[] {
  const unit = '× native'
  return [
    { name: `${name}, closed`, unit, about: `${what}, DevTools closed ÷ native.`, goal: { atLeast: goals.closed } },
    {
      name: `${name}, open`,
      unit,
      about: `${what}, panel open and recording ÷ native.`,
      goal: { atLeast: goals.open },
    },
    {
      name: `${name}, Network panel`,
      unit,
      about: `${what}, the browser's own Network panel open and no Sockeye ÷ native.`,
      goal: null,
    },
    {
      name: `${name}, DevTools alone`,
      unit,
      about: `${what}, DevTools open at their first panel and no Sockeye ÷ native: what no panel can do without.`,
      goal: null,
    },
    {
      name: `${name}, open beside Network`,
      unit: '× Network',
      about: `${what}, panel open ÷ Network panel open: open DevTools alone slow a page.`,
      goal: { atLeast: 1 },
    },
  ]
}

/** Messages a second of all contenders in turns. Rates of one round are divided by one another first: they were neighbours. */
async function compare(
  { contenders, runs, server, say }: BrowserBench,
  name: string,
  work: (page: Realm) => Promise<Passed>,
): Promise<Measured[]> {
  for (const contender of CONTENDERS) await (await contenders.get(contender)).goto(server.page)
  const rates = await contenders.rounds(CONTENDERS, runs, async ({ page, panel }, contender) => {
    const { messages, time } = await work(page)
    if (contender === 'open') await recordedWhole(panel, messages)
    return (messages / time) * 1000
  })
  for (const contender of CONTENDERS) say(`${name}, ${contender}: ${Math.round(median(rates[contender]))} messages/s`)
  const by = (one: Contender, other: Contender) =>
    rates[one].map((rate, round) => rate / (rates[other][round] as number))
  const rateOf = (contender: Contender) => ({ value: median(rates[contender]), unit: 'messages/s' })
  return [
    ofRounds(`${name}, closed`, by('closed', 'native'), rateOf('native')),
    ofRounds(`${name}, open`, by('open', 'native'), rateOf('native')),
    ofRounds(`${name}, Network panel`, by('network', 'native'), rateOf('native')),
    ofRounds(`${name}, DevTools alone`, by('devtools', 'native'), rateOf('native')),
    ofRounds(`${name}, open beside Network`, by('open', 'network'), rateOf('network')),
  ]
}

import type { Driver, Realm } from '../../browsers/driver.ts'
import { CONTENDERS, type Contender } from '../contenders.ts'
import { type BrowserBench, type FigureKind, type Measured, type Measurement, ofRounds } from '../figure.ts'
import { SIZE } from '../frames.ts'
import { bursts, type Passed, roundTrips } from '../in-page/traffic.ts'
import { recordedWhole } from '../recorded.ts'
import type { BenchServer } from '../start-server.ts'
import { median } from '../statistics.ts'

/** A round at least, ms. */
const ROUND = 800
const BURST = 20_000
/** How often a browser is compared with itself in a round. */
const TIMES = 3

/** What a page does for a figure. */
type Work = (page: Realm, url: string, twice: boolean) => Promise<Passed>

/** How much slower sockets get by Sockeye, as the page sees it: echo round trips against native. */
export const roundTripCost: Measurement = {
  in: 'browser',
  figures: kinds('round trips', `Echo round trips of ${SIZE} B, one at a time`, { closed: 0.98, open: 0.9 }),
  measure: (bench) =>
    compare(bench, 'round trips', (page, sockets, twice) =>
      page.evaluate(roundTrips, `${sockets}/echo`, ROUND, 'x'.repeat(SIZE), twice),
    ),
}

/** Likewise bursts. */
export const burstCost: Measurement = {
  in: 'browser',
  figures: kinds('burst', `Receiving ${BURST} messages of ${SIZE} B asked for at once`, { closed: 0.95, open: 0.7 }),
  measure: (bench) =>
    compare(bench, 'burst', (page, sockets, twice) => page.evaluate(bursts, `${sockets}/burst`, ROUND, BURST, twice)),
}

function kinds(name: string, what: string, goals: { readonly closed: number; readonly open: number }): FigureKind[] {
  const unit = '× native'
  return [
    {
      name: `${name}, closed`,
      unit,
      about: `${what}, DevTools closed ÷ the same in the same browser on a host that Sockeye leaves alone.`,
      goal: { atLeast: goals.closed },
    },
    {
      name: `${name}, a listener more`,
      unit,
      about: `${what}, without Sockeye, but with a second listener that does nothing ÷ without it: what no hook can do without.`,
      goal: null,
    },
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
async function compare({ contenders, runs, server, say }: BrowserBench, name: string, work: Work): Promise<Measured[]> {
  const rateIn = async (page: Realm, twice = false): Promise<Passed & { readonly rate: number }> => {
    const passed = await work(page, server.sockets, twice)
    return { ...passed, rate: (passed.messages / passed.time) * 1000 }
  }
  for (const contender of CONTENDERS) await (await contenders.get(contender)).goto(server.page)
  const beside: Beside[] = []
  const rates = await contenders.rounds(CONTENDERS, runs, async (driver, contender) => {
    if (contender === 'closed') {
      const found = await besideItself(
        driver,
        server,
        beside.length,
        async (twice) => (await rateIn(driver.page, twice)).rate,
      )
      beside.push(found)
      return found.hooked
    }
    const { messages, rate } = await rateIn(driver.page)
    if (contender === 'open') await recordedWhole(driver.panel, messages)
    return rate
  })
  // The first turn only warmed up.
  beside.shift()
  for (const contender of CONTENDERS) say(`${name}, ${contender}: ${Math.round(median(rates[contender]))} messages/s`)
  const by = (one: Contender, other: Contender) =>
    rates[one].map((rate, round) => rate / (rates[other][round] as number))
  const native = { value: median(rates.native), unit: 'messages/s' }
  const alone = { value: median(beside.map((one) => one.alone)), unit: 'messages/s' }
  return [
    ofRounds(
      `${name}, closed`,
      beside.map((one) => one.hooked / one.alone),
      alone,
    ),
    ofRounds(
      `${name}, a listener more`,
      beside.map((one) => one.twice / one.alone),
      alone,
    ),
    ofRounds(`${name}, open`, by('open', 'native'), native),
    ofRounds(`${name}, Network panel`, by('network', 'native'), native),
    ofRounds(`${name}, DevTools alone`, by('devtools', 'native'), native),
    ofRounds(`${name}, open beside Network`, by('open', 'network'), { ...native, value: median(rates.network) }),
  ]
}

/** Rates of one browser, whose like two browsers don't have: pages with Sockeye, left alone, and that with a listener more. */
interface Beside {
  readonly hooked: number
  readonly alone: number
  readonly twice: number
}

/** Several times each in turns, every other round the other way round; each page is warmed up. */
async function besideItself(
  driver: Driver,
  { page, alone }: BenchServer,
  round: number,
  rate: (twice: boolean) => Promise<number>,
): Promise<Beside> {
  const rates = { hooked: [] as number[], alone: [] as number[], twice: [] as number[] }
  const kinds = ['hooked', 'alone', 'twice'] as const
  for (let time = 0; time < TIMES; time++) {
    for (const kind of (round + time) % 2 === 0 ? kinds : kinds.toReversed()) {
      await driver.goto(kind === 'hooked' ? page : alone)
      await rate(kind === 'twice')
      rates[kind].push(await rate(kind === 'twice'))
    }
  }
  return { hooked: median(rates.hooked), alone: median(rates.alone), twice: median(rates.twice) }
}

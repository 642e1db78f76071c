import type { Driver } from '../../browsers/driver.ts'
import { calm } from '../calm.ts'
import { type Goal, type Measurement, ofRounds } from '../figure.ts'
import { SIZE } from '../frames.ts'
import { takeStream } from '../in-page/traffic.ts'
import { clearLog } from '../in-panel/account.ts'
import { clickRows, readClicks } from '../in-panel/click-rows.ts'
import { recorded } from '../recorded.ts'
import { median, quantile } from '../statistics.ts'

const SECONDS = 5
/** Rates that are tried below the highest. */
const TRIES = 5
const CLICK =
  'The same stream as fast as it comes, panel open: from when a click on a row is due to the frame with its message'
const GOALS = { chromium: 100_000, firefox: 50_000 } as const

/** How fast messages may come for all of them to be in the log. */
export const capture: Measurement = {
  in: 'browser',
  figures: [
    {
      name: 'capture',
      unit: 'messages/s',
      about: `Messages of ${SIZE} B a second, for ${SECONDS} s from the server until the last is a row of the open panel's log, nothing lost; native: what the page takes without Sockeye.`,
      goal: null,
    },
    {
      name: 'capture, Network panel',
      unit: 'messages/s',
      about: "The same stream as fast as the page takes it, the browser's own Network panel open and no Sockeye.",
      goal: null,
    },
    {
      name: 'click in a stream, p50',
      unit: 'ms',
      about: `${CLICK}: median.`,
      goal: { atMost: 100 },
    },
    {
      name: 'click in a stream, p95',
      unit: 'ms',
      about: `${CLICK}: 19 of 20 are faster.`,
      goal: { atMost: 100 },
    },
  ],
  async measure({ browser, contenders, runs, server, say }) {
    const url = `${server.sockets}/stream`
    const native = await contenders.get('native')
    const open = await contenders.get('open')
    const network = await contenders.get('network')
    for (const driver of [native, open, network]) await driver.goto(server.page)
    const fastest = async ({ page }: Driver): Promise<number> => {
      await calm()
      const { messages, time } = await page.evaluate(takeStream, url, 0, SECONDS)
      return (messages / time) * 1000
    }
    const most: number[] = []
    const beside: number[] = []
    const lossless: number[] = []
    const clicks: (readonly number[])[] = []
    for (let run = 0; run < Math.min(runs, 3); run++) {
      most.push(await fastest(native))
      beside.push(await fastest(network))
      lossless.push(await highestRate(open, url, say))
      clicks.push(await clicksIn(open, url))
    }
    const saturation = median(most)
    const goal: Goal = { atLeast: Math.round(Math.min(GOALS[browser], saturation)) }
    const ofNative = { value: saturation, unit: 'messages/s' }
    return [
      { ...ofRounds('capture', lossless, ofNative), goal },
      ofRounds('capture, Network panel', beside, ofNative),
      ofRounds(
        'click in a stream, p50',
        clicks.map((round) => quantile(round, 0.5)),
      ),
      ofRounds(
        'click in a stream, p95',
        clicks.map((round) => quantile(round, 0.95)),
      ),
    ]
  },
}

/** As fast as the page takes messages, or if that loses any, the highest rate found that doesn't. */
async function highestRate(driver: Driver, url: string, say: (line: string) => void): Promise<number> {
  const full = await attempt(driver, url, 0)
  say(`capture at full speed: ${Math.round(full.rate)} messages/s, ${full.lost} lost`)
  if (full.lost === 0) return full.rate
  let best = 0
  let low = 0
  let high = full.rate
  for (let at = 0; at < TRIES; at++) {
    const rate = Math.round((low + high) / 2)
    const { rate: reached, lost } = await attempt(driver, url, rate)
    say(`capture at ${rate}: ${Math.round(reached)} messages/s, ${lost} lost`)
    if (lost === 0) {
      best = Math.max(best, reached)
      low = rate
    } else high = rate
  }
  return best
}

/** Messages a second until the last one is in the log. @throws Error when one is neither there nor counted as lost. */
async function attempt(driver: Driver, url: string, rate: number): Promise<{ rate: number; lost: number }> {
  await driver.panel.evaluate(clearLog)
  await calm()
  const start = performance.now()
  const { messages } = await driver.page.evaluate(takeStream, url, rate, SECONDS)
  const { lost } = await recorded(driver.panel, messages)
  return { rate: (messages / (performance.now() - start)) * 1000, lost }
}

/** ms of each click while messages come as fast as the page takes them. */
async function clicksIn({ page, panel }: Driver, url: string): Promise<readonly number[]> {
  await panel.evaluate(clearLog)
  await calm()
  await panel.evaluate(clickRows, SECONDS * 1000)
  const { messages } = await page.evaluate(takeStream, url, 0, SECONDS)
  await recorded(panel, messages)
  return panel.evaluate(readClicks)
}

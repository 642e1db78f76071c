import { join } from 'node:path'
import type { Driver } from '../browsers/driver.ts'
import { extensionOf } from '../browsers/extension-of.ts'
import type { BrowserName } from '../browsers/find.ts'
import { launch } from '../browsers/launch.ts'
import { root } from '../build.ts'
import { calm } from './calm.ts'
import { installMeter } from './in-panel/install-meter.ts'
import { leavingAlone } from './left-alone.ts'

/**
 * Who is compared: a browser without Sockeye, one with it and DevTools closed, one with its panel open, one without it
 * whose own Network panel is open, and one without it whose DevTools are open at their first panel. The last two are what
 * an open panel may be compared with: open DevTools alone slow a page.
 */
export const CONTENDERS = ['native', 'closed', 'open', 'network', 'devtools'] as const
export type Contender = (typeof CONTENDERS)[number]
/** Besides, one with its panel open that is given rows of our own making. */
type Started = Contender | 'fed'

/** An extension without content scripts, so that also a browser without Sockeye has one. */
const PROBE = join(root, 'test/browser/probe')

/** Browsers side by side, each started when it is first needed. */
export class Contenders {
  readonly #browser: BrowserName
  readonly #drivers = new Map<Started, Promise<Driver>>()

  constructor(browser: BrowserName) {
    this.#browser = browser
  }

  get(contender: Started): Promise<Driver> {
    const known = this.#drivers.get(contender)
    if (known) return known
    const started = start(this.#browser, contender)
    this.#drivers.set(contender, started)
    return started
  }

  /**
   * Lets the contenders work in turns, one at a time, after a first turn that only warms up. Every other round goes the
   * other way round, so that nobody always follows the same one.
   * @returns for each contender what its rounds answered, in order.
   */
  async rounds<T>(
    among: readonly Contender[],
    runs: number,
    work: (driver: Driver, contender: Contender) => Promise<T>,
  ): Promise<Record<Contender, T[]>> {
    const answers: Record<Contender, T[]> = { native: [], closed: [], open: [], network: [], devtools: [] }
    for (const contender of among) await work(await this.get(contender), contender)
    for (let round = 0; round < runs; round++) {
      for (const contender of round % 2 === 0 ? among : among.toReversed()) {
        const driver = await this.get(contender)
        if (!(await calm())) throw new Error('The browsers did not come to rest: try again on a calmer machine')
        answers[contender].push(await work(driver, contender))
      }
    }
    return answers
  }

  async close(): Promise<void> {
    const started = [...this.#drivers.values()]
    this.#drivers.clear()
    await Promise.all(started.map(async (driver) => (await driver).close()))
  }
}

function extensionFor(name: BrowserName, contender: Started): string {
  if (contender === 'closed') return leavingAlone(extensionOf(name))
  return contender === 'open' || contender === 'fed' ? extensionOf(name) : PROBE
}

async function start(name: BrowserName, contender: Started): Promise<Driver> {
  const extension = extensionFor(name, contender)
  const driver = await launch(name, { extension, headless: !process.env.SOCKEYE_HEADED, measuring: true })
  try {
    if (contender === 'open' || contender === 'fed') await driver.openPanel()
    if (contender === 'fed') await driver.panel.evaluate(installMeter)
    if (contender === 'network') await driver.openBrowserPanel('network')
    if (contender === 'devtools') await driver.openBrowserPanel('inspector')
    return driver
  } catch (error) {
    await driver.close()
    throw error
  }
}

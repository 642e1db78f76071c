/** `npm run soak`: a page talks without end while it reloads and the background is killed. What it heard must be logged or counted. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { startEchoServer } from '../demo/echo-server.ts'
import type { Driver } from './browsers/driver.ts'
import { extensionOf } from './browsers/extension-of.ts'
import { BROWSERS, type BrowserName } from './browsers/find.ts'
import { ensureBrowsers } from './browsers/install.ts'
import { launch } from './browsers/launch.ts'
import { parseBrowser } from './browsers/parse-browser.ts'
import { build } from './build.ts'
import { differences, type Heard, heardBy, loggedOf, pageOf } from './soak/sums.ts'

const USAGE = `npm run soak -- [options]

  --browser chrome|firefox  in one browser only
  --seconds N               how long, 60 by default
  --rate N                  messages a second, both directions together, 5000 by default
  --reload N                s between reloads of the page, 3 by default
  --kill N                  s between ends of the background, 4 by default; 0: never
  --keep                    keeps everything on disk: needed beyond a million messages
  --seed N                  of the moments, which are spread around these
  --help                    says this`

/** Patience in ms with what is still on its way at the end: a session waits 5 s for documents that went while it had no link. */
const SETTLING = 8000

interface Choices {
  readonly browsers: readonly BrowserName[]
  readonly seconds: number
  readonly rate: number
  readonly reload: number
  readonly kill: number
  readonly seed: number
  readonly keep: boolean
}

function readChoices(): Choices | null {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '5000' },
      reload: { type: 'string', default: '3' },
      kill: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const number = (name: 'seconds' | 'rate' | 'reload' | 'kill' | 'seed'): number => {
    const value = Number(values[name])
    if (!(value >= 0)) throw new Error(`--${name} takes a number, not ${values[name]}`)
    return value
  }
  return {
    browsers: values.browser === undefined ? BROWSERS : [parseBrowser(values.browser)],
    seconds: number('seconds'),
    rate: number('rate'),
    reload: number('reload'),
    kill: number('kill'),
    seed: number('seed'),
    keep: values.keep,
  }
}

/** The same moments for the same seed: numbers from 0 to 1 (a linear congruential generator, ISO C's constants). */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Does something every so many seconds, give or take a half, until `end`. */
async function again(every: number, end: number, chance: () => number, act: () => Promise<void>): Promise<number> {
  let done = 0
  while (every > 0) {
    const wait = every * 1000 * (0.5 + chance())
    if (Date.now() + wait > end) break
    await pause(wait)
    await act()
    done++
  }
  return done
}

async function soak(driver: Driver, choices: Choices, address: string): Promise<string> {
  const { seconds, rate, reload, kill, seed, keep } = choices
  const panel = await driver.openPanel()
  if (keep) {
    await panel.click('[data-testid=settings]')
    await panel.click('[data-testid=keep]')
    await panel.click('[data-testid=settings]')
  }
  await panel.click('[data-testid=preserve]')
  const chance = chances(seed)
  const end = Date.now() + seconds * 1000
  let page = 0
  const next = (): Promise<void> => driver.goto(`${address}?page=${++page}&rate=${rate}`)
  await next()
  const [, kills] = await Promise.all([
    again(reload, end, chance, next),
    again(kill, end, chance, () => driver.killBackground()),
  ])
  await pause(Math.max(0, end - Date.now()))
  await driver.goto(`${address}?quiet`)
  const heard = (await driver.page.evaluate(heardBy)) as Heard[]
  await pause(SETTLING)
  const logged = await panel.evaluate(loggedOf)
  const sums = differences(heard, logged)
  const errors = await driver.consoleErrors()
  return [
    `${driver.name}: ${page} pages, the background ended ${kills} times`,
    `  the pages sent and received ${sums.heard}, logged ${sums.logged}, counted as lost ${sums.lost}`,
    `  neither logged nor counted: ${sums.heard - sums.logged - sums.lost}`,
    ...(logged.gone > 0 ? [`  ${logged.gone} rows have left the log: use --keep`] : []),
    ...sums.lines.map((line) => `    ${line}`),
    ...errors.map((error) => `  error: ${error}`),
  ].join('\n')
}

async function run(choices: Choices): Promise<void> {
  ensureBrowsers(choices.browsers)
  await build()
  const echo = await startEchoServer({ port: 0 })
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(`${echo.url}/echo`)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  try {
    for (const name of choices.browsers) {
      const driver = await launch(name, { extension: extensionOf(name), headless: true, url: `${address}?quiet` })
      try {
        console.log(await soak(driver, choices, address))
      } finally {
        await driver.close()
      }
    }
  } finally {
    server.closeAllConnections()
    server.close()
    await echo.close()
  }
}

try {
  const choices = readChoices()
  if (choices) await run(choices)
  else console.log(USAGE)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

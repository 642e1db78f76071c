/** `npm start`: Sockeye in a browser, on its demo, until Ctrl-C. */
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { startDemoServer } from '../demo/demo-server.ts'
import { startEchoServer } from '../demo/echo-server.ts'
import { atExit } from './browsers/at-exit.ts'
import type { Driver } from './browsers/driver.ts'
import { extensionOf } from './browsers/extension-of.ts'
import { type BrowserName, findBrowser } from './browsers/find.ts'
import { hasDisplay } from './browsers/has-display.ts'
import { launch } from './browsers/launch.ts'
import { parseBrowser } from './browsers/parse-browser.ts'
import { build, root } from './build.ts'
import { parsePort } from './parse-port.ts'
import { playScene, SCENES } from './scenes.ts'

const USAGE = `npm start -- [options]

  --browser chrome|firefox  the browser to use; chrome (or Chromium) by default
  --echo-port PORT          port of the echo server, 9998 by default (or ECHO_PORT)
  --demo-port PORT          port of the demo pages, 8998 by default (or DEMO_PORT)
  --headless                needs no display: plays the demo and leaves a picture of the panel
  --help                    says this`

interface Choices {
  readonly help: boolean
  readonly browser: BrowserName
  readonly echoPort: number
  readonly demoPort: number
  readonly headless: boolean
}

function readChoices(): Choices {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', default: 'chrome' },
      'echo-port': { type: 'string' },
      'demo-port': { type: 'string' },
      headless: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    help: values.help,
    browser: parseBrowser(values.browser),
    echoPort: parsePort('--echo-port', values['echo-port'], 'ECHO_PORT', 9998),
    demoPort: parsePort('--demo-port', values['demo-port'], 'DEMO_PORT', 8998),
    headless: values.headless,
  }
}

async function start({ browser, echoPort, demoPort, headless }: Choices): Promise<void> {
  const found = findBrowser(browser)
  if (!found.ok) throw new Error(found.message)
  if (!headless && !hasDisplay()) {
    throw new Error(
      'There is no display to show a browser on. Use --headless to play the demo and get a picture of the panel.',
    )
  }
  console.log('Building the extension')
  await build()
  const started: { close(): Promise<void> }[] = []
  try {
    const echo = await startEchoServer({ port: echoPort })
    started.push(echo)
    const demo = await startDemoServer({ port: demoPort })
    started.push(demo)
    // The story's page knows the usual address by itself, as in the tutorials.
    const query = echo.port === 9998 ? '' : `?echo=${echo.url}/echo`
    const addressOf = (page: string) => `${demo.url}/${page}${query}`
    console.log(`Echo server   ${echo.url}/echo`)
    console.log(`Demo pages    ${demo.url}/, opening ${addressOf('story.html')}`)
    console.log(`Browser       ${found.path}, with the extension and a throw-away profile`)

    const driver = await launch(browser, { extension: extensionOf(browser), program: found.path, headless })
    started.push(driver)
    if (headless) await playDemo(driver, addressOf)
    else await showDemo(driver, addressOf('story.html'))
  } finally {
    for (const one of started.reverse()) await one.close()
  }
}

async function playDemo(driver: Driver, addressOf: (page: string) => string): Promise<void> {
  await driver.openPanel()
  for (const scene of SCENES) {
    console.log(`Playing       ${addressOf(scene.page)}`)
    await playScene(scene, driver, addressOf)
  }
  const picture = `${root}/.artifacts/start-${driver.name}.png`
  await driver.screenshot(picture)
  console.log(`Picture       ${relative(process.cwd(), picture)}`)
}

async function showDemo(driver: Driver, address: string): Promise<void> {
  await driver.goto(address)
  await driver.openPanel()
  console.log('DevTools are open on the WebSocket panel: click "Run WebSocket" on the page. Ctrl-C ends everything.')
  // Registered last, so it is said when the browser and its profile are gone; the servers go with this process.
  const forget = atExit(() => console.log('\nEnded the browser and the servers, and removed the profile.'))
  await driver.closed
  forget()
  console.log('The browser was closed: ended the servers and removed the profile.')
}

try {
  const choices = readChoices()
  if (choices.help) console.log(USAGE)
  else await start(choices)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  if (isUsageError(error)) console.error(`\n${USAGE}`)
  process.exitCode = 1
}

function isUsageError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, inject, type TestContext } from 'vitest'
import { startDemoServer } from '../../demo/demo-server.ts'
import { type RunningServer, startEchoServer } from '../../demo/echo-server.ts'
import type { Driver, LaunchOptions } from '../../scripts/browsers/driver.ts'
import { extensionOf } from '../../scripts/browsers/extension-of.ts'
import type { BrowserName } from '../../scripts/browsers/find.ts'
import { launch } from '../../scripts/browsers/launch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser of this project. */
    readonly browser: BrowserName
  }
}

/** What a file of browser tests has: one browser with the extension as it was built, and servers on ports of their own. */
export interface Stage {
  readonly driver: Driver
  readonly echo: RunningServer
  readonly demo: RunningServer
  /** Address of a demo page that uses this stage's echo server, e.g. for `story.html`. */
  page(path: string): string
}

const FAILURES = join(import.meta.dirname, '../../.artifacts/failures')

/**
 * Sets the stage before the first test of a file and clears it after the last. A test that fails leaves a picture, the
 * panel's text and the extension's errors in .artifacts/failures/. The browser shows a window only with SOCKEYE_HEADED set.
 */
export function useBrowser(options: Partial<LaunchOptions> = {}): Stage {
  const name = inject('browser')
  let stage: Omit<Stage, 'page'> | null = null
  const set = (): Omit<Stage, 'page'> => {
    if (stage === null) throw new Error('The browser is there only while tests run')
    return stage
  }

  beforeAll(async () => {
    const [echo, demo] = await Promise.all([startEchoServer({ port: 0 }), startDemoServer({ port: 0 })])
    const headless = !process.env.SOCKEYE_HEADED
    const driver = await launch(name, { extension: extensionOf(name), headless, ...options })
    stage = { driver, echo, demo }
  })

  beforeEach((context) => {
    context.onTestFailed(async () => {
      if (stage !== null) await record(name, stage.driver, context)
    })
  })

  afterAll(async () => {
    await Promise.all([stage?.driver.close(), stage?.echo.close(), stage?.demo.close()])
    stage = null
  })

  return {
    get driver() {
      return set().driver
    },
    get echo() {
      return set().echo
    },
    get demo() {
      return set().demo
    },
    page: (path) => `${set().demo.url}/${path}?echo=${set().echo.url}/echo`,
  }
}

/** Keeps what helps to understand a failure; what can't be had is left out, so that the failure itself stays in sight. */
async function record(name: BrowserName, driver: Driver, { task }: TestContext): Promise<void> {
  const file = join(FAILURES, `${name}-${task.name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}`)
  mkdirSync(FAILURES, { recursive: true })
  await driver.screenshot(`${file}.png`).catch(() => undefined)
  // Not textContent: what was to be seen.
  const text = await driver.panel.evaluate(() => document.body.innerText).catch((error: Error) => error.message)
  const errors = await driver.consoleErrors().catch((error: Error) => [error.message])
  const parts = [`${task.name} in ${name}`, 'Panel:', text, 'Errors of the extension:', ...errors]
  writeFileSync(`${file}.txt`, `${parts.join('\n\n')}\n`)
}

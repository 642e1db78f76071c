import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startDemoServer } from '../../demo/demo-server.ts'
import { type RunningServer, startEchoServer } from '../../demo/echo-server.ts'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { extensionOf } from '../../scripts/browsers/extension-of.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import { hasRow, says } from './looks.ts'

/** What is kept beyond memory: on disk, and after the browser was closed. */

const name = inject('browser')
const pictures = join(import.meta.dirname, '../../.artifacts/tests')
const inPanel = (testId: string) => `[data-testid=${testId}]`
const COUNT = 20_000

/** Has the page receive so many messages, and resolves when it has. */
function receive(url: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count
    const socket = new WebSocket(url)
    socket.onmessage = () => {
      if (--left === 0) resolve()
    }
  })
}

/** The log has so many rows, of which so many at the most are in memory. */
function hasKept(rows: number, inMemory: number): boolean {
  const { handover } = globalThis as unknown as {
    handover: { session: { log: { first: number; end: number; length: number; isHere(row: number): boolean } } }
  }
  const { log } = handover.session
  let here = 0
  for (let row = log.first; row < log.end; row++) if (log.isHere(row)) here++
  return log.length >= rows && here <= inMemory
}

/** Focuses the list of messages, where the keys act on it. */
function focusList(): boolean {
  document.querySelector<HTMLElement>('[data-testid=messages]')?.focus()
  return true
}

describe('who keeps everything', () => {
  const profile = mkdtempSync(join(tmpdir(), 'sockeye-kept-'))
  let driver: Driver
  let demo: RunningServer
  let echo: RunningServer
  const start = async (): Promise<void> => {
    driver = await launch(name, { extension: extensionOf(name), profile, headless: !process.env.SOCKEYE_HEADED })
    await driver.goto(`${demo.url}/index.html`)
    await driver.openPanel()
  }
  const picture = (what: string) => driver.screenshot(join(pictures, `${name}-log-${what}.png`))

  beforeAll(async () => {
    ;[demo, echo] = await Promise.all([startDemoServer({ port: 0 }), startEchoServer({ port: 0 })])
    await start()
  })
  afterAll(async () => {
    await driver.close()
    await Promise.all([demo.close(), echo.close()])
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })

  it('has every row: those that left memory are read back from disk when one looks at them', async () => {
    const { panel, page } = driver
    await panel.click(inPanel('settings'))
    await panel.fill(inPanel('log-rows'), '2000')
    await panel.click(inPanel('keep'))
    await panel.until(says, 'keeping', 'kept')
    await picture('settings')
    await panel.click(inPanel('settings'))
    await page.evaluate(receive, `${echo.url}/burst?count=${COUNT}&size=200`, COUNT)
    await panel.until(hasKept, COUNT, 4096)
    await panel.evaluate(focusList)
    await panel.press('Home')
    await panel.until(hasRow, 'constructed', '/burst')
    await panel.until(hasRow, 'received', '0 xxx')
    await picture('first-row')
  })

  it('finds what is on disk', async () => {
    const { panel } = driver
    await panel.fill(inPanel('filter'), '"7777 x"')
    await panel.until(says, 'counts', '1 of ')
    await panel.until(hasRow, 'received', '7777 xxx')
    await panel.fill(inPanel('filter'), '')
  })

  it('opens it again after the browser was closed', async () => {
    await driver.close()
    await start()
    const { panel } = driver
    await panel.click(inPanel('settings'))
    await panel.until(says, 'kept-sessions', '20,00')
    await picture('kept-sessions')
    await panel.fill(inPanel('log-rows'), '1000000')
    await panel.click(inPanel('kept-open'))
    await panel.until(says, 'file-note', 'is open, read-only')
    await panel.evaluate(focusList)
    await panel.press('Home')
    await panel.until(hasRow, 'received', '0 xxx')
  })

  it('removes it for good', async () => {
    const { panel } = driver
    await panel.click(inPanel('kept-delete-all'))
    await panel.click(inPanel('kept-delete-yes'))
    await panel.until(says, 'kept-sessions', 'None.')
    await panel.click(inPanel('clear'))
    await panel.until(says, 'counts', '0 rows')
    expect(await driver.consoleErrors()).toEqual([])
  })
})

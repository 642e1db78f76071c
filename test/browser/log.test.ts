import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startDemoServer } from '../../demo/demo-server.ts'
import { type RunningServer, startEchoServer } from '../../demo/echo-server.ts'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { extensionOf } from '../../scripts/browsers/extension-of.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import { useBrowser } from './harness.ts'
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

/** How many rows the log has, if that is this many at least. */
function logged(rows: number): number | null {
  const { handover } = globalThis as unknown as { handover: { session: { log: { length: number } } } }
  const { length } = handover.session.log
  return length >= rows ? length : null
}

/** All that the log has is on disk. */
async function isWritten(): Promise<boolean> {
  interface Keeping {
    readonly id: string
    list(): Promise<{ id: string; rows: number }[]>
  }
  const { handover } = globalThis as unknown as { handover: { session: { log: { length: number }; kept: Keeping } } }
  const { log, kept } = handover.session
  return (await kept.list()).some(({ id, rows }) => id === kept.id && rows === log.length)
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
    // What the list shows when it leaves memory is read back at once, and stays: so it shows none of it.
    await panel.fill(inPanel('filter'), 'dir:sent')
    await page.evaluate(receive, `${echo.url}/burst?count=${COUNT}&size=200`, COUNT)
    await panel.until(hasKept, COUNT, 4096)
    await panel.fill(inPanel('filter'), '')
    await panel.evaluate(focusList)
    await panel.press('Home')
    await panel.until(hasRow, 'constructed', '/burst')
    await panel.until(hasRow, 'received', '0 xxx')
    await picture('first-row')
  })

  it('finds what is on disk', async () => {
    const { panel } = driver
    await panel.fill(inPanel('filter'), '"7777 x"')
    await panel.until(says, 'counts', '2 of ')
    await panel.until(hasRow, 'received', '17777 xxx')
    await panel.fill(inPanel('filter'), '')
  })

  it('opens it again after the browser was closed', async () => {
    await driver.panel.until(isWritten)
    await driver.close()
    await start()
    const { panel } = driver
    await panel.click(inPanel('settings'))
    await panel.until(says, 'kept-sessions', '20,00')
    await picture('kept-sessions')
    await panel.fill(inPanel('log-rows'), '1000000')
    await panel.press('Tab')
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

  it('has the last rows too where DevTools is closed as soon as they have come', async () => {
    await driver.page.evaluate(receive, `${echo.url}/burst?count=50&size=200`, 50)
    const rows = await driver.panel.until(logged, 52)
    await driver.closeDevTools()
    const panel = await driver.openPanel()
    await panel.click(inPanel('settings'))
    await panel.until(says, 'kept-sessions', `${rows} rows`)
  })
})

/** Has the page send one long message to an echo server and take it back. Resolves to what that took, ms. */
function echoOne(url: string, kind: 'text' | 'binary', length: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    const data = kind === 'text' ? 'long '.repeat(length / 5) : new Uint8Array(length).fill(7)
    let start = 0
    socket.onopen = () => {
      start = performance.now()
      socket.send(data)
    }
    socket.onmessage = () => resolve(performance.now() - start)
  })
}

/** The body of the last message that was received: its length, and what it begins and ends with. */
function lastReceived(): string {
  const { handover } = globalThis as unknown as {
    handover: { session: { log: { end: number; kind(row: number): string; body(row: number): string | ArrayBuffer } } }
  }
  const { log } = handover.session
  let row = log.end - 1
  while (log.kind(row) !== 'received') row--
  const body = log.body(row)
  if (typeof body === 'string') return `${body.length} ${body.slice(0, 5)}…${body.slice(-5)}`
  const bytes = new Uint8Array(body)
  return `${bytes.length} ${bytes[0]}…${bytes.at(-1)}`
}

/** Whether it is as it is told. */
function isLast(expected: string): boolean {
  const { handover } = globalThis as unknown as {
    handover: { session: { log: { end: number; kind(row: number): string; body(row: number): string | ArrayBuffer } } }
  }
  const { log } = handover.session
  let row = log.end - 1
  while (log.kind(row) !== 'received') row--
  const body = log.body(row)
  const length = typeof body === 'string' ? body.length : body.byteLength
  return String(length) === expected
}

/** Chooses the last row of the list. */
function chooseLast(kind: string): boolean {
  const row = [...document.querySelectorAll<HTMLElement>(`[data-testid=row][data-kind=${kind}]`)].at(-1)
  row?.click()
  return row !== undefined
}

describe('a payload that is long', () => {
  const stage = useBrowser()
  const LENGTHS = { text: 100_000_000, binary: 20_000_000 }
  const sha256 = (kind: 'text' | 'binary') =>
    createHash('sha256')
      .update(Buffer.alloc(LENGTHS[kind], kind === 'text' ? 'long ' : 7))
      .digest('hex')

  beforeAll(async () => {
    await stage.driver.goto(stage.page('index.html'))
    await stage.driver.openPanel()
  })

  for (const kind of ['text', 'binary'] as const) {
    it(`is shown by its head at once and loaded whole when asked for: ${kind}`, async () => {
      const { page, panel } = stage.driver
      const length = LENGTHS[kind]
      const size = kind === 'text' ? '100 MB' : '20.0 MB'
      await page.evaluate(echoOne, `${stage.echo.url}/echo`, kind, length)
      await panel.until(hasRow, 'received', kind === 'text' ? 'long long' : '07 07', 'cut', size)
      await panel.until(chooseLast, 'received')
      await panel.until(says, 'cut', `The first 262 kB of ${size}`)
      await stage.driver.screenshot(join(pictures, `${name}-log-cut-${kind}.png`))
      await panel.click(inPanel('load-all'))
      await panel.until(isLast, String(length))
      expect(await panel.evaluate(lastReceived)).toBe(`${length} ${kind === 'text' ? 'long …long ' : '7…7'}`)
      await panel.until(() => document.querySelector('[data-testid=cut]') === null)
      await panel.until(says, 'digest', sha256(kind))
      await stage.driver.screenshot(join(pictures, `${name}-log-whole-${kind}.png`))
    })
  }

  it('says so when the page no longer has it', async () => {
    const { page, panel } = stage.driver
    await panel.click(inPanel('preserve'))
    await page.evaluate(echoOne, `${stage.echo.url}/echo`, 'text', LENGTHS.text / 10)
    await panel.until(hasRow, 'received', 'cut', '10.0 MB')
    await panel.until(chooseLast, 'received')
    await panel.until(says, 'cut', 'of 10.0 MB')
    await stage.driver.goto(stage.page('index.html'))
    await panel.until(says, 'cut', 'Only the first 262 kB of 10.0 MB were recorded')
    expect(await stage.driver.consoleErrors()).toEqual([])
  })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type Driver, PATIENCE } from '../../scripts/browsers/driver.ts'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasLogged, hasRow, hasSocket, says } from './looks.ts'

/** Files going out of the real panel and coming back, through downloads, file fields and the browser's own network log. */

const stage = useBrowser()
const pictures = join(import.meta.dirname, '../../.artifacts/tests')
const picture = (name: string) => stage.driver.screenshot(join(pictures, `${stage.driver.name}-files-${name}.png`))
const inPanel = (testId: string) => `[data-testid=${testId}]`

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('index.html'))
  await driver.openPanel()
  await driver.goto(`${stage.page('lively.html')}&token=hunter2`)
  await driver.panel.until(hasLogged, 'received', 'early bird')
  for (const action of ['json', 'buffer', 'custom']) await driver.page.click(`[data-do=${action}]`)
  await driver.panel.until(hasSocket, 'CLOSED', '/', '4001')
  await driver.panel.until(hasSocket, 'OPEN', '/binary')
})

/** Exports by the form, and answers the file that the browser saved. */
async function exported(format: string, name: string, rows = 'all'): Promise<string> {
  const { panel, downloads } = stage.driver
  await panel.click(inPanel(`export-rows-${rows}`))
  await panel.click(inPanel(`export-format-${format}`))
  await panel.fill(inPanel('export-name'), name)
  await panel.click(inPanel('export-write'))
  await panel.until(says, 'file-note', `${name}.${format}: `)
  return saved(downloads, `${name}.${format}`)
}

/** A download is whole when its last line is: browsers write it under this name or another first. */
function saved(directory: string, name: string): Promise<string> {
  return vi.waitFor(
    () => {
      const text = readFileSync(join(directory, name), 'utf8')
      if (!text.endsWith('\n')) throw new Error(`${name} is not whole yet`)
      return text
    },
    { timeout: PATIENCE, interval: 25 },
  )
}

/** Imports a file by the real file field. */
async function imported(name: string, text: string): Promise<void> {
  const path = join(stage.driver.downloads, name)
  writeFileSync(path, text)
  await stage.driver.panel.upload(inPanel('import-file'), path)
}

describe('an export', () => {
  beforeAll(() => stage.driver.panel.click(inPanel('export')))

  it('is downloaded, and written again as the same bytes after it was imported into an empty panel', async () => {
    const { panel } = stage.driver
    const files = [
      { name: 'first.ndjson', text: await exported('ndjson', 'first') },
      { name: 'first.har', text: await exported('har', 'first') },
    ]
    await picture('form')
    await stage.driver.goto(stage.page('index.html'))
    for (const { name, text } of files) {
      await panel.click(inPanel('clear'))
      await panel.until(() => document.querySelectorAll('[data-testid=socket]').length === 0)
      await imported(name, text)
      await panel.until(says, 'file-note', `${name} is open, read-only.`)
      const [, format = ''] = name.split('.')
      expect(await exported(format, `again-${format}`)).toBe(text)
      await panel.until(hasSocket, 'OPEN', '/binary')
      await picture(`imported-${format}`)
    }
  })
})

describe('secrets', () => {
  it('stay out of a file until they are asked for', async () => {
    const { driver } = stage
    await driver.goto(stage.page('index.html'))
    await driver.panel.click(inPanel('clear'))
    await driver.panel.click(inPanel('new-connection'))
    await driver.panel.fill(inPanel('connect-url'), `${stage.echo.url}/echo?access_token=hunter2`)
    await driver.panel.click(inPanel('connect'))
    await driver.panel.until(hasSocket, 'OPEN', 'access_token')
    expect(await exported('csv', 'redacted')).toMatch(/\/echo\?access_token=REDACTED/)
    await driver.panel.click(inPanel('export-secrets'))
    await driver.panel.until(says, 'export-note', 'are written as they are')
    expect(await exported('csv', 'secret')).toMatch(/\/echo\?access_token=hunter2/)
    await driver.panel.click(inPanel('export-secrets'))
    await driver.panel.click(inPanel('details-tab-socket'))
    await driver.panel.click(inPanel('disconnect'))
    await driver.panel.until(hasSocket, 'CLOSED', 'access_token')
    await driver.panel.click(inPanel('clear'))
  })
})

describe('a file that is broken', () => {
  it('changes nothing and says why', async () => {
    const { panel } = stage.driver
    await imported('cut.har', '{"log":{"version":"1.2","entries":[')
    await panel.until(says, 'file-note', 'cut.har was not opened. It is not JSON. Column 36')
    expect(await panel.evaluate(() => document.querySelectorAll('[data-testid=socket]').length)).toBe(0)
    await picture('broken')
  })
})

/** A log with text beyond ASCII, bytes, and an end, as Sockeye writes it. */
const ENTRY = {
  _resourceType: 'websocket',
  _readyState: 1,
  _opened: true,
  startedDateTime: '2026-01-02T03:04:05.678Z',
  time: 31.25,
  request: {
    method: 'GET',
    url: 'wss://shop.example/live',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [],
    queryString: [],
    headersSize: -1,
    bodySize: 0,
  },
  response: {
    status: 101,
    statusText: 'Switching Protocols',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: 'x-unknown' },
    redirectURL: '',
    headersSize: -1,
    bodySize: -1,
  },
  cache: {},
  timings: { send: 0, wait: 31.25, receive: 0 },
  _webSocketMessages: [
    { type: 'send', time: 1767323045.718, opcode: 1, data: 'Grüße \ud83d\ude00' },
    { type: 'receive', time: 1767323045.75, opcode: 2, data: 'AP8=' },
  ],
}

describe('HAR and the browser', () => {
  const file = JSON.stringify({
    log: { version: '1.2', creator: { name: 'Sockeye', version: '0' }, pages: [], entries: [ENTRY] },
  })

  it('opens in Chrome’s own Network panel', async ({ skip }) => {
    const { driver } = stage
    if (!driver.frontEnd) return skip('Firefox’s Network monitor reads no messages')
    await driver.panel.click(inPanel('clear'))
    await imported('chrome.har', file)
    await driver.panel.until(says, 'file-note', 'chrome.har is open')
    const text = await exported('har', 'for-chrome')
    const messages = await driver.frontEnd(openInNetworkPanel(text))
    expect(messages).toEqual({
      url: 'wss://shop.example/live',
      status: 101,
      type: 'websocket',
      frames: [
        { type: 'send', opCode: 1, time: 1767323045.718, text: 'Grüße \ud83d\ude00' },
        { type: 'receive', opCode: 2, time: 1767323045.75, text: 'AP8=' },
      ],
    })
    await picture('network-panel')
    await driver.openPanel()
  })

  it('of the browser’s own network log is opened', async () => {
    const { driver } = stage
    await driver.goto(stage.page('story.html'))
    await beginNetworkLog(driver)
    let log = ''
    while (log === '') {
      // Firefox's log leaves out a connection now and then: another one is made, and not waited for for ever.
      await driver.panel.click(inPanel('clear'))
      await driver.page.click('#run')
      await driver.panel.until(hasRow, 'received', 'Message to send')
      for (let look = 0; log === '' && look < 50; look++)
        log = await driver.panel.evaluate(networkLog, '/echo', 'ws', 101)
    }
    await driver.goto(stage.page('index.html'))
    await driver.panel.click(inPanel('clear'))
    await imported('theirs.har', log)
    await driver.panel.until(says, 'file-note', 'theirs.har is open')
    await driver.panel.until(hasSocket, 'OPEN', '/echo')
    if (driver.frontEnd) {
      await driver.panel.until(hasRow, 'sent', 'Message to send')
      await driver.panel.until(hasRow, 'received', 'Message to send')
    }
    await picture('theirs')
  })
})

describe('a row', () => {
  it('is copied as a command by its menu', async () => {
    const { panel } = stage.driver
    await panel.click(inPanel('clear'))
    await imported('row.har', JSON.stringify({ log: { version: '1.2', entries: [ENTRY] } }))
    await chooseRow(panel, 'sent', 'Grüße')
    // Not the menu key, which the tests' browsers don't press alike.
    await panel.evaluate(() => {
      const row = document.querySelector('[data-marked]')
      const { left = 0, bottom = 0 } = row?.getBoundingClientRect() ?? {}
      row?.dispatchEvent(
        new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + 90, clientY: bottom }),
      )
    })
    await panel.until(says, 'menu', 'Copy as', 'wscat')
    await picture('menu')
    await panel.click(inPanel('copy-as-wscat'))
    await panel.until(says, 'file-note', 'Copied as wscat command.')
  })
})

/** Firefox's network log begins some time after somebody first asked for it: what comes before that is never in it. */
async function beginNetworkLog(driver: Driver): Promise<void> {
  while (!(await driver.panel.evaluate(networkLog, '?is-it-on', 'http', 200))) {
    await driver.page.evaluate(() => fetch('?is-it-on').then((response) => response.status))
  }
}

/** What the browser says of the tab's network, once it knows of an answered request of a scheme with this text in its address; else nothing. */
async function networkLog(part: string, scheme: 'http' | 'ws', status: number): Promise<string> {
  interface Network {
    getHAR(done?: (log: object) => void): Promise<object> | undefined
  }
  const { browser, chrome } = globalThis as unknown as Record<string, { devtools: { network: Network } } | undefined>
  const log = browser
    ? await browser.devtools.network.getHAR()
    : await new Promise<object>((resolve) => chrome?.devtools.network.getHAR(resolve))
  const { entries } = log as {
    entries: { request: { url: string }; response: { status: number }; _webSocketMessages?: unknown[] }[]
  }
  const found = entries.some(
    ({ request, response, _webSocketMessages }) =>
      request.url.startsWith(scheme) &&
      request.url.includes(part) &&
      response.status === status &&
      (scheme === 'http' || browser !== undefined || (_webSocketMessages?.length ?? 0) > 1),
  )
  return found ? JSON.stringify({ log }) : ''
}

/** Loads a HAR as the Network panel's own button does, selects its socket there, and answers what the panel knows of it. */
function openInNetworkPanel(text: string): string {
  return `(async () => {
    const { ViewManager } = await import('./ui/legacy/legacy.js')
    await ViewManager.ViewManager.instance().showView('network')
    const { NetworkPanel } = await import('./panels/network/network.js')
    const panel = NetworkPanel.NetworkPanel.instance()
    await panel.networkLogView.onLoadFromFile(new File([${JSON.stringify(text)}], 'sockeye.har'))
    const { NetworkLog } = await import('./models/logs/logs.js')
    const find = () => NetworkLog.NetworkLog.instance().requests().find((one) => one.requestId().startsWith('har-'))
    while (!find()) await new Promise((resume) => requestAnimationFrame(resume))
    const request = find()
    panel.networkLogView.selectRequest(request)
    await panel.selectAndActivateRequest?.(request, 'messages')
    return {
      url: request.url(),
      status: request.statusCode,
      type: request.resourceType().name(),
      frames: request.frames().map(({ type, opCode, time, text }) => ({ type, opCode, time, text })),
    }
  })()`
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import type { Log } from '../../src/core/log.ts'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket, markSocket, says } from './looks.ts'

/** Who constructed a socket, who sent on it, what goes through a WebSocketStream; and that the page can't tell. */

const stage = useBrowser()

beforeAll(async () => {
  await stage.driver.goto(stage.page('lively.html'))
  await stage.driver.openPanel()
})

async function selectChat(): Promise<void> {
  const { panel } = stage.driver
  await panel.until(markSocket, 'chat.v2')
  await panel.click('[data-marked]')
}

describe('the initiator', () => {
  it('of a socket is in its facts and in its first row, without a frame of the hook', async () => {
    const { panel } = stage.driver
    await selectChat()
    await panel.click('[data-testid=details-tab-socket]')
    await panel.until(says, 'call-stack', 'open', 'lively.js:14:')
    const frames = await panel.evaluate(() => [...document.querySelectorAll('.frame')].map((one) => one.textContent))
    expect(frames).toHaveLength(2)
    expect(frames[1]).toMatch(/^\(anonymous\).*lively\.js:21:/)
    await chooseRow(stage.driver.panel, 'constructed', '/echo')
    await panel.until(says, 'life-details', 'Call stack', 'lively.js:14:')
  })

  it('opens in Sources where the browser lets an extension do that', async () => {
    const { name, panel } = stage.driver
    if (name === 'firefox') {
      expect(await panel.evaluate(() => document.querySelector('[data-testid=open-source]'))).toBeNull()
      return
    }
    await panel.click('[data-testid=copy-stack]')
    await panel.until(() => document.hasFocus())
    await panel.click('[data-testid=open-source]')
    // The source's editor has the focus then.
    await panel.until(() => !document.hasFocus())
    await stage.driver.openPanel()
  })

  it('of a send is recorded once it is asked for, and survives the end of the background', async () => {
    const { driver } = stage
    const { page, panel } = driver
    await selectChat()
    await page.click('[data-do=json]')
    await chooseRow(stage.driver.panel, 'sent', '"id":1')
    await panel.until(says, 'message-header', 'Sent')
    expect(await panel.evaluate(() => document.querySelector('[data-testid=send-stack]'))).toBeNull()
    await panel.click('[data-testid=details-tab-socket]')
    await panel.click('[data-testid=trace]')
    // The page may send once more before it has heard of it.
    let id = 1
    do {
      id++
      await page.click('[data-do=json]')
      await chooseRow(stage.driver.panel, 'sent', `"id":${id}`)
      await panel.until(says, 'message-header', 'Sent')
    } while (!(await panel.evaluate(says, 'send-stack', 'json', 'lively.js:')))
    const next = `"id":${id + 1}`
    await driver.killBackground()
    await page.click('[data-do=json]')
    await chooseRow(stage.driver.panel, 'sent', next)
    await panel.until(says, 'send-stack', 'json', 'lively.js:')
    await chooseRow(stage.driver.panel, 'received', next)
    await panel.until(says, 'message-header', 'Received')
    expect(await panel.evaluate(() => document.querySelector('[data-testid=send-stack]'))).toBeNull()
  })
})

describe('the page', () => {
  it('is asked nothing for a stack, whatever it made of Error', async () => {
    const { page } = stage.driver
    const seen = await page.evaluate((echo) => {
      const called: string[] = []
      const shape = () => JSON.stringify([Reflect.ownKeys(Error), Object.getOwnPropertyDescriptors(Error)])
      const results: string[] = []
      const attempt = (what: string): void => {
        const before = shape()
        new WebSocket(echo).close()
        if (shape() !== before) results.push(`${what} changed: ${before} ${shape()}`)
        if (called.length > 0) results.push(`${what} called ${called.splice(0).join()}`)
      }
      const original = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor
      const define = (name: string, descriptor: PropertyDescriptor) => Object.defineProperty(Error, name, descriptor)
      const spy = (what: string) => () => void called.push(what)
      attempt('as it was')
      define('prepareStackTrace', { value: spy('prepareStackTrace'), configurable: true, writable: true })
      attempt('with prepareStackTrace')
      define('prepareStackTrace', { get: spy('its getter'), set: spy('its setter'), configurable: true })
      attempt('with an accessor of prepareStackTrace')
      Reflect.deleteProperty(Error, 'prepareStackTrace')
      for (const owner of [Function.prototype, Object.prototype]) {
        Object.defineProperty(owner, 'prepareStackTrace', { value: spy('inherited'), configurable: true })
        attempt('with an inherited prepareStackTrace')
        Reflect.deleteProperty(owner, 'prepareStackTrace')
      }
      const names = ['get', 'set', 'value', 'configurable', 'stack']
      for (const name of names) {
        const accessor = { __proto__: null, get: spy(name), set: spy(name), configurable: true } as PropertyDescriptor
        Object.defineProperty(Object.prototype, name, accessor)
      }
      const socket = new WebSocket(echo)
      for (const name of names) Reflect.deleteProperty(Object.prototype, name)
      if (called.length > 0) results.push(`Object.prototype was asked for ${called.splice(0).join()}`)
      socket.close()
      define('stackTraceLimit', { get: spy('the limit'), configurable: true })
      attempt('with an accessor of the limit')
      for (const value of [Number.NaN, 0, 'many', undefined]) {
        define('stackTraceLimit', { ...original, value })
        attempt(`with a limit of ${value}`)
      }
      Reflect.deleteProperty(Error, 'stackTraceLimit')
      attempt('without a limit')
      define('stackTraceLimit', original)
      Object.freeze(Error)
      attempt('frozen')
      return results
    }, `${stage.echo.url}/echo`)
    expect(seen).toEqual([])
  })
})

describe('who listened', () => {
  it('is counted from a reload on, and a message that nobody heard is marked', async () => {
    const { driver } = stage
    const { page, panel } = driver
    await driver.goto(stage.page('lively.html'))
    await selectChat()
    await panel.click('[data-testid=details-tab-socket]')
    await page.evaluate(() => void Object.assign(globalThis, { before: true }))
    await panel.click('[data-testid=count-listeners]')
    await page.until(() => !('before' in globalThis) && document.readyState === 'complete')
    await page.evaluate(async (echo) => {
      const socket = new WebSocket(echo)
      await new Promise((resolve) => socket.addEventListener('open', resolve))
      const arrived = (data: string) =>
        new Promise<void>((resolve) => {
          const poll = (): void => (heard.includes(data) ? resolve() : void setTimeout(poll))
          poll()
        })
      const heard: string[] = []
      const spare = (): void => undefined
      const abort = new AbortController()
      const say = async (text: string): Promise<void> => {
        socket.send(text)
        await arrived(text)
      }
      // Two by listener, one by attribute; those that came and went, or are there already, don't count.
      socket.addEventListener('message', ({ data }) => void heard.push(data))
      socket.addEventListener('message', { handleEvent: spare })
      socket.onmessage = () => {
        const end = performance.now() + 3
        while (performance.now() < end);
      }
      socket.addEventListener('message', spare)
      socket.removeEventListener('message', spare)
      socket.addEventListener('message', spare, { signal: abort.signal })
      abort.abort()
      await say('three heard')
      socket.onmessage = null
      socket.addEventListener('message', spare, { once: true })
      await say('once heard')
      await say('then not')
      socket.addEventListener('message', (event) => event.stopImmediatePropagation(), { once: true, capture: true })
      socket.send('stopped')
      await say('last')
      const silent = new WebSocket(`${echo}?silent`)
      silent.onopen = () => silent.send('into the void')
    }, `${stage.echo.url}/echo`)
    const heard = async (word: string): Promise<string> => {
      await chooseRow(stage.driver.panel, 'received', word)
      await panel.until(says, 'message-details', word)
      return panel.evaluate(() => document.querySelector('[data-testid=heard]')?.textContent ?? '')
    }
    // One of them takes 3 ms; a browser's clock may be a millisecond off.
    const [, ran] = /^Heard by 3 listeners, ([\d.]+) ms$/.exec(await heard('three heard')) ?? []
    expect(Number(ran)).toBeGreaterThan(1)
    expect(await heard('once heard')).toMatch(/^Heard by 3 listeners, .* ms$/)
    expect(await heard('then not')).toMatch(/^Heard by 2 listeners, .* ms$/)
    expect(await heard('stopped')).toBe('Heard by 3 listeners, time unknown')
    expect(await heard('into the void')).toBe('Nobody listened')
    await panel.until(hasRow, 'received', 'into the void', 'unheard')
  })
})

describe('the history', () => {
  it('is as long as the settings say', async () => {
    const { driver } = stage
    const { page, panel } = driver
    await panel.click('[data-testid=settings]')
    await panel.fill('[data-testid=history-rows]', 'many')
    await panel.until(says, 'history-rows-problem', 'whole number from 0 to 100,000')
    await panel.fill('[data-testid=history-rows]', '300')
    // What is under way when its page goes may be lost.
    await panel.until(async () => {
      const { browser, chrome } = globalThis as unknown as Record<'browser' | 'chrome', Extension | undefined>
      const { history } = (await (browser ?? chrome)?.storage.local.get('history')) ?? {}
      return history?.rows === 300
    })
    await driver.closeDevTools()
    await driver.goto(stage.page('index.html'))
    await page.evaluate(
      (echo) =>
        new Promise<void>((resolve) => {
          let received = 0
          const socket = new WebSocket(echo)
          socket.onmessage = () => {
            if (++received === 1000) resolve()
          }
        }),
      `${stage.echo.url}/burst?count=1000&size=20`,
    )
    await driver.openPanel()
    await panel.until(hasSocket, 'OPEN', '/burst', '1,000')
    const { kept, lost } = await panel.until(() => {
      const { handover } = globalThis as unknown as { handover: { session: { log: Log } } }
      const { log } = handover.session
      const body = log.body(log.first) as { count: number; cause: string }
      return body.cause === 'history' ? { kept: log.length - 1, lost: body.count } : undefined
    })
    expect(kept).toBeGreaterThanOrEqual(300)
    // Batches go as a whole, and one that is being filled is not counted.
    expect(kept).toBeLessThan(300 + 2 * 256)
    // Construction and open are rows too.
    expect(kept + lost).toBe(1002)
    await panel.click('[data-testid=settings]')
    await panel.until(() => document.querySelector<HTMLInputElement>('[data-testid=history-rows]')?.value === '300')
    await panel.click('[data-testid=history-default]')
    await panel.click('[data-testid=settings]')
  })
})

const observeStream = readFileSync(join(import.meta.dirname, 'pages/observe-stream.js'), 'utf8')

async function streamLines(driver: Driver): Promise<string[]> {
  await driver.goto(stage.page('index.html'))
  await driver.page.evaluate((source) => {
    const script = document.createElement('script')
    script.textContent = source
    document.head.append(script)
  }, observeStream)
  return driver.page.evaluate(
    (echo) => (globalThis as unknown as { observeStream(echo: string): Promise<string[]> }).observeStream(echo),
    `${stage.echo.url}/echo`,
  )
}

// Firefox has no WebSocketStream.
describe.runIf(inject('browser') === 'chromium')('a WebSocketStream', () => {
  it('is in the log as a socket: its chunks, however they are read, and its end', async () => {
    const { driver } = stage
    const { page, panel } = driver
    await driver.goto(stage.page('index.html'))
    await page.evaluate(async (echo) => {
      const stream = new WebSocketStream(echo, { protocols: ['chat'] })
      const { readable, writable } = await stream.opened
      const writer = writable.getWriter()
      await writer.write('written text')
      await writer.write(new Uint8Array([0x77, 0x72]))
      const reader = readable.pipeThrough(new TransformStream()).getReader()
      await reader.read()
      await reader.read()
      Object.assign(globalThis, { stream, reader })
    }, `${stage.echo.url}/echo`)
    await panel.until(hasRow, 'constructed', '/echo')
    await panel.until(hasRow, 'open', 'chat')
    await panel.until(hasRow, 'sent', 'written text')
    await panel.until(hasRow, 'received', 'written text')
    await panel.until(hasRow, 'received', 'binary', '2 B')
    await panel.until(hasSocket, 'OPEN', 'stream', '/echo')
  })

  it('can be written to and closed from the panel, while the page holds its streams', async () => {
    const { page, panel } = stage.driver
    await panel.until(markSocket, '/echo')
    await panel.click('[data-marked]')
    await panel.click('[data-testid=details-tab-compose]')
    await panel.fill('[data-testid=draft]', 'from the panel')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'sent', 'Sockeye', 'from the panel')
    const read = await page.evaluate(() =>
      (globalThis as unknown as { reader: ReadableStreamDefaultReader }).reader.read().then(({ value }) => value),
    )
    expect(read).toBe('from the panel')
    await panel.click('[data-testid=details-tab-socket]')
    await panel.fill('[data-testid=close-code]', '4002')
    await panel.fill('[data-testid=close-reason]', 'enough')
    await panel.click('[data-testid=close-socket]')
    await panel.until(hasRow, 'close', '4002')
    await panel.until(hasRow, 'closed', '4002', 'enough')
    const closed = await page.evaluate(() => (globalThis as unknown as { stream: WebSocketStream }).stream.closed)
    expect(closed).toEqual({ closeCode: 4002, reason: 'enough' })
  })

  it('is the same to the page with and without Sockeye', async () => {
    // A chunk passes through one more stream, and a page can count the microtasks that this takes.
    const known = (line: string) => /^microtasks of a (write|chunk) /.test(line)
    const bare = await launch('chromium', { extension: join(import.meta.dirname, 'probe') })
    try {
      const [native, hooked] = [await streamLines(bare), await streamLines(stage.driver)]
      expect(hooked.filter((line) => !known(line))).toEqual(native.filter((line) => !known(line)))
      expect(native.length).toBeGreaterThan(130)
      expect(native.filter(known)).toHaveLength(2)
    } finally {
      await bare.close()
    }
  })
})

/** What the panel has of the extension API, and the test asks for. */
interface Extension {
  readonly storage: { readonly local: { get(key: string): Promise<{ history?: { rows: number } }> } }
}

/** Newer than TypeScript's DOM. */
declare class WebSocketStream {
  constructor(url: string, options?: { protocols?: string[] })
  readonly opened: Promise<{ readable: ReadableStream; writable: WritableStream }>
  readonly closed: Promise<{ closeCode: number; reason: string }>
}

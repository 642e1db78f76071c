import { beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { markRow, markSocket, says } from './looks.ts'

/** Who constructed a socket, who sent on it, and that the page can't tell that anybody asks. */

const stage = useBrowser()

beforeAll(async () => {
  await stage.driver.goto(stage.page('lively.html'))
  await stage.driver.openPanel()
})

async function selectRow(kind: string, word: string): Promise<void> {
  const { panel } = stage.driver
  await panel.until(markRow, kind, word)
  await panel.click('[data-marked]')
}

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
    await selectRow('constructed', '/echo')
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
    await selectRow('sent', '"id":1')
    await panel.until(says, 'message-header', 'Sent')
    expect(await panel.evaluate(() => document.querySelector('[data-testid=send-stack]'))).toBeNull()
    await panel.click('[data-testid=details-tab-socket]')
    await panel.click('[data-testid=trace]')
    await page.click('[data-do=json]')
    await selectRow('sent', '"id":2')
    await panel.until(says, 'send-stack', 'json', 'lively.js:')
    await driver.killBackground()
    await page.click('[data-do=json]')
    await selectRow('sent', '"id":3')
    await panel.until(says, 'send-stack', 'json', 'lively.js:')
    await selectRow('received', '"id":3')
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

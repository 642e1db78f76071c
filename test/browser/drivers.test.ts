import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useBrowser } from './harness.ts'

/** The drivers themselves, on an extension whose panel shows what is done to it. The other files rely on this one. */

const stage = useBrowser({ extension: join(import.meta.dirname, 'probe') })
const folder = mkdtempSync(join(tmpdir(), 'sockeye-drivers-'))

/** In the panel: the text of one element. */
const textOf = (id: string) => {
  const element = document.getElementById(id)
  return element instanceof HTMLOutputElement ? element.value : element?.textContent
}
/** In the panel: whether the log has an entry. */
const logged = (entry: string) =>
  [...document.querySelectorAll('#log li')].some(({ textContent }) => textContent === entry)
const background = () => stage.driver.panel.until(textOf, 'background')

beforeAll(async () => {
  await stage.driver.goto(`${stage.demo.url}/index.html`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the page', () => {
  it('is seen in its own realm', async () => {
    const { page } = stage.driver
    await page.evaluate(() => {
      // What a page's own script makes, not one that looks in from beside it.
      const script = document.createElement('script')
      script.textContent = 'globalThis.own = [1]'
      document.head.append(script)
    })
    const { own } = globalThis as { own?: number[] }
    expect(own).toBeUndefined()
    expect(await page.evaluate(() => (globalThis as { own?: number[] }).own?.constructor === Array)).toBe(true)
  })

  it('answers what a function answers, promises and nothing included', async () => {
    const { page } = stage.driver
    expect(await page.evaluate(async (left, right) => ({ sum: left + right }), 2, 3)).toEqual({ sum: 5 })
    expect(await page.evaluate(() => undefined)).toBeUndefined()
    expect(await page.evaluate(() => '“ü”\n\u2028')).toBe('“ü”\n\u2028')
  })

  it('tells what a function throws', async () => {
    const failing = stage.driver.page.evaluate(() => {
      throw new TypeError('not like this')
    })
    await expect(failing).rejects.toThrow('not like this')
  })

  it('takes trusted clicks and keys', async () => {
    const { page } = stage.driver
    await page.evaluate(() => {
      const field = document.createElement('input')
      field.id = 'field'
      field.addEventListener('click', (event) => {
        field.dataset.clicked = String(event.isTrusted)
      })
      document.body.prepend(field)
    })
    await page.click('#field')
    await page.fill('#field', 'Grüße, 世界')
    const state = () => {
      const field = document.querySelector<HTMLInputElement>('#field')
      return { value: field?.value, clicked: field?.dataset.clicked }
    }
    expect(await page.evaluate(state)).toEqual({ value: 'Grüße, 世界', clicked: 'true' })
  })

  it('has frames that can be acted in', async () => {
    const { page } = stage.driver
    await page.evaluate(() => {
      const frame = document.createElement('iframe')
      frame.src = '/index.html?inner'
      document.body.append(frame)
    })
    expect(await page.frame('?inner').until(() => location.search)).toBe('?inner')
  })

  it('is another document after a reload', async () => {
    const { driver } = stage
    await driver.page.evaluate(() => void Object.assign(globalThis, { old: true }))
    await driver.reload()
    expect(await driver.page.evaluate(() => 'old' in globalThis)).toBe(false)
  })
})

describe('the panel', () => {
  beforeEach(async () => {
    await stage.driver.openPanel()
  })

  it('takes trusted clicks, keys, files and the pointer', async () => {
    const { panel } = stage.driver
    await panel.fill('#text', 'first')
    await panel.fill('#text', 'second')
    await panel.click('#button')
    await panel.until(logged, 'trusted click second')
    await panel.press('ArrowDown')
    await panel.press('a', 'Control')
    await panel.until(logged, 'trusted keydown ArrowDown')
    await panel.until(logged, 'trusted keydown Control+a')
    await panel.fill('#text', '')
    expect(await panel.evaluate(() => document.querySelector<HTMLInputElement>('#text')?.value)).toBe('')
    await panel.upload('#file', join(import.meta.dirname, 'probe/panel.js'))
    await panel.until(logged, 'trusted change panel.js')
    await panel.hover('#text')
    await panel.hover('#button')
    await panel.until(logged, 'trusted mouseenter button')
  })

  it('lives on when the background is killed, and meets a new one', async () => {
    const first = await background()
    await stage.driver.killBackground()
    await stage.driver.panel.until((old) => {
      const now = document.querySelector<HTMLOutputElement>('#background')?.value
      return now !== old
    }, first)
  })

  it('works wherever DevTools are docked', async () => {
    const { driver } = stage
    for (const side of ['right', 'undocked', 'bottom'] as const) {
      await driver.dock(side)
      await driver.panel.fill('#text', side)
      await driver.panel.click('#button')
      await driver.panel.until(logged, `trusted click ${side}`)
    }
  })

  it('is a new one after DevTools were closed', async () => {
    const { driver } = stage
    await driver.panel.fill('#text', 'before')
    await driver.closeDevTools()
    await driver.openPanel()
    expect(await driver.panel.evaluate(() => document.querySelector<HTMLInputElement>('#text')?.value)).toBe('')
  })

  it('hears of a change of theme', async () => {
    const { driver } = stage
    await driver.theme('dark')
    await driver.panel.until(() => document.querySelector<HTMLOutputElement>('#theme')?.value === 'dark')
    expect(await driver.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
    await driver.theme('light')
    await driver.panel.until(() => document.querySelector<HTMLOutputElement>('#theme')?.value !== 'dark')
  })

  it('has its picture taken with the window around it', async () => {
    const path = join(folder, 'window.png')
    await stage.driver.screenshot(path)
    const png = readFileSync(path)
    expect(png.toString('latin1', 1, 4)).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(1280)
    expect(png.readUInt32BE(20)).toBeGreaterThan(700)
  })

  it('and the background have their errors collected', async () => {
    const { driver } = stage
    await background()
    // Again and again: a background that has just begun may not be watched yet.
    await expect
      .poll(
        async () => {
          await driver.panel.evaluate(() => {
            ;(globalThis as unknown as { throwInBackground(text: string): void }).throwInBackground('on purpose')
          })
          return driver.consoleErrors()
        },
        { timeout: 30_000 },
      )
      .toContainEqual(expect.stringContaining('on purpose'))
  })
})

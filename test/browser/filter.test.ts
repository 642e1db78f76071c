import { beforeAll, describe, expect, it } from 'vitest'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasLogged, hasValue, says } from './looks.ts'

/** Filtering and finding by real keys and clicks: focus, popups and parts that are loaded when they are needed. */

const stage = useBrowser()

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('lively.html'))
  await driver.openPanel()
  await driver.page.click('[data-do=json]')
  await driver.panel.until(hasLogged, 'received', '"type":"order"')
  await driver.panel.until(hasLogged, 'received', 'early bird')
})

const payloads = (words: readonly string[]): boolean => {
  const rows = [...document.querySelectorAll('[data-testid=row] .payload')].map(({ textContent }) => textContent)
  return rows.length > 0 && rows.every((row) => words.every((word) => row.includes(word)))
}
const offered = (text: string): boolean =>
  [...document.querySelectorAll('.suggestion-text')].some(({ textContent }) => textContent === text)

describe('the filter field', () => {
  it('is reached by /, completes by Tab and Enter, and keeps the focus', async () => {
    const { panel } = stage.driver
    // A click: until there was one, the page has the keys.
    await panel.click('[data-testid=all-sockets]')
    await panel.press('/')
    await panel.until(() => document.activeElement?.matches('[data-testid=filter]'))
    for (const key of 'dir') await panel.press(key)
    await panel.until(offered, 'dir:')
    await panel.press('Tab')
    await panel.until(offered, 'dir:sent')
    await panel.press('ArrowDown')
    await panel.press('Enter')
    await panel.until(hasValue, 'filter', 'dir:sent ')
    await panel.until(() => document.querySelectorAll('[data-testid=row]:not([data-kind=sent])').length === 0)
    expect(await panel.evaluate(() => document.activeElement?.matches('[data-testid=filter]'))).toBe(true)
  })

  it('loads what JSON paths and regular expressions need', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=filter]', 'json:$.type=order')
    await panel.until(payloads, ['"type":"order"'])
    await panel.fill('[data-testid=filter]', '/"type":"(order|none)"/ dir:received')
    await panel.until(payloads, ['"type":"order"'])
    await panel.fill('[data-testid=filter]', '/a(?=b)/')
    await panel.until(says, 'filter-problem', 'Look-ahead')
    await panel.until(payloads, ['"type":"order"'])
  })

  it('is written by the form, which a click elsewhere closes', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=filter]', 'early')
    await panel.click('[data-testid=filter-menu]')
    await panel.click('[data-testid=form-dir-received]')
    await panel.until(
      () => document.querySelector<HTMLInputElement>('[data-testid=filter]')?.value === 'early dir:received',
    )
    await panel.click('[data-testid=all-sockets]')
    await panel.until(() => document.querySelector('[data-testid=filter-popup]') === null)
    await panel.fill('[data-testid=filter]', '')
  })

  it('is saved for the next time', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=filter]', 'bird')
    await panel.click('[data-testid=filter-menu]')
    await panel.click('[data-testid=save-filter]')
    await panel.fill('[data-testid=saved-name]', 'Birds')
    await panel.press('Enter')
    await panel.until(says, 'saved-filter', 'Birds')
    await stage.driver.closeDevTools()
    const again = await stage.driver.openPanel()
    await again.until(says, 'filter-menu', '1')
    await again.click('[data-testid=filter-menu]')
    await again.click('[data-testid=saved-filter] input')
    await again.press('Escape')
    await again.until(() => document.querySelector('[data-testid=filter-popup]') === null)
  })
})

it('finds by Ctrl+F, and steps by Enter', async () => {
  const { driver } = stage
  const { panel } = driver
  await panel.until(hasLogged, 'received', '"type":"order"')
  await panel.click('[data-testid=all-sockets]')
  await panel.press('f', 'Control')
  await panel.until(() => document.activeElement?.matches('[data-testid=find]'))
  await panel.fill('[data-testid=find]', '"TYPE":"order"')
  await panel.until(says, 'find-status', '2 of 2')
  await panel.until(() => document.querySelector('[data-testid=row][aria-selected=true] mark') !== null)
  await panel.press('Enter')
  await panel.until(says, 'find-status', '1 of 2')
  await panel.press('Escape')
  await panel.until(() => document.querySelector('[data-testid=find]') === null)
})

it('hides messages like one from its menu', async () => {
  const { panel } = stage.driver
  await chooseRow(panel, 'received', '"type":"order"')
  // The menu key has no name in the driver: what the browser makes of it is this event.
  await panel.evaluate(() =>
    document
      .querySelector('[data-testid=messages]')
      ?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })),
  )
  await panel.until(() => document.activeElement?.matches('[role=menuitem]'))
  await panel.press('Enter')
  await panel.until(() =>
    document.querySelector<HTMLInputElement>('[data-testid=filter]')?.value.startsWith('-(socket:#'),
  )
  await panel.until(
    () =>
      ![...document.querySelectorAll('[data-testid=row][data-kind=received]')].some(({ textContent }) =>
        textContent.includes('"type":"order"'),
      ),
  )
})

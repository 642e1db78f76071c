import { beforeAll, describe, expect, it } from 'vitest'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasLogged, says } from './looks.ts'

/** Kinds of messages, their shapes, and calls, read by a worker of the extension in each browser. */

const stage = useBrowser()

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('lively.html'))
  await driver.openPanel()
  await driver.page.evaluate(async (echo) => {
    const open = (url: string) =>
      new Promise<WebSocket>((resolve) => {
        const socket = new WebSocket(url)
        socket.onopen = () => resolve(socket)
      })
    const answered = await open(echo)
    for (let ref = 0; ref < 20; ref++) answered.send(JSON.stringify({ op: 'get', ref, of: { path: '/a' } }))
    answered.send(JSON.stringify({ op: 'get', ref: 20, of: { path: '/a', deep: true } }))
    const ticker = await open(echo.replace('/echo', '/ticker?every=60000'))
    ticker.send(JSON.stringify({ op: 'wait', ref: 1 }))
  }, `${stage.echo.url}/echo`)
  await driver.panel.until(hasLogged, 'sent', '"op":"wait"')
  await driver.panel.click('[data-testid=details-tab-kinds]')
})

/** Clicks the row of a table that has all these words. */
function openRow(testId: string, ...words: string[]): boolean {
  const row = [...document.querySelectorAll<HTMLElement>(`[data-testid=${testId}]`)].find(({ textContent }) =>
    words.every((word) => textContent.includes(word)),
  )
  row?.click()
  return row !== undefined
}

describe('kinds', () => {
  it('are counted, with the shape of their values and what changed in it', async () => {
    const { panel } = stage.driver
    await panel.until(openRow, 'kind', 'get', 'JSON', '21')
    await panel.until(says, 'kind-shape', 'export interface Get', 'op: "get"', 'ref: number', 'deep?: boolean')
    await panel.until(says, 'kind-detail', 'New field', '$.of.deep')
  })

  it('are a filter at a click', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=kind-filter]')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length > 0)
    const filter = await panel.evaluate(() => document.querySelector<HTMLInputElement>('[data-testid=filter]')?.value)
    expect(filter).toMatch(/^json:\$\.op="get" dir:(sent|received)$/)
    await panel.until(says, 'counts', '21 of ')
    await panel.fill('[data-testid=filter]', '')
  })
})

describe('a message', () => {
  it('is compared with the one before of its kind', async () => {
    const { panel } = stage.driver
    await chooseRow(panel, 'sent', '"deep":true')
    await panel.click('[data-testid=payload-tab-diff]')
    await panel.until(says, 'diff', '2 added, 1 removed', '+     deep: true', '-   ref: 19', '+   ref: 20')
    await panel.click('[data-testid=payload-tab-text]')
    await panel.click('[data-testid=details-tab-kinds]')
  })
})

describe('calls', () => {
  it('are paired by a path, with times and those without an answer', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=kinds-of-calls]')
    await panel.until(says, 'kinds', 'No calls yet')
    await panel.fill('[data-testid=id-path]', '$.ref[')
    await panel.until(says, 'id-path-problem', 'can’t be read')
    await panel.fill('[data-testid=id-path]', '$.ref')
    await panel.until(openRow, 'call', 'get', '21', 'ms')
    await panel.until(openRow, 'call', 'wait', '1 unanswered')
    await panel.click('[data-testid=unanswered]')
    await panel.until(says, 'message-header', 'Sent')
    await panel.until(says, 'message-details', 'wait')
  })

  it('are paired in the rows, too', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=filter]', 'json:$.ref=20')
    await panel.until(
      () =>
        [...document.querySelectorAll('[data-testid=partner]')]
          .map(({ textContent }) => textContent.split(' ')[0])
          .join() === 'replied,took',
    )
    // The message is cut where there is no room for both, and not what is said of it.
    const cut = await panel.evaluate(() => {
      const wide = [...document.querySelectorAll('[data-testid=row] .payload, [data-testid=partner]')]
      return wide
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ className }) => className.split(' ')[0])
    })
    expect(new Set(cut)).toEqual(new Set(['payload']))
    await panel.click('[data-testid=partner]')
    await panel.click('[data-testid=go-to-partner]')
    await panel.until(says, 'message-header', 'Received')
    await panel.fill('[data-testid=filter]', '')
  })

  it('leave no error behind', async () => {
    expect(await stage.driver.consoleErrors()).toEqual([])
  })
})

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket, hasValue, says } from './looks.ts'

/** Saved test connections, and checks on one, by hand in the real panel. */

const stage = useBrowser()
const name = inject('browser')
const pictures = process.env.SOCKEYE_PICTURES

const picture = async (what: string): Promise<void> => {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await stage.driver.theme(theme)
    await stage.driver.screenshot(join(pictures, `${name}-${theme}-${what}.png`))
  }
}
const areIn = (...expected: string[]): boolean =>
  [...document.querySelectorAll<HTMLElement>('[data-testid=saved-connection]')]
    .map((one) => one.dataset.state)
    .join() === expected.join()

const states = (...expected: string[]): boolean =>
  [...document.querySelectorAll<HTMLElement>('[data-testid=check-step]')].map((one) => one.dataset.state).join() ===
  expected.join()

const save = async (fields: Readonly<Record<string, string>>): Promise<void> => {
  const { panel } = stage.driver
  await panel.click('[data-testid=save-as]')
  for (const [field, text] of Object.entries(fields)) await panel.fill(`[data-testid=dial-${field}]`, text)
  await panel.click('[data-testid=save-connection]')
  await panel.until(() => document.querySelector('[data-testid=connection-form]') === null)
}

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('index.html'))
  const panel = await driver.openPanel()
  await panel.click('[data-testid=new-connection]')
  await panel.fill('[data-testid=connect-url]', `${stage.echo.url}/echo`)
})

describe('saved connections', () => {
  it('are written beside what is wrong, with the fields of the form above', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=save-as]')
    await panel.until(hasValue, 'dial-url', `${stage.echo.url}/echo`)
    await panel.fill('[data-testid=dial-url]', 'localhost')
    await panel.fill('[data-testid=dial-attempts]', 'often')
    await panel.click('[data-testid=save-connection]')
    await panel.until(says, 'dial-name-problem', 'Give the connection a name')
    await panel.until(says, 'dial-url-problem', 'whole')
    await panel.until(says, 'dial-attempts-problem', 'from 0 to 1000')
    await picture('connection-form')
    await panel.fill('[data-testid=dial-name]', 'Echo')
    await panel.fill('[data-testid=dial-url]', `${stage.echo.url}/echo`)
    await panel.fill('[data-testid=dial-attempts]', '0')
    await panel.fill('[data-testid=dial-greeting]', 'hello {{counter}}')
    await panel.click('[data-testid=save-connection]')
    await panel.until(areIn, 'idle')
  })

  it('open all at once, send what was saved, and are tried again as they say', async () => {
    const { panel } = stage.driver
    await save({
      name: 'Closer',
      folder: 'trouble',
      url: `${stage.echo.url}/close?code=4001`,
      attempts: '1',
      wait: '600000',
      longest: '600000',
    })
    await save({ name: 'Page’s', folder: 'trouble', from: 'page' })
    await panel.until(areIn, 'idle', 'idle', 'idle')
    await panel.click('[data-testid=dial-all]')
    await panel.until(hasRow, 'received', 'hello 1')
    await panel.until(areIn, 'open', 'waiting', 'open')
    await panel.until(says, 'saved-connections', 'attempt 1 of 1 in', 'Try now')
    await picture('connections')
    await panel.click('[data-testid=dial-now]')
    await panel.until(says, 'saved-connections', 'Given up after 1 more attempt.')
    await panel.click('[data-testid=hang-up]')
    await panel.until(areIn, 'ended', 'ended', 'open')
    await panel.until(hasSocket, 'CLOSED', '/echo')
  })

  it('are found, edited, removed and brought back', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=dial-search]', 'closer')
    await panel.until(areIn, 'ended')
    await panel.click('[data-testid=dial-edit]')
    await panel.fill('[data-testid=dial-name]', 'Shutter')
    await panel.click('[data-testid=save-connection]')
    await panel.fill('[data-testid=dial-search]', 'shut')
    await panel.until(says, 'saved-connections', 'Shutter')
    await panel.click('[data-testid=dial-remove]')
    await panel.until(says, 'dial-outcome', 'Removed Shutter')
    await panel.click('[data-testid=dial-undo]')
    await panel.until(says, 'saved-connections', 'Shutter')
    expect(await panel.evaluate(() => document.querySelectorAll('[data-testid=saved-connection]').length)).toBe(1)
  })
})

describe('checks', () => {
  beforeAll(async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=saved]')
    await panel.click('[data-testid=connect]')
    await panel.until(hasSocket, 'OPEN', '/echo')
    await panel.click('[data-testid=details-tab-measure]')
    await panel.click('[data-testid=measuring-checks]')
  })

  it('pass, step by step, and lead to the message that was expected', async () => {
    const { panel } = stage.driver
    await panel.fill(
      '[data-testid=checks-text]',
      'send {"op":"get","id":{{counter}}}\nexpect json:$.op=get\nexpect none /error/ within 50',
    )
    await panel.click('[data-testid=checks-run]')
    await panel.until(says, 'check-verdict', 'All 3 steps passed')
    await panel.until(states, 'passed', 'passed', 'passed')
    await picture('checks-passed')
    await panel.click('[data-testid=check-row]')
    await panel.until(says, 'message-details', 'get')
    await panel.click('[data-testid=details-tab-measure]')
  })

  it('say what came instead, and run again on a new connection after the old one was closed', async () => {
    const { panel } = stage.driver
    await panel.fill(
      '[data-testid=checks-text]',
      'send {"op":"put"}\nexpect event:chat within 100\nsend never\nclose 4000',
    )
    await panel.click('[data-testid=checks-run]')
    await panel.until(says, 'check-result', 'Failed', 'came another message', 'put')
    await panel.until(states, 'passed', 'failed', 'skipped', 'skipped')
    await picture('checks-failed')
    await panel.fill('[data-testid=checks-text]', 'close 4000 bye\nexpect close:4000')
    await panel.click('[data-testid=checks-run]')
    await panel.until(says, 'check-verdict', 'All 2 steps passed')
    await panel.until(hasSocket, 'CLOSED', '/echo')
    const before = await panel.evaluate(() => document.querySelectorAll('[data-testid=socket]').length)
    await panel.click('[data-testid=checks-run]')
    await panel.until((before) => document.querySelectorAll('[data-testid=socket]').length === before + 1, before)
    await panel.until(says, 'check-verdict', 'All 2 steps passed')
  })

  it('are refused with the line, kept by name and taken up again', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=checks-text]', 'send x\nexpect /(?=x)/')
    await panel.until(says, 'checks-problem', 'Line 2', 'Look-ahead')
    await picture('checks-problem')
    expect(
      await panel.evaluate(() => document.querySelector<HTMLButtonElement>('[data-testid=checks-run]')?.disabled),
    ).toBe(true)
    await panel.fill('[data-testid=checks-text]', 'send x\nexpect x')
    await panel.fill('[data-testid=checks-name]', 'echoes')
    await panel.click('[data-testid=checks-keep]')
    await panel.until(says, 'checks', 'Kept echoes')
    await panel.click('[data-testid=copy-vitest]')
    await panel.until(says, 'checks-outcome', 'Copied')
    await panel.fill('[data-testid=checks-text]', '')
    await panel.click('[data-testid=checks-take]')
    await panel.until(hasValue, 'checks-text', 'send x\nexpect x')
    await panel.click('[data-testid=checks-remove]')
    await panel.until(() => document.querySelector('[data-testid=checks-take]') === null)
  })
})

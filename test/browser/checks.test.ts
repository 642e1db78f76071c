import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasSocket, hasValue, says } from './looks.ts'

/** Checks on a test connection, by hand in the real panel. */

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
const states = (...expected: string[]): boolean =>
  [...document.querySelectorAll<HTMLElement>('[data-testid=check-step]')].map((one) => one.dataset.state).join() ===
  expected.join()

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('index.html'))
  const panel = await driver.openPanel()
  await panel.click('[data-testid=new-connection]')
  await panel.fill('[data-testid=connect-url]', `${stage.echo.url}/echo`)
  await panel.click('[data-testid=connect]')
  await panel.until(hasSocket, 'OPEN', '/echo')
  await panel.click('[data-testid=details-tab-measure]')
  await panel.click('[data-testid=measuring-checks]')
})

describe('checks', () => {
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
    await panel.click('[data-testid=checks-run]')
    await panel.until(() => document.querySelectorAll('[data-testid=socket]').length === 2)
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

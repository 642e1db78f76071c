import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasRow } from './looks.ts'

/**
 * What assistive technology and weak eyes meet in the real panel: WCAG 2.1 A and AA, as far as axe-core can tell. The size of
 * targets that 2.2 asks for is that of no DevTools: rows and buttons are as high as the browser's own.
 */

const stage = useBrowser()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(
    root: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>
}

/** Rules that are broken, with where and how. A theme changes colours and nothing else: in the dark one only these are looked at. */
async function faults(theme: 'light' | 'dark'): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: Axe }
  const colours = { type: 'rule', values: ['color-contrast'] }
  const runOnly = theme === 'dark' ? colours : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
  const { violations } = await axe.run(document, { runOnly })
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('lively.html'))
  await driver.openPanel()
  await driver.page.click('[data-do=json]')
  await driver.page.click('[data-do=forbidden]')
  await driver.panel.until(hasRow, 'closed', '1006')
  await chooseRow(driver.panel, 'sent', '"type":"order"')
  // As the browser loads a script: the panel's own policy allows no text to become one.
  const load = Object.assign(() => undefined, { toString: () => `() => { ${axe}; globalThis.axe = axe }` })
  await driver.panel.evaluate(load)
})

const TABS = ['compose', 'replay', 'measure', 'kinds', 'socket', 'rules', 'message'] as const
const FORMS = [
  ['settings', '.settings'],
  ['export', '.export'],
  ['new-connection', '.connect'],
  ['filter-menu', '.filter-popup input'],
] as const

describe.each(['light', 'dark'] as const)('the %s panel', (theme) => {
  beforeAll(() => stage.driver.theme(theme))

  it.each(TABS)('is accessible with the tab %s', async (tab) => {
    const { panel } = stage.driver
    await panel.click(`[data-testid=details-tab-${tab}]`)
    await panel.until(() => (document.querySelector('[role=tabpanel]')?.children.length ?? 0) > 0)
    expect(await panel.evaluate(faults, theme)).toEqual([])
  })

  it.each(FORMS)('is accessible with the form %s', async (form, shown) => {
    const { panel } = stage.driver
    await panel.click(`[data-testid=${form}]`)
    await panel.until((selector) => document.querySelector(selector) !== null, shown)
    expect(await panel.evaluate(faults, theme)).toEqual([])
    await panel.click(`[data-testid=${form}]`)
  })

  it('is accessible with checks, and with a saved connection that is being written', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=details-tab-measure]')
    await panel.click('[data-testid=measuring-checks]')
    await panel.fill('[data-testid=checks-text]', 'send x\nexpect')
    await panel.until(() => document.querySelector('[data-testid=checks-problem]')?.textContent !== '')
    expect(await panel.evaluate(faults, theme)).toEqual([])
    await panel.click('[data-testid=measuring-echo]')
    await panel.click('[data-testid=new-connection]')
    await panel.click('[data-testid=save-as]')
    await panel.until(() => document.querySelector('[data-testid=connection-form]') !== null)
    await panel.fill('[data-testid=dial-name]', `for ${theme}`)
    await panel.click('[data-testid=save-connection]')
    await panel.until(() => document.querySelector('[data-testid=saved-connection]') !== null)
    await panel.click('[data-testid=dial-edit]')
    await panel.until(() => document.querySelector('[data-testid=connection-form]') !== null)
    expect(await panel.evaluate(faults, theme)).toEqual([])
    await panel.click('[data-testid=saved]')
    await panel.click('[data-testid=new-connection]')
    await panel.click('[data-testid=details-tab-message]')
  })

  it('is accessible in a text that is searched, beside a pinned value', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=payload-tab-json]')
    await panel.click('[data-testid=pin]')
    await panel.click('[data-testid=payload-tab-text]')
    await panel.fill('[data-testid=text-find]', 'order')
    await panel.until(() => document.querySelector('.mark-chosen') !== null)
    await panel.until(() => document.querySelector('[data-testid=pinned-value]') !== null)
    expect(await panel.evaluate(faults, theme)).toEqual([])
    await panel.fill('[data-testid=text-find]', '')
    await panel.click('[data-testid=unpin]')
  })

  it('is accessible with a decoder that is being written', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=payload-tab-decoded]')
    await panel.click('[data-testid=decoders]')
    expect(await panel.evaluate(faults, theme)).toEqual([])
    await panel.click('[data-testid=add-own]')
    await panel.until(() => document.querySelector('.cm-editor [data-testid=own-code]') !== null)
    await panel.until(() => document.querySelector('[data-testid=own-trial] [data-testid=json-view]') !== null)
    expect(await panel.evaluate(faults, theme)).toEqual([])
    await panel.click('[data-testid=cancel-own]')
    await panel.click('[aria-label="Close decoders"]')
  })
})

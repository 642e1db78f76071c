import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasLogged, hasRow, hasSocket, markRow, markSocket, says } from './looks.ts'

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
  await panel.until(() => document.querySelector('[data-testid=export-form]') !== null).catch(() => undefined)
  await panel.click(inPanel(`export-rows-${rows}`))
  await panel.click(inPanel(`export-format-${format}`))
  await panel.fill(inPanel('export-name'), name)
  await panel.click(inPanel('export-write'))
  await panel.until(says, 'file-note', `${name}.${format}: `)
  return saved(downloads, `${name}.${format}`)
}

/** A download under its last name is whole: browsers write it under another first. */
async function saved(directory: string, name: string): Promise<string> {
  const path = join(directory, name)
  await stage.driver.page.until(async () => {
    // A turn of the browser's own, in which it may go on saving.
    await new Promise((resume) => requestAnimationFrame(resume))
    return true
  })
  const end = Date.now() + 20_000
  for (;;) {
    const text = readdirSync(directory).includes(name) ? readFileSync(path, 'utf8') : ''
    if (text.endsWith('\n')) return text
    if (Date.now() > end) throw new Error(`${name} was not saved: ${readdirSync(directory).join(', ')}`)
    await new Promise((resume) => setTimeout(resume, 25))
  }
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
    const { panel, page } = stage.driver
    // The page says no more, or what follows would be of another log.
    await page.click('[data-do=closing]').catch(() => undefined)
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

import { beforeAll, describe, expect, inject, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket, hasValue, says } from './looks.ts'

/** The composer's editor, and what it makes beside bytes: messages towards the page and of protocols. */

const stage = useBrowser()

const pictures = process.env.SOCKEYE_PICTURES
/** Pictures for people to look at, only where they are asked for. */
async function picture(name: string): Promise<void> {
  if (!pictures) return
  for (const theme of ['dark', 'light'] as const) {
    await stage.driver.theme(theme)
    await stage.driver.screenshot(`${pictures}/${inject('browser')}-${name}-${theme}.png`)
  }
}

function offers(...labels: string[]): boolean {
  const list = document.querySelector('.cm-tooltip-autocomplete')
  return labels.every((label) => list?.textContent.includes(label))
}

function isChosen(label: string): boolean {
  const chosen = document.querySelector('.cm-tooltip-autocomplete [aria-selected=true] .cm-completionLabel')
  return chosen?.textContent === label
}

function choose(testId: string, value: string): void {
  const select = document.querySelector<HTMLSelectElement>(`[data-testid=${testId}]`)
  if (!select) throw new Error(`There is no ${testId}`)
  select.value = value
  select.dispatchEvent(new Event('change', { bubbles: true }))
}

beforeAll(async () => {
  await stage.driver.openPanel()
  await stage.driver.goto(stage.page('lively.html'))
  await stage.driver.openPanel()
  const { panel } = stage.driver
  await panel.click('[data-testid=new-connection]')
  await panel.fill('[data-testid=connect-url]', `${stage.echo.url}/echo`)
  await panel.click('[data-testid=connect]')
  await panel.until(hasSocket, 'OPEN', '/echo')
})

describe('the editor', () => {
  it('colours JSON and marks what is wrong in it', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=format-json]')
    await panel.fill('[data-testid=draft]', '{"kind": "greeting", "number": 12,}')
    await panel.until(() => document.querySelector('.cm-lintRange-error')?.textContent === ',')
    const colours = await panel.evaluate(() =>
      [...document.querySelectorAll('.cm-line span')].map((span) => getComputedStyle(span).color),
    )
    expect(new Set(colours).size).toBeGreaterThan(2)
    await panel.hover('.cm-lintRange-error')
    await panel.until(() => document.querySelector('.cm-tooltip-lint')?.textContent.includes('Column 34'))
    await picture('editor')
  })

  it('sends with Ctrl+Enter and keeps what was typed', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=draft]', '{"kind": "greeting", "number": 12}')
    await panel.press('Enter', 'Control')
    await panel.until(hasRow, 'received', '{"kind": "greeting", "number": 12}')
    await panel.until(hasValue, 'draft', '{"kind": "greeting", "number": 12}')
  })

  it('offers names and values of messages on this socket', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=draft]', '{"')
    await panel.until(offers, '"kind"', '"number"')
    await picture('completion')
    // CodeMirror takes no key for its list in the first moments, lest one that was meant for the text choose from it.
    while (!(await panel.evaluate(isChosen, '"number"'))) await panel.press('ArrowDown')
    await panel.press('Enter')
    await panel.until(() => document.querySelector('.cm-content')?.textContent === '{"number": ')
  })

  it('is left with Tab', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=draft]', '1')
    await panel.press('Tab')
    await panel.until(() => !document.activeElement?.closest('[data-testid=draft]'))
    await panel.until(says, 'draft-check', 'Valid JSON')
  })
})

describe('a form', () => {
  it('makes a Socket.IO event of its fields, says what is wrong beside them, and sends it', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=format-form]')
    await panel.fill('[data-testid=form-event]', 'chat')
    await panel.fill('[data-testid=form-arguments]', '[{"text": "{{counter}}"}]')
    await panel.fill('[data-testid=form-namespace]', 'admin')
    await panel.until(says, 'form-namespace-problem', 'Begin the namespace with /')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'Not sent. Begin the namespace')
    await picture('form-wrong')
    await panel.fill('[data-testid=form-namespace]', '/admin')
    await panel.until(says, 'encoded', '42/admin,["chat",{"text": "1"}]')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'received', 'chat')
    // What comes back tells what the socket speaks.
    await panel.until(() =>
      document.querySelector('[data-testid^=format-]')?.matches('[data-testid=format-form]:has(:checked)'),
    )
    await panel.until(says, 'encoded', '42/admin,["chat",{"text": "2"}]')
    await picture('form')
  })

  it('makes bytes, too, which can then be changed by hand', async () => {
    const { panel } = stage.driver
    await panel.evaluate(choose, 'encoder', 'mqtt-publish')
    await panel.fill('[data-testid=form-topic]', 'a/b')
    await panel.fill('[data-testid=form-payload]', 'hi')
    await panel.until(says, 'encoded', '30 07 00 03 61 2f 62 68 69')
    await picture('form-bytes')
    await panel.click('[data-testid=edit-by-hand]')
    await panel.until(hasValue, 'draft', '30 07 00 03 61 2f 62 68 69')
    await panel.click('[data-testid=format-json]')
  })
})

describe('a value of a logged message', () => {
  it('becomes a variable that is offered behind two braces', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=row][data-kind=received]')
    await panel.click('[role=treeitem]:nth-of-type(2)')
    await picture('pick')
    await panel.click('[data-testid=use-as-variable]')
    await panel.until(() => document.querySelector<HTMLInputElement>('[data-testid=variable-name]')?.value === 'kind')
    await panel.until(hasValue, 'variable-value', 'greeting')
    await picture('variable')
    await panel.fill('[data-testid=draft]', '{"kind": "{{')
    await panel.until(offers, 'env kind', 'uuid', 'random 1 100')
    await picture('placeholders')
    while (!(await panel.evaluate(isChosen, 'uuid'))) await panel.press('ArrowDown')
    while (!(await panel.evaluate(isChosen, 'env kind'))) await panel.press('ArrowUp')
    await panel.press('Enter')
    await panel.until(() => document.querySelector('.cm-content')?.textContent === '{"kind": "{{env kind}}')
    await panel.fill('[data-testid=draft]', '{"kind": "{{env kind}}"}')
    await panel.until(says, 'filled', '{"kind": "greeting"}')
  })
})

describe('towards the page', () => {
  it('a test connection is refused, and what to do is said', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=towards-page]')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'Not sent', 'Choose another socket')
  })

  it('the page receives what is composed, and the log says that it was injected', async () => {
    const { page, panel } = stage.driver
    await page.evaluate(() => {
      const mine = globalThis as unknown as { injected: unknown[] }
      mine.injected = []
      const add = document.createElement('script')
      add.textContent = "chat.addEventListener('message', ({ data }) => injected.push(data))"
      document.head.append(add)
    })
    await panel.click('[data-testid=all-sockets]')
    await panel.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('[data-testid=target]')
      const option = [...(select?.options ?? [])].find(({ text }) => text.startsWith('OPEN') && !text.includes('test'))
      if (!select || !option) throw new Error('The page has no open socket')
      select.value = option.value
      select.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await panel.fill('[data-testid=draft]', '{"made": "up"}')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'The page received 14 B')
    await panel.until(hasRow, 'received', 'injected', '{"made": "up"}')
    await page.until(() => (globalThis as unknown as { injected: unknown[] }).injected.includes('{"made": "up"}'))
    await picture('injected')
    await panel.click('[data-testid=towards-server]')
  })
})

it('breaks no policy', async () => {
  expect(await stage.driver.consoleErrors()).toEqual([])
})

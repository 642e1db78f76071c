import { beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasLogged, hasRow, markRow, says } from './looks.ts'

/** A decoder that is typed into the panel, in the interpreter of each browser's worker. */

const stage = useBrowser()

/** Opens a socket in the page and sends these on it. */
async function send(url: string, messages: readonly string[]): Promise<void> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  for (const message of messages) socket.send(message)
}

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('lively.html'))
  await driver.openPanel()
  await driver.page.evaluate(send, `${stage.echo.url}/echo?own`, ['T|EURUSD|1.08', '{"plain":true}'])
  await driver.panel.until(hasLogged, 'received', '{"plain":true}')
})

describe('a decoder of one’s own', () => {
  it('is tried on the selected message while it is typed', async () => {
    const { panel } = stage.driver
    await panel.until(markRow, 'received', 'EURUSD')
    await panel.click('[data-marked]')
    await panel.click('[data-testid=payload-tab-decoded]')
    await panel.click('[data-testid=decoders]')
    await panel.click('[data-testid=add-own]')
    // What it begins with works.
    await panel.until(says, 'own-trial', 'T with 2 fields', '"EURUSD"')
    await panel.until(() => document.querySelector('.cm-editor [data-testid=own-code]') !== null)
    await panel.fill('[data-testid=own-code]', 'function decode({ text }) {\n  return text..length\n}')
    await panel.until(says, 'own-problem', 'Line 2: SyntaxError')
    await panel.fill('[data-testid=own-code]', 'function decode({ text }) {\n  return text.lost.length\n}')
    await panel.until(says, 'own-trial', 'Line 2: TypeError')
    await panel.until(
      () => document.querySelector('.own-code .cm-lintRange-error')?.textContent?.includes('lost') === true,
    )
    await panel.fill(
      '[data-testid=own-code]',
      'function decode({ text }) {\nconst [sign, pair, rate] = text.split("|")\nif (sign === "T") return { summary: "tick of " + pair, kind: "tick", value: { rate } }\n}',
    )
    await panel.until(says, 'own-trial', 'Own decoder', 'tick of EURUSD', 'rate')
  })

  it('reads the messages of its address when it is saved, in the row, in full and for filters', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=own-name]', 'Ticks')
    await panel.click('[data-testid=save-own]')
    await panel.until(says, 'own', 'Ticks', '/echo')
    await panel.until(hasRow, 'received', 'Ticks', 'tick of EURUSD')
    await panel.until(says, 'decoded', 'Ticks', 'rate', '"1.08"')
    // What it answers undefined to is for others.
    expect(await panel.evaluate(hasRow, 'received', 'Ticks', 'plain')).toBe(false)
    await panel.fill('[data-testid=filter]', 'event:tick json:$.rate=1.08')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 2)
    await panel.fill('[data-testid=filter]', '')
  })

  it('is ended where it loops', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=edit-own]')
    await panel.until(() => document.querySelector('.cm-editor [data-testid=own-code]') !== null)
    await panel.fill('[data-testid=own-code]', 'function decode() {\n  while (true);\n}')
    await panel.until(says, 'own-trial', 'longer than 100 ms and was stopped')
    await panel.click('[data-testid=save-own]')
    await panel.until(hasRow, 'received', 'Ticks', 'It took longer than 100 ms and was stopped')
    // The raw view needs nobody’s answer.
    await panel.click('[data-testid=payload-tab-text]')
    await panel.until(says, 'text-view', 'T|EURUSD|1.08')
  })

  it('can be switched off, removed, and had back', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=decoder-own-1]')
    await panel.until(
      () => ![...document.querySelectorAll('[data-testid=row]')].some((row) => row.textContent.includes('Ticks')),
    )
    await panel.click('[data-testid=remove-own]')
    await panel.until(() => document.querySelector('[data-testid=own]') === null)
    await panel.click('[data-testid=own-undo]')
    await panel.until(says, 'own', 'Ticks')
    await panel.click('[data-testid=decoder-own-1]')
    await panel.until(hasRow, 'received', 'Ticks', 'longer than 100 ms')
  })
})

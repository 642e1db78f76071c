import { brotliCompressSync } from 'node:zlib'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasLogged, hasRow, markSocket, says } from './looks.ts'

/** A decoder that is typed into the panel, in the interpreter of each browser's worker. */

const stage = useBrowser()

/** Four pages of a text, with what is looked for at both ends. */
const LONG = `-Begin- ${'lorem ipsum '.repeat(50_000)} -end- and -END-`

/** Shows one socket's rows alone, so that all of them are in sight. */
async function choose(address: string): Promise<void> {
  const { panel } = stage.driver
  await panel.until(markSocket, address)
  await panel.click('[data-marked]')
  await panel.until(() => document.querySelector('[data-marked][aria-selected=true]') !== null)
}

/** Opens a socket in the page and sends these on it, bytes as hex behind `hex:`. */
async function send(url: string, messages: readonly string[]): Promise<void> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  for (const message of messages) {
    const digits = message.startsWith('hex:') ? (message.slice(4).match(/../g) ?? []) : null
    socket.send(digits ? Uint8Array.from(digits, (byte) => Number.parseInt(byte, 16)) : message)
  }
}

beforeAll(async () => {
  const { driver } = stage
  await driver.goto(stage.page('lively.html'))
  await driver.openPanel()
  await driver.page.evaluate(send, `${stage.echo.url}/echo?own`, [
    'T|EURUSD|1.08',
    '{"plain":true}',
    '{"plain":[1,{"a":7}]}',
    LONG,
  ])
  await driver.panel.until(hasLogged, 'received', '-Begin-')
  await choose('/echo?own')
})

describe('a decoder of one’s own', () => {
  it('is tried on the selected message while it is typed', async () => {
    const { panel } = stage.driver
    await chooseRow(panel, 'received', 'EURUSD')
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
    await panel.click('[data-testid=remove-own]')
    await panel.click('[aria-label="Close decoders"]')
    await panel.until(hasRow, 'received', 'T|EURUSD|1.08')
  })
})

describe('a value that is pinned', () => {
  it('stays in sight from message to message, and says where it is not there', async () => {
    const { panel } = stage.driver
    await chooseRow(panel, 'received', '{"a":7}')
    await panel.click('[data-testid=payload-tab-json]')
    await panel.until(says, 'json-view', 'plain')
    // Into plain, down to its second value, and into that.
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown']) {
      await panel.evaluate(() => document.querySelector<HTMLElement>('[data-testid=json-view]')?.focus())
      await panel.press(key)
    }
    await panel.until(() => document.querySelector('.json-chosen')?.textContent?.startsWith('a: 7') === true)
    await panel.click('[data-testid=pin]')
    await panel.until(says, 'pinned', '$.plain[1].a: 7')
    await chooseRow(panel, 'received', '{"plain":true}')
    await panel.until(says, 'pinned', '$.plain[1].a: not there')
    await panel.click('[data-testid=unpin]')
    await panel.until(() => document.querySelector('[data-testid=pinned]') === null)
  })
})

describe('a long text', () => {
  it('is searched as a whole, and shown a page at a time', async () => {
    const { panel, page } = stage.driver
    await page.evaluate(send, `${stage.echo.url}/echo?long`, [LONG])
    await choose('/echo?long')
    await chooseRow(panel, 'received', '-Begin-')
    await panel.click('[data-testid=payload-tab-text]')
    await panel.until(says, 'text-page', 'Characters 1 to 200,000 of 600,024')
    await panel.click('[data-testid=text-view]')
    await panel.press('f', 'Control')
    await panel.until(() => document.activeElement?.getAttribute('data-testid') === 'text-find')
    await panel.fill('[data-testid=text-find]', '-end-')
    await panel.until(says, 'text-found', '1 of 2')
    await panel.until(() => document.querySelector('.mark-chosen')?.textContent === '-end-')
    await panel.press('Enter')
    await panel.until(() => document.querySelector('.mark-chosen')?.textContent === '-END-')
    await panel.until(says, 'text-page', 'to 600,024 of 600,024')
    // It is in sight.
    await panel.until(() => {
      const [mark, view] = ['.mark-chosen', '[data-testid=text-view]'].map((one) =>
        document.querySelector(one)?.getBoundingClientRect(),
      )
      return mark !== undefined && view !== undefined && mark.top >= view.top && mark.bottom <= view.bottom
    })
    const breaks = () => document.querySelector('pre.text:not(.text-unwrapped)') !== null
    expect(await panel.evaluate(breaks)).toBe(true)
    await panel.click('[data-testid=text-wrap]')
    await panel.until(() => document.querySelector('pre.text-unwrapped') !== null)
    await panel.click('[data-testid=text-wrap]')
    await panel.until(breaks)
    await panel.fill('[data-testid=text-find]', '')
  })
})

describe('Brotli', () => {
  it('is read where the browser can, and a person says that it is that', async () => {
    const { panel, page } = stage.driver
    await page.evaluate(send, `${stage.echo.url}/echo?brotli`, [
      `hex:${brotliCompressSync('{"inside":true}').toString('hex')}`,
    ])
    await choose('/echo?brotli')
    await panel.until(
      () => [...document.querySelectorAll('[data-testid=row]')].at(-1)?.textContent?.includes('binary') === true,
    )
    await panel.evaluate(() =>
      [...document.querySelectorAll('[data-testid=row]')].at(-1)?.setAttribute('data-last', ''),
    )
    await panel.click('[data-last]')
    await panel.click('[data-testid=payload-tab-decoded]')
    await panel.until(() => document.querySelector('[data-testid=decode-as] [value=base64]') !== null)
    const isOffered = () => document.querySelector('[data-testid=decode-as] [value=brotli]') !== null
    // Chromium 156 has no Brotli for scripts. When it does, this says so.
    expect(await panel.evaluate(isOffered)).toBe(inject('browser') === 'firefox')
    if (!(await panel.evaluate(isOffered))) return
    await panel.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('[data-testid=decode-as]')
      if (!select) return
      select.value = 'brotli'
      select.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await panel.until(hasRow, 'received', 'Brotli › JSON', '{inside: true}')
    await panel.until(says, 'json-view', 'inside')
  })
})

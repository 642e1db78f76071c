import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { startEchoServer } from '../../demo/echo-server.ts'
import { chooseRow } from './choose-row.ts'
import { useBrowser } from './harness.ts'
import { hasLine, hasLogged, hasRow, hasSocket, hasValue, markSocket, rowsOf, says } from './looks.ts'

/** The panel, used as a person would, on the demo pages. */

const stage = useBrowser()
const pictures = join(import.meta.dirname, '../../.artifacts/tests')

const picture = (name: string) => stage.driver.screenshot(join(pictures, `${stage.driver.name}-${name}.png`))

beforeAll(async () => {
  await stage.driver.goto(stage.page('index.html'))
  await stage.driver.openPanel()
})

async function select(word: string): Promise<void> {
  const { panel } = stage.driver
  await panel.until(markSocket, word)
  await panel.click('[data-marked]')
}

async function choose(kind: string, word: string): Promise<void> {
  const { panel } = stage.driver
  // Only rows in sight exist: the filter brings this one there.
  await panel.fill('[data-testid=filter]', word)
  await chooseRow(panel, kind, word)
  await panel.fill('[data-testid=filter]', '')
}

describe('the story of the echo server', () => {
  it('is told in page and panel, to its end', async () => {
    const { driver } = stage
    const { page, panel } = driver
    const echo = await startEchoServer({ port: 0 })
    await driver.goto(`${stage.demo.url}/story.html?echo=${echo.url}/echo`)
    await panel.until(says, 'empty', 'No WebSocket yet')
    await page.click('#run')
    await page.until(hasLine, 'supported', 'supported by your browser')
    await page.until(hasLine, 'received', 'Message to send')
    await panel.until(hasRow, 'constructed', '/echo')
    await panel.until(hasRow, 'open', 'OPEN')
    await panel.until(hasRow, 'sent', 'Message to send')
    await panel.until(hasRow, 'received', 'Message to send', '15')
    await panel.until(hasSocket, 'OPEN', '/echo')
    await picture('story')
    await echo.close()
    await page.until(hasLine, 'closed', 'Connection is closed')
    await panel.until(hasRow, 'closed', '1001', 'Going away', 'The server stops')
    await panel.until(hasSocket, 'CLOSED', '1001')
  })

  it('is told in Chinese too', async () => {
    const { page } = stage.driver
    await page.click('[lang=zh]')
    await page.until(hasLine, 'closed', '连接已关闭')
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh')
  })
})

describe('a lively page', () => {
  beforeAll(async () => {
    await stage.driver.goto(stage.page('lively.html'))
    await stage.driver.panel.until(hasLogged, 'received', 'early bird')
  })
  beforeEach(async () => {
    await stage.driver.panel.click('[data-testid=all-sockets]')
  })

  it('has the sockets of all its frames in the list, the first one included', async () => {
    const { panel } = stage.driver
    await panel.until(hasSocket, 'OPEN', '/echo', 'chat.v2')
    await panel.until(hasSocket, 'OPEN', '/binary')
    await panel.until((address) => document.body.textContent.includes(address), 'frame.html')
    await panel.until((address) => document.body.textContent.includes(address), 'about:srcdoc')
    await panel.until(hasRow, 'received', 'from the srcdoc frame')
    await picture('lively')
  })

  it('shows text, JSON and bytes of a message', async () => {
    const { page, panel } = stage.driver
    await choose('received', 'early bird')
    await panel.until(says, 'json-view', 'user')
    await panel.until(says, 'message-header', 'Received', 'text')
    await panel.click('[data-testid=payload-tab-text]')
    await panel.until(says, 'text-view', '{"type":"hello"')
    await panel.click('[data-testid=payload-tab-hex]')
    await panel.until(says, 'hex-view', '0000', '7b')
    await page.click('[data-do=buffer]')
    await chooseRow(panel, 'sent', '48 B')
    await panel.until(says, 'message-header', 'Sent', 'binary', 'bufferedAmount')
    await panel.until(says, 'hex-view', '07')
    await picture('hex')
  })

  it('records a Blob as its bytes', async () => {
    const { page, panel } = stage.driver
    await page.click('[data-do=blob]')
    await panel.fill('[data-testid=filter]', 'A Blob with some text')
    await chooseRow(panel, 'sent', '41 20 42 6c')
    await panel.fill('[data-testid=filter]', '')
    await panel.until(says, 'message-header', 'Blob')
  })

  it('says how connections failed', async () => {
    const { page, panel } = stage.driver
    for (const action of ['dropped', 'custom', 'forbidden']) await page.click(`[data-do=${action}]`)
    await panel.fill('[data-testid=filter]', 'session expired')
    await panel.until(hasRow, 'closed', '4001', 'session expired')
    await panel.fill('[data-testid=filter]', 'error')
    await panel.until(hasRow, 'error', '')
    await panel.until(hasSocket, 'CLOSED', '/refuse', '1006')
    await choose('closed', 'session expired')
    await panel.until(says, 'life-details', '4001', 'session expired')
    await picture('closed')
  })

  it('filters by text and by direction', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=filter]', 'EARLY bird')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 2)
    await panel.click('[data-testid=direction-sent]')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 1)
    expect(await panel.evaluate(rowsOf, 'sent')).toHaveLength(1)
    await panel.click('[data-testid=direction-all]')
    await panel.fill('[data-testid=filter]', '')
    await panel.until((rows) => document.querySelectorAll('[data-testid=row]').length > rows, 2)
  })

  it('pauses, and says afterwards what it did not record', async () => {
    const { page, panel } = stage.driver
    await panel.click('[data-testid=record]')
    await panel.until(says, 'counts', 'Paused')
    await page.click('[data-do=json]')
    // What comes back has passed the panel: the socket's count goes on while the log rests.
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket(new URLSearchParams(location.search).get('echo') ?? '')
          socket.onopen = () => socket.send('paused marker')
          socket.onmessage = () => socket.close(3999, 'paused')
          socket.onclose = resolve
        }),
    )
    await panel.until(hasRow, 'closed', '3999')
    await panel.click('[data-testid=record]')
    await panel.until(hasRow, 'lost', 'recording was paused')
    expect(await panel.evaluate(hasRow, 'sent', 'paused marker')).toBe(false)
  })

  it('follows the end until one scrolls up, and says what is new since', async () => {
    const { page, panel } = stage.driver
    await page.click('[data-do=burst]')
    await panel.until(hasRow, 'received', '999 xxx')
    await panel.evaluate(() => {
      const grid = document.querySelector('[data-testid=messages]')
      if (grid) grid.scrollTop = 0
    })
    await panel.until(hasRow, 'constructed', 'chat.v2')
    await page.click('[data-do=json]')
    await panel.until(says, 'newer', '2 new')
    await picture('newer')
    await panel.click('[data-testid=newer]')
    await panel.until(hasRow, 'received', '"type":"order"')
  })

  it('goes through rows by keyboard', async () => {
    const { panel } = stage.driver
    await choose('received', '"type":"order"')
    const selected = () =>
      document.querySelector('[aria-selected=true][data-testid=row]')?.getAttribute('aria-rowindex')
    const last = Number(await panel.until(selected))
    await panel.evaluate(() => document.querySelector<HTMLElement>('[data-testid=messages]')?.focus())
    await panel.press('ArrowUp')
    await panel.until(
      (index) =>
        document.querySelector('[aria-selected=true][data-testid=row]')?.getAttribute('aria-rowindex') === index,
      String(last - 1),
    )
    await panel.press('Home')
    await panel.until(
      (index) =>
        document.querySelector('[aria-selected=true][data-testid=row]')?.getAttribute('aria-rowindex') === index,
      '2',
    )
    await panel.press('End')
    await panel.until(hasRow, 'received', '"type":"order"')
  })

  it('clears', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=clear]')
    await panel.until(() => document.querySelectorAll('[data-testid=row]').length === 0)
    await panel.until(hasSocket, 'OPEN', 'chat.v2')
  })
})

describe('the composer', () => {
  beforeAll(async () => {
    await stage.driver.goto(stage.page('lively.html'))
    await stage.driver.panel.until(hasLogged, 'received', 'early bird')
    await select('chat.v2')
    await stage.driver.panel.click('[data-testid=details-tab-compose]')
  })

  it('sends text on the page’s own socket, marked as Sockeye’s, and the page gets the answer', async () => {
    const { page, panel } = stage.driver
    await page.evaluate(() => {
      const mine = globalThis as unknown as { heard: unknown[] }
      mine.heard = []
      const add = document.createElement('script')
      add.textContent =
        "chat.addEventListener('message', ({ data }) => heard.push(typeof data === 'string' ? data : data.size))"
      document.head.append(add)
    })
    await panel.click('[data-testid=format-text]')
    await panel.fill('[data-testid=draft]', 'from the panel 你好')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'Sent 21 B')
    await panel.until(hasRow, 'sent', 'Sockeye', 'from the panel 你好')
    await page.until(() => (globalThis as unknown as { heard: unknown[] }).heard.includes('from the panel 你好'))
    await panel.until(hasValue, 'draft', 'from the panel 你好')
    await picture('compose')
  })

  it('checks JSON as one types and keeps what was typed', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=format-json]')
    await panel.fill('[data-testid=draft]', '{"a": 1,}')
    await panel.until(says, 'draft-check', 'Column 8', 'comma')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'Not sent')
    await panel.until(hasValue, 'draft', '{"a": 1,}')
    await panel.fill('[data-testid=draft]', '{"a": 1}')
    await panel.press('Enter', 'Control')
    await panel.until(hasRow, 'sent', 'Sockeye', '{"a": 1}')
  })

  it('sends bytes as hex, base64 and from a file', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=format-binary]')
    await panel.fill('[data-testid=draft]', '00 ff zz')
    await panel.until(says, 'draft-check', 'Column 7', 'hex digit')
    await panel.fill('[data-testid=draft]', '00 ff 10')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'sent', 'Sockeye', 'binary', '3 B')
    await panel.click('[data-testid=encoding-base64]')
    await panel.fill('[data-testid=draft]', 'AAEC*')
    await panel.until(says, 'draft-check', 'olumn 5')
    await panel.fill('[data-testid=draft]', 'AAECAw==')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'received', 'binary', '4 B')
    await panel.click('[data-testid=encoding-file]')
    await panel.upload('[data-testid=file]', join(import.meta.dirname, '../../src/icons/16.png'))
    await panel.until(says, 'compose', '16.png')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'sent', 'Sockeye', 'image/png')
  })

  it('puts a logged message there to edit and resend', async () => {
    const { panel } = stage.driver
    await choose('sent', 'early bird')
    await panel.click('[data-testid=edit-and-resend]')
    await panel.until((text) => document.querySelector('[data-testid=draft]')?.textContent.includes(text), 'early bird')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'sent', 'Sockeye', 'early bird')
  })

  it('refuses a close code that the standard refuses, then closes the page’s socket', async () => {
    const { page, panel } = stage.driver
    await panel.click('[data-testid=details-tab-socket]')
    await panel.fill('[data-testid=close-code]', '1001')
    await panel.until(says, 'close-code-problem', '1000', '3000', '4999')
    await panel.fill('[data-testid=close-code]', '4321')
    await panel.fill('[data-testid=close-reason]', 'by hand')
    await panel.click('[data-testid=close-socket]')
    await panel.until(hasRow, 'close', '4321', 'by hand')
    await panel.until(hasRow, 'closed', '4321', 'by hand')
    await page.until(() => document.body.textContent.includes('closed 4321 by hand'))
  })

  it('refuses to send on a socket that is closed, and says what to do', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=details-tab-compose]')
    await panel.click('[data-testid=format-text]')
    await panel.fill('[data-testid=draft]', 'too late')
    await panel.click('[data-testid=send]')
    await panel.until(says, 'outcome', 'CLOSED', 'only be sent while it is OPEN')
    await panel.until(hasValue, 'draft', 'too late')
  })
})

describe('a test connection', () => {
  it('is refused beside the field, and what was typed stays', async () => {
    const { panel } = stage.driver
    await panel.click('[data-testid=new-connection]')
    await panel.until(
      () => document.querySelector<HTMLInputElement>('[data-testid=connect-url]')?.value === 'ws://localhost:9998/echo',
    )
    await panel.fill('[data-testid=connect-url]', 'ftp://localhost/')
    await panel.click('[data-testid=connect]')
    await panel.until(says, 'connect-url-problem', 'ws')
    await panel.until(hasValue, 'connect-url', 'ftp://localhost/')
    await panel.fill('[data-testid=connect-protocols]', 'a b')
    await panel.until(says, 'connect-protocols-problem', 'a b')
  })

  it('echoes', async () => {
    const { panel } = stage.driver
    await panel.fill('[data-testid=connect-url]', `${stage.echo.url}/echo`)
    await panel.fill('[data-testid=connect-protocols]', 'mine')
    await panel.click('[data-testid=connect]')
    await panel.until(hasSocket, 'OPEN', 'mine')
    await panel.click('[data-testid=format-text]')
    await panel.fill('[data-testid=draft]', 'echo this')
    await panel.click('[data-testid=send]')
    await panel.until(hasRow, 'sent', 'Sockeye', 'echo this')
    await panel.until(hasRow, 'received', 'echo this')
    await picture('connection')
  })

  it('is one of several at once', async () => {
    const { panel } = stage.driver
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (socket) => socket.send('the other one'))
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await panel.fill('[data-testid=connect-url]', `ws://127.0.0.1:${port}/other`)
    await panel.fill('[data-testid=connect-protocols]', '')
    await panel.click('[data-testid=connect]')
    await panel.until(hasRow, 'received', 'the other one')
    await panel.until(hasSocket, 'OPEN', '/other')
    await panel.until(hasSocket, 'OPEN', 'mine')
    // It is offered again, beside the one before.
    await panel.until(
      (...urls) => {
        const offered = [...document.querySelectorAll<HTMLOptionElement>('#connect-urls option')]
        return urls.every((url) => offered.some(({ value }) => value === url))
      },
      `ws://127.0.0.1:${port}/other`,
      `${stage.echo.url}/echo`,
    )
    for (const client of server.clients) client.close(4100, 'server went')
    await panel.until(hasRow, 'closed', '4100', 'server went')
    server.close()
  })

  it('disconnects and connects again', async () => {
    const { panel } = stage.driver
    await select('mine')
    await panel.click('[data-testid=details-tab-socket]')
    await panel.click('[data-testid=disconnect]')
    await panel.until(hasSocket, 'CLOSED', 'mine')
    await panel.click('[data-testid=connect-again]')
    await panel.until(hasSocket, 'OPEN', 'mine')
  })

  it('outlives the page, and nothing went wrong all the while', async () => {
    const { driver } = stage
    await driver.reload()
    await driver.panel.until(hasSocket, 'OPEN', 'mine')
    // What the browser says of the page's own failed connections is no error of the extension's.
    expect((await driver.consoleErrors()).filter((text) => !text.startsWith('WebSocket connection to'))).toEqual([])
  })
})

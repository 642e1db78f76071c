import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket, says } from './looks.ts'

/** Connections that the panel has the page open: the server tells whose they are. */

const stage = useBrowser()
const browser = inject('browser')

let pages: Server
let origin = ''

/** Serves pages without sockets, tells each connection what it was asked with, and echoes. */
beforeAll(async () => {
  pages = createServer(({ url }, response) => {
    if (url === '/strict') response.setHeader('Content-Security-Policy', "connect-src 'none'")
    response.setHeader('Set-Cookie', 'taste=sweet')
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>No sockets</title>')
  })
  new WebSocketServer({ server: pages, path: '/who' }).on('connection', (socket, { headers }) => {
    const { cookie, origin, 'sec-websocket-protocol': asked } = headers
    socket.send(JSON.stringify({ origin, cookie, asked: asked?.split(/, */), chosen: socket.protocol }))
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
})
afterAll(() => {
  pages.closeAllConnections()
  pages.close()
})

const inPanel = (id: string) => `[data-testid=${id}]`

/** As a person who chooses from a list. */
function choose(id: string, value: string): void {
  const select = document.querySelector<HTMLSelectElement>(`[data-testid=${id}]`)
  if (!select) throw new Error(`There is no ${id}`)
  select.value = value
  select.dispatchEvent(new Event('change', { bubbles: true }))
}

/** Replaces what a construction, a message and a stack could run into. */
function watch(): void {
  const seen: string[] = []
  Object.assign(globalThis, { seen })
  const note = (owner: object, name: PropertyKey): void => {
    const { value } = Object.getOwnPropertyDescriptor(owner, name) as { value: (...all: unknown[]) => unknown }
    const spy = function (this: unknown, ...all: unknown[]) {
      seen[seen.length] = String(name)
      return new.target ? Reflect.construct(value, all) : Reflect.apply(value, this, all)
    }
    Object.defineProperty(owner, name, { value: spy })
  }
  note(WebSocket.prototype, 'send')
  note(globalThis, 'WebSocket')
  note(EventTarget.prototype, 'addEventListener')
  note(Array.prototype, Symbol.iterator)
  note(Function.prototype, 'toString')
  Object.defineProperty(Error, 'prepareStackTrace', { value: () => seen.push('stack') })
  seen.length = 0
}
/** What was seen since the last call; the call itself is seen, too. */
const seenByPage = () => (globalThis as unknown as { seen: string[] }).seen.splice(0)

async function connect(from: string, protocols = ''): Promise<void> {
  const { panel } = stage.driver
  await panel.fill(inPanel('connect-url'), `${origin.replace('http', 'ws')}/who`)
  await panel.fill(inPanel('connect-protocols'), protocols)
  await panel.evaluate(choose, 'connect-from', from)
  await panel.click(inPanel('connect'))
}

it('opens a connection as the page would, and the page sees nothing of it', async () => {
  const { driver } = stage
  const { page, panel } = driver
  await driver.goto(`${origin}/`)
  await driver.openPanel()
  await page.evaluate(watch)
  const seenOfNothing = await page.evaluate(seenByPage)
  await panel.click(inPanel('new-connection'))
  await connect('page', 'one, two')
  await panel.until(hasRow, 'received', `"origin":"${origin}"`, '"cookie":"taste=sweet"', '["one","two"]')
  expect(await panel.evaluate(says, 'connect-from-note', `Origin: ${origin}`)).toBe(true)
  await panel.fill(inPanel('draft'), 'as the page')
  await panel.click(inPanel('send'))
  await panel.until(hasRow, 'received', 'as the page')
  expect(await page.evaluate(seenByPage)).toEqual(seenOfNothing)

  await panel.click(inPanel('details-tab-socket'))
  await panel.until(says, 'socket-details', 'a test connection, opened by this panel', origin)
  await driver.collectGarbage()
  await panel.click(inPanel('connect-again'))
  await panel.until(() => document.querySelectorAll('[data-testid=socket][data-state=OPEN]').length === 2)
  await panel.click(inPanel('details-tab-socket'))
  await panel.click(inPanel('disconnect'))
  await panel.until(hasSocket, 'CLOSED', 'who')
  await panel.until(hasSocket, 'OPEN', 'who')
})

it('opens one of the panel’s own beside it, with another origin', async () => {
  const { panel } = stage.driver
  await connect('panel')
  await panel.until(hasRow, 'received', `"origin":"${browser === 'firefox' ? 'moz' : 'chrome'}-extension://`)
  await panel.until(says, 'connect-from-note', '-extension://')
})

it('ends with its page, and says why where another page’s policy forbids it', async () => {
  const { driver } = stage
  const { panel } = driver
  await driver.goto(`${origin}/strict`)
  // The panel's own connection goes on.
  await panel.until(() => document.querySelectorAll('[data-testid=socket]').length === 1)
  await connect('page')
  // In Firefox the constructor throws, and there is no socket.
  if (browser === 'firefox')
    await panel.until(says, 'connect-url-problem', 'The browser refused it', 'Content Security Policy')
  else {
    await panel.click(inPanel('details-tab-socket'))
    await panel.until(says, 'failure', 'Blocked by Content Security Policy', "connect-src 'none'")
  }
})

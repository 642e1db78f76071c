import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import { useBrowser } from './harness.ts'
import { hasLogged } from './looks.ts'

/** What a page has dropped is gone, and pages live as long as they would without Sockeye. */

const stage = useBrowser()

interface Kept {
  closed: number
  open: number
  realms: number
}
type Page = typeof globalThis & { kept: Kept }

/** In the page: makes and drops sockets and frames; `kept` counts what has not been collected. */
async function makeAndDrop(echo: string): Promise<void> {
  const kept = { closed: 0, open: 0, realms: 0 }
  ;(globalThis as Page).kept = kept
  const registry = new FinalizationRegistry<keyof Kept>((what) => kept[what]--)
  const watch = (value: object, what: keyof Kept) => {
    kept[what]++
    registry.register(value, what)
  }
  // Kept itself by nothing but the page.
  Object.assign(globalThis, { registry })
  const closed = () =>
    new Promise<void>((resolve) => {
      const socket = new WebSocket(echo)
      watch(socket, 'closed')
      socket.onopen = () => {
        socket.send('x')
        socket.close()
      }
      socket.onclose = () => resolve()
    })
  const open = () =>
    new Promise<void>((resolve) => {
      const socket = new WebSocket(echo)
      watch(socket, 'open')
      socket.addEventListener('open', () => resolve(), { once: true })
    })
  const realm = () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const { Object: Theirs, WebSocket: Socket } = frame.contentWindow as Window & typeof globalThis
    watch(Theirs.prototype, 'realms')
    new Socket(echo)
    frame.remove()
  }
  await Promise.all(Array.from({ length: 100 }, closed))
  await Promise.all(Array.from({ length: 10 }, open))
  for (let made = 0; made < 10; made++) realm()
}

/** Asks for garbage collections until none of these is left; answers what is. */
async function collect(driver: Driver, ...what: readonly (keyof Kept)[]): Promise<Kept> {
  for (let asked = 0; asked < 100; asked++) {
    await driver.collectGarbage()
    // A turn of the page's loop, in which the registry is told.
    const kept = await driver.page.evaluate(
      () => new Promise<Kept>((resolve) => setTimeout(() => resolve((globalThis as Page).kept), 0)),
    )
    if (what.every((one) => kept[one] === 0)) return kept
  }
  return driver.page.evaluate(() => (globalThis as Page).kept)
}

it('closed sockets and the realms of removed frames are collected', async () => {
  const { driver } = stage
  await driver.goto(stage.page('index.html'))
  await driver.page.evaluate(makeAndDrop, `${stage.echo.url}/echo`)
  const kept = await collect(driver, 'closed', 'realms')
  expect(kept).toMatchObject({ closed: 0, realms: 0 })
  // Known, and said in ARCHITECTURE.md: natively an open socket to which nobody listens is closed when it is collected.
  expect(kept.open).toBe(10)
})

// The demo's pages forbid to be stored, which also keeps them out of the back/forward cache.
let server: Server
beforeAll(async () => {
  server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/**
 * Whether a page with a closed socket can come out of the back/forward cache. In Firefox, on a busy machine, one that is left
 * as soon as its socket has closed sometimes isn't stored, without Sockeye too: so it is tried a few times.
 */
async function comesBack(driver: Driver): Promise<boolean> {
  for (let tried = 0; tried < 5; tried++) if (await comeBack(driver)) return true
  return false
}

/** Leaves a page with a closed socket and comes back; answers whether it came out of the back/forward cache. */
async function comeBack(driver: Driver): Promise<boolean> {
  const { port } = server.address() as AddressInfo
  await driver.goto(`http://127.0.0.1:${port}/first`)
  await driver.page.evaluate(async (echo) => {
    Object.assign(globalThis, { stayed: true })
    await new Promise((resolve) => {
      const socket = new WebSocket(echo)
      socket.onopen = () => socket.close()
      socket.onclose = resolve
    })
  }, `${stage.echo.url}/echo`)
  await driver.goto(`http://127.0.0.1:${port}/second`)
  await driver.page.evaluate(() => history.back())
  await driver.page.until(() => location.pathname === '/first' && document.readyState === 'complete')
  return driver.page.evaluate(() => 'stayed' in globalThis)
}

it('a page goes into the back/forward cache as it would without Sockeye, and is seen when it is back', async () => {
  const bare = await launch(inject('browser'), { extension: join(import.meta.dirname, 'probe') })
  try {
    expect(await comesBack(bare), 'natively').toBe(true)
    expect(await comesBack(stage.driver)).toBe(true)
  } finally {
    await bare.close()
  }
  await stage.driver.page.evaluate((echo) => {
    const socket = new WebSocket(echo)
    socket.onopen = () => socket.send('back again')
  }, `${stage.echo.url}/echo`)
  await stage.driver.openPanel()
  await stage.driver.panel.until(hasLogged, 'received', 'back again')
})

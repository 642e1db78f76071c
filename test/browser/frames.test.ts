import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasLogged, says } from './looks.ts'

/** No socket escapes: documents of every kind, each of which constructs one socket as early as it can. */

const stage = useBrowser()
let server: Server
let port = 0

/** A script that constructs a socket whose address says where it comes from, and sends on it. */
const scriptOf = (from: string) =>
  `(() => { const socket = new WebSocket('${stage.echo.url}/echo?from=${from}'); socket.onopen = () => socket.send('from ${from}') })()`
const pageOf = (from: string, rest = '') =>
  `<!doctype html><html><head><script nonce="once">${scriptOf(from)}</script></head><body>${rest}</body></html>`

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const headers: Record<string, string> = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
    if (pathname === '/strict') {
      headers['content-security-policy'] =
        "default-src 'none'; script-src 'nonce-once'; connect-src ws:; require-trusted-types-for 'script'; sandbox allow-scripts"
    }
    response
      .writeHead(200, headers)
      .end(pathname === '/empty' ? '<!doctype html>' : pageOf(searchParams.get('from') ?? ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const origin = () => `http://127.0.0.1:${port}`

/** In the page: a frame with these attributes; resolves when it has loaded. */
function addFrame(attributes: Record<string, string>): Promise<void> {
  const frame = document.createElement('iframe')
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value)
  return new Promise((resolve) => {
    frame.onload = () => resolve()
    document.body.append(frame)
  })
}

/** In the panel: how many sockets came from there. */
function constructedBy(from: string): number {
  const { handover } = globalThis as unknown as {
    handover: {
      session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
    }
  }
  const { log } = handover.session
  let count = 0
  for (let row = log.first; row < log.end; row++) {
    const body = log.body(row) as { url?: string } | null
    if (log.kind(row) === 'constructed' && body?.url?.endsWith(`?from=${from}`)) count++
  }
  return count
}

async function expectOne(from: string): Promise<void> {
  await stage.driver.panel.until(hasLogged, 'received', `from ${from}`)
  expect(await stage.driver.panel.evaluate(constructedBy, from), from).toBe(1)
}

describe('a socket is seen', () => {
  beforeAll(async () => {
    await stage.driver.goto(`${origin()}/?from=first`)
    await stage.driver.openPanel()
  })

  it('of the first inline script', () => expectOne('first'))

  it('of a blank frame, at once after it was added', async () => {
    await stage.driver.page.evaluate((script) => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      ;(frame.contentWindow as unknown as { eval(text: string): void }).eval(script)
    }, scriptOf('blank'))
    await expectOne('blank')
  })

  const frames: Record<string, () => Record<string, string>> = {
    srcdoc: () => ({ srcdoc: pageOf('srcdoc') }),
    data: () => ({ src: `data:text/html,${encodeURIComponent(pageOf('data'))}` }),
    javascript: () => ({ src: `javascript:${JSON.stringify(pageOf('javascript'))}` }),
    sandboxed: () => ({ sandbox: 'allow-scripts', src: `${origin()}/?from=sandboxed` }),
    'sandboxed-srcdoc': () => ({ sandbox: 'allow-scripts', srcdoc: pageOf('sandboxed-srcdoc') }),
    'same-origin': () => ({ src: `${origin()}/?from=same-origin` }),
    'cross-origin': () => ({ src: `http://localhost:${port}/?from=cross-origin` }),
    strict: () => ({ src: `${origin()}/strict?from=strict` }),
  }
  for (const [from, attributes] of Object.entries(frames)) {
    it(`of a frame: ${from}`, async () => {
      await stage.driver.page.evaluate(addFrame, attributes())
      await expectOne(from)
    })
  }

  it('of a frame: blob', async () => {
    await stage.driver.page.evaluate((html) => {
      const frame = document.createElement('iframe')
      frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
      document.body.append(frame)
    }, pageOf('blob'))
    await expectOne('blob')
  })

  it('of a document that was written', async () => {
    await stage.driver.page.evaluate((html) => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      frame.contentDocument?.open()
      frame.contentDocument?.write(html)
      frame.contentDocument?.close()
    }, pageOf('written'))
    await expectOne('written')
  })

  it('of a frame that was looked at before it loaded', async () => {
    await stage.driver.page.evaluate(
      (src, script) => {
        const frame = document.createElement('iframe')
        frame.src = src
        document.body.append(frame)
        ;(frame.contentWindow as unknown as { eval(text: string): void }).eval(script)
      },
      `${origin()}/?from=looked-at`,
      'WebSocket.looked = true',
    )
    await expectOne('looked-at')
  })

  it('of the page itself, written anew', async () => {
    await stage.driver.goto(`${origin()}/empty`)
    await stage.driver.page.evaluate((html) => {
      document.open()
      document.write(html)
      document.close()
    }, pageOf('anew'))
    await expectOne('anew')
  })
})

describe('a frame whose natives the page replaced before it loaded', () => {
  it('is named in the panel, stays as the page made it, and nothing of ours throws', async () => {
    await stage.driver.goto(`${origin()}/empty`)
    await stage.driver.openPanel()
    const result = await stage.driver.page.evaluate(async (src) => {
      const heard: string[] = []
      addEventListener('error', ({ message }) => heard.push(message))
      const frame = document.createElement('iframe')
      frame.src = src
      document.body.append(frame)
      const inner = frame.contentWindow as Window & typeof globalThis
      const { postMessage } = inner.MessagePort.prototype
      inner.MessagePort.prototype.postMessage = function (...values: never[]) {
        heard.push('postMessage')
        return Reflect.apply(postMessage, this, values)
      }
      for (const type of ['sockeye:offer', 'sockeye:answer']) inner.addEventListener(type, () => heard.push(type), true)
      inner.addEventListener('error', ({ message }) => heard.push(message))
      const { prototype } = inner.MessagePort
      await new Promise((resolve) => frame.addEventListener('load', resolve))
      const kept = (frame.contentWindow as Window & typeof globalThis).MessagePort.prototype === prototype
      const socket = new (frame.contentWindow as Window & typeof globalThis).WebSocket(src.replace(/^.*echo=/, ''))
      const echoed = await new Promise((resolve) => {
        socket.onopen = () => socket.send('x')
        socket.onmessage = ({ data }) => resolve(data)
      })
      return { heard, kept, echoed }
    }, `${origin()}/?from=tampered&echo=${stage.echo.url}/echo`)
    expect(result.echoed).toBe('x')
    // Where the browser makes a new realm for the document, the page has reached nothing.
    if (result.kept) await stage.driver.panel.until(says, 'notice', 'had replaced parts of WebSocket')
    else await expectOne('tampered')
    expect(result.heard).toEqual([])
  })
})

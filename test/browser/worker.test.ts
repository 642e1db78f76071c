import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { RunningServer } from '../../demo/echo-server.ts'
import type { Realm } from '../../scripts/browsers/driver.ts'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket, markSocket, says } from './looks.ts'
import { startWorkerPages } from './worker-pages.ts'

/**
 * Sockets of workers: in Firefox like any of the page; in Chromium workers are left as they are, unless a person has those of
 * an origin captured fully.
 */

const stage = useBrowser()
let pages: RunningServer
beforeAll(async () => {
  pages = await startWorkerPages()
  await blank()
  await stage.driver.openPanel()
})
afterAll(() => pages.close())

interface Made {
  readonly type?: 'module'
  readonly shared?: boolean
  readonly name?: string
}

/** In the page: starts a worker and answers the first thing that it says, or its error. */
function startWorker(script: string, { shared = false, ...options }: Made): Promise<unknown> {
  const scope = globalThis as unknown as { worker: Worker }
  return new Promise((resolve) => {
    const failed = ({ message, lineno }: ErrorEvent): void => resolve(`${message} in line ${lineno}`)
    if (shared) {
      const worker = new SharedWorker(script, options)
      worker.onerror = failed as never
      worker.port.onmessage = ({ data }) => resolve(data)
      return
    }
    const worker = new Worker(script, options)
    worker.onerror = failed
    worker.onmessage = ({ data }) => resolve(data)
    scope.worker = worker
  })
}

const hasHeading = (title: string, path: string): boolean =>
  [...document.querySelectorAll('.socket-heading')].some(
    ({ textContent }) => textContent.startsWith(title) && textContent.includes(path),
  )

/** What can't be helped, as in page.test.ts. */
const KNOWN: readonly RegExp[] = [
  /^cyclic prototype throws/,
  /^stack (of an error of (the constructor|send)|inside a conversion) \d+$/,
  /^structuredClone (WebSocket|send|close|toString) throws .* (Function|Proxy) object could not be cloned/,
  /^(construct|protocols) \d+ throws .* can't convert .* to string/,
  /^toString (length|name) /,
]
/** Likewise, where workers are wrapped: one frame more, and addresses are converted by us. */
const KNOWN_OF_WRAPPED: readonly RegExp[] = [
  /^call sites \d/,
  /^construct 21 throws .* Cannot convert object to primitive value/,
]

/** In the page: says something to the dedicated worker that was started last. */
function tellWorker(message: unknown): void {
  ;(globalThis as unknown as { worker: Worker }).worker.postMessage(message)
}

interface PanelScope {
  readonly handover: {
    readonly session: { log: { first: number; end: number; body(row: number): unknown; kind(row: number): string } }
  }
}
/** In the panel: the numbers that came back, in the order of the log. */
function numbers(): number[] {
  const { log } = (globalThis as unknown as PanelScope).handover.session
  const found: number[] = []
  for (let row = log.first; row < log.end; row++) {
    const number = log.kind(row) === 'received' && /^number (\d+)\.$/.exec(String(log.body(row)))
    if (number) found.push(Number(number[1]))
  }
  return found
}
/** In the panel: this text came back so often. */
function hasReceived(text: string, times: number): boolean {
  const { log } = (globalThis as unknown as PanelScope).handover.session
  let found = 0
  for (let row = log.first; row < log.end; row++) if (log.kind(row) === 'received' && log.body(row) === text) found++
  return found === times
}
/** In the panel: the log has so many rows of a kind. */
function hasCounted(kind: string, times: number): boolean {
  const { log } = (globalThis as unknown as PanelScope).handover.session
  let found = 0
  for (let row = log.first; row < log.end; row++) if (log.kind(row) === kind) found++
  return found === times
}
/** A place in a first line that nothing stands in front of. */
const FIRST_COLUMNS = /^1:\d\d$/
const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1)

const echo = (): string => `echo=${encodeURIComponent(`${stage.echo.url}/echo`)}`
const start = (script: string, made: Made = {}, realm: Realm = stage.driver.page): Promise<unknown> =>
  realm.evaluate(startWorker, `/${script}${script.includes('?') ? '&' : '?'}${echo()}`, made)
const blank = (more = ''): Promise<void> => stage.driver.goto(`${pages.url}/page.html${more}`)

/** What it is, its script, what it sends, how it is made, and how the panel names it. */
type Started = [string, string, string, Made, string]
/** Only where the script itself can be changed: two documents that wrap it would have two workers. */
const SHARED: Started[] = [
  ['a shared worker', 'shared.js', 'of a shared worker', { shared: true }, 'Shared worker'],
  [
    'a module of a shared worker',
    'shared-module.js',
    'of a module of a shared worker',
    { shared: true, type: 'module' },
    'Shared worker',
  ],
]

const isFirefox = inject('browser') === 'firefox'

/** Chromium: has the workers of these pages captured fully, or no longer. Firefox needs no switch. */
async function capture(on: boolean): Promise<void> {
  if (isFirefox) return
  const { panel } = stage.driver
  await panel.click('[data-testid=settings]')
  await panel.click('[data-testid=full-workers]:enabled')
  await panel.until(isCaptured, on)
  await panel.click('[data-testid=settings]')
}

const hasNotice = (text: string): boolean =>
  document.querySelector('[data-testid=notice]')?.textContent?.includes(text) === true
const hasNoNotice = (): boolean => document.querySelector('[data-testid=notice]') === null

/** In the panel: the switch is so. */
const isCaptured = (on: boolean): boolean =>
  document.querySelector<HTMLInputElement>('[data-testid=full-workers]')?.checked === on

describe('captured', () => {
  beforeAll(() => capture(true))
  describe('sockets of workers are in the panel', () => {
    it.each<Started>([
      ['a dedicated worker', 'dedicated.js', 'of a dedicated worker', {}, 'Worker'],
      ['a module that a module worker imports', 'module.js', 'of an imported module', { type: 'module' }, 'Worker'],
      ['a worker of a worker', 'nested.js', 'of a nested worker', {}, 'Worker'],
      ['an imported script', 'parts.js', 'of an imported script', {}, 'Worker'],
      ['a redirected script', 'moved.js', 'of a dedicated worker', {}, 'Worker'],
      ...(isFirefox ? SHARED : []),
    ])('of %s', async (_, script, text, made, title) => {
      const { driver } = stage
      await blank()
      await start(script, made)
      await driver.panel.until(hasRow, 'constructed', '/echo')
      await driver.panel.until(hasRow, 'sent', text)
      await driver.panel.until(hasRow, 'received', text)
      await driver.panel.until(hasSocket, 'OPEN', '/echo')
      const path = script === 'nested.js' ? 'inner.js' : script === 'moved.js' && isFirefox ? 'dedicated.js' : script
      await driver.panel.until(hasHeading, title, path)
    })
  })

  it.skipIf(isFirefox)('of a worker that is made of a text, whose address is let go of at once', async () => {
    const { driver } = stage
    await blank()
    const script = `const socket = new WebSocket('${stage.echo.url}/echo')
socket.onopen = () => socket.send('of a text')
socket.onmessage = ({ data }) => postMessage([data, location.protocol])`
    for (const type of ['classic', 'module'] as const) {
      const said = await driver.page.evaluate(
        (text, type) => {
          const address = URL.createObjectURL(new Blob([text]))
          const worker = new Worker(address, { type })
          URL.revokeObjectURL(address)
          return new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data)
          })
        },
        script,
        type,
      )
      expect(said).toEqual(['of a text', 'blob:'])
    }
    await driver.panel.until(hasReceived, 'of a text', 2)
    await driver.panel.until(hasHeading, 'Worker', 'blob:')
  })

  it('of a worker that the first script of a frame of another site starts', async () => {
    const { driver } = stage
    await blank()
    for (let times = 1; times <= 3; times++) {
      await driver.page.evaluate(
        (url) => {
          const frame = document.createElement('iframe')
          frame.src = url
          document.body.append(frame)
        },
        `${pages.url.replace('localhost', '127.0.0.1')}/early.html?${echo()}`,
      )
      await driver.panel.until(hasReceived, 'of a dedicated worker', times)
    }
  })

  it('with all that happens before the start of the session can arrive', async () => {
    const { driver } = stage
    await blank()
    expect(await start('burst.js')).toBe('all')
    await driver.panel.until(hasSocket, 'CLOSED', '/echo')
    // Another thread closes the socket, so it may say so long before the last of the calls.
    await driver.panel.until(hasCounted, 'close', 5000)
    expect(await driver.panel.evaluate(hasCounted, 'lost', 0)).toBe(true)
  })

  describe('a worker’s socket', () => {
    beforeAll(async () => {
      await blank()
      await start('talker.js', { name: 'talker' })
      await stage.driver.panel.until(hasRow, 'received', 'ready')
    })

    it('says of which worker it is', async () => {
      const { panel } = stage.driver
      await panel.until(markSocket, '/echo')
      await panel.click('[data-marked]')
      await panel.click('[data-testid=details-tab-socket]')
      await panel.until(says, 'socket-details', 'a dedicated worker of the page', 'talker.js', 'Worker nametalker')
    })

    it('sends what is composed', async () => {
      const { panel } = stage.driver
      await panel.click('[data-testid=details-tab-compose]')
      await panel.fill('[data-testid=draft]', 'from the panel')
      await panel.click('[data-testid=send]')
      await panel.until(hasRow, 'received', 'from the panel')
    })

    it('tells of Blobs', async () => {
      await stage.driver.page.evaluate(tellWorker, { blob: 'in a blob' })
      await stage.driver.panel.until(hasRow, 'sent', '9 B')
    })

    it('loses nothing of many messages while the background is killed', async () => {
      const { driver } = stage
      await driver.page.evaluate(tellWorker, { count: 3000 })
      await driver.killBackground()
      await driver.page.evaluate(tellWorker, { count: 3000 })
      await driver.panel.until(hasReceived, 'number 3000.', 2)
      expect(await driver.panel.evaluate(numbers)).toEqual([...range(3000), ...range(3000)])
      expect(await driver.panel.evaluate(hasCounted, 'lost', 0)).toBe(true)
    })

    it('is there again when DevTools are opened again', async () => {
      const { driver } = stage
      await driver.closeDevTools()
      await driver.page.evaluate(tellWorker, 'while nobody watched')
      await driver.openPanel()
      await driver.panel.until(hasRow, 'received', 'while nobody watched', 'earlier')
      await driver.panel.until(hasSocket, 'OPEN', '/echo')
    })

    it('closes', async () => {
      await stage.driver.page.evaluate(tellWorker, { close: true })
      await stage.driver.panel.until(hasSocket, 'CLOSED', '4000')
    })
  })

  it('a worker that is busy for long is heard again, and one that is terminated is shown as gone', async () => {
    const { driver } = stage
    await blank()
    await start('talker.js')
    await driver.panel.until(hasHeading, 'Worker', 'talker.js')
    await driver.page.evaluate(tellWorker, { busy: 13_000 })
    await driver.panel.until(hasHeading, 'Worker', 'gone or busy')
    await driver.page.evaluate(tellWorker, 'after work')
    await driver.panel.until(hasRow, 'received', 'after work')
    await driver.panel.until(hasSocket, 'OPEN', '/echo')
    expect(await driver.panel.evaluate(hasHeading, 'Worker', 'gone or busy')).toBe(false)
    await driver.page.evaluate(() => (globalThis as unknown as { worker: Worker }).worker.terminate())
    await driver.panel.until(hasHeading, 'Worker', 'gone or busy')
  })

  describe('hooked workers are what they were', () => {
    beforeAll(() => blank())

    it.each([
      ['sloppy.js', 'sloppy'],
      ['strict.js', 'strict'],
      ['hashbang.js', 'sloppy'],
      ['mark.js', 'strict'],
      ['odd.js', 'strict'],
      ['large.js', 'strict'],
      ['declares.js', 'sloppy'],
    ])('%s is %s', async (script, mode) => {
      expect(await start(script)).toBe(mode)
    })

    it('relative addresses are relative to their script', async () => {
      const { port } = pages
      expect(await start('relative.js')).toEqual({
        location: `http://localhost:${port}/relative.js?${echo()} localhost:${port} ${port} /relative.js ?${echo()} http:`,
        fetched: true,
        requested: `http://localhost:${port}/part.js`,
        asked: true,
        connected: `ws://localhost:${port}/echo`,
        same: true,
      })
    })

    it('errors are in the lines where they were', async () => {
      expect(await start('broken.js')).toMatch(/here in line 3$/)
      // In front of the script, or in another one.
      expect(await start('place.js')).toMatch(isFirefox ? /^1:\d{5}$/ : FIRST_COLUMNS)
    })

    it.runIf(isFirefox)('under a policy that forbids all other scripts', async () => {
      await blank(
        `?policy=${encodeURIComponent("default-src 'none'; script-src 'self' 'unsafe-inline'; connect-src *")}`,
      )
      await start(`dedicated.js?policy=${encodeURIComponent("default-src 'none'; script-src 'self'; connect-src *")}`)
      await stage.driver.panel.until(hasRow, 'received', 'of a dedicated worker')
    })

    it('what the cache holds stays the script', async () => {
      const { driver } = stage
      for (let round = 0; round < 2; round++) {
        await blank()
        await start('dedicated.js?cached')
        await driver.panel.until(hasRow, 'received', 'of a dedicated worker')
      }
      const stored = await driver.page.evaluate(
        (url) => fetch(url, { cache: 'force-cache' }).then((response) => response.text()),
        `/dedicated.js?cached&${echo()}`,
      )
      expect(stored).toMatch(/^\nconst socket = new WebSocket/)
    })

    it('the worker sees the same as natively', async () => {
      const { driver } = stage
      await driver.closeDevTools()
      await blank()
      const native = (await start('observe-worker.js')) as string[]
      await driver.openPanel()
      await blank()
      const hooked = (await start('observe-worker.js')) as string[]
      await driver.panel.until(hasHeading, 'Worker', 'observe-worker.js')
      const patterns = isFirefox ? KNOWN : [...KNOWN, ...KNOWN_OF_WRAPPED]
      const known = (line: string) => patterns.some((pattern) => pattern.test(line.split('\n')[0] ?? ''))
      expect(hooked.filter((line) => !known(line))).toEqual(native.filter((line) => !known(line)))
      expect(native.length).toBeGreaterThan(700)
    })

    it('in a frame of another site', async () => {
      const { driver } = stage
      await blank()
      await driver.page.evaluate(
        (url) => {
          const frame = document.createElement('iframe')
          frame.src = url
          document.body.append(frame)
        },
        `${pages.url.replace('localhost', '127.0.0.1')}/page.html?frame`,
      )
      await start('dedicated.js', {}, driver.page.frame('page.html?frame'))
      await driver.panel.until(hasRow, 'received', 'of a dedicated worker')
    })
  })
})

describe.skipIf(isFirefox)('where the policy forbids it', () => {
  const forbidding = `?policy=${encodeURIComponent("script-src 'self'")}`

  it('workers of an origin can’t be switched to be captured', async () => {
    const { panel } = stage.driver
    await capture(false)
    await blank(forbidding)
    await panel.click('[data-testid=settings]')
    await panel.click('[data-testid=full-workers]:enabled')
    await panel.until(says, 'settings-form', 'forbids workers from blob: addresses')
    expect(await panel.evaluate(isCaptured, false)).toBe(true)
    await panel.click('[data-testid=settings]')
  })

  it('and no longer are, once a document of it has another policy than the one before', async () => {
    const { driver } = stage
    await blank()
    await capture(true)
    await blank(forbidding)
    await start('dedicated.js')
    await driver.panel.click('[data-testid=settings]')
    await driver.panel.until(says, 'settings-form', 'forbids workers from blob: addresses', 'Reload it')
    await driver.panel.until(isCaptured, false)
    await driver.panel.click('[data-testid=settings]')
    await driver.panel.until(hasNotice, 'workers did not start')
    await blank(forbidding)
    await driver.panel.until(hasNoNotice)
    expect(await start('dedicated.js')).toBe('of a dedicated worker')
    await blank()
    await capture(true)
  })
})

describe('workers stay native', () => {
  beforeAll(() => capture(false))

  it.skipIf(isFirefox)('in Chromium, whoever watches', async () => {
    await blank()
    await isNative()
  })

  it('while nobody watches', async () => {
    await stage.driver.closeDevTools()
    await blank()
    await isNative()
  })

  it('where they are service workers, whose scripts browsers store', async () => {
    const { driver } = stage
    await blank()
    await driver.openPanel()
    const place = await driver.page.evaluate(async () => {
      await navigator.serviceWorker.register('/service.js')
      const { active } = await navigator.serviceWorker.ready
      return new Promise((resolve) => {
        navigator.serviceWorker.onmessage = ({ data }) => resolve(data)
        navigator.serviceWorker.startMessages()
        active?.postMessage('')
      })
    })
    expect(place).toMatch(FIRST_COLUMNS)
  })

  async function isNative(): Promise<void> {
    expect(await start('place.js')).toMatch(FIRST_COLUMNS)
  }
})

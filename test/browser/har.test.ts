import { describe, expect, inject, it } from 'vitest'
import { useBrowser } from './harness.ts'
import { hasLine, hasRow, hasSocket, markSocket, says } from './looks.ts'

/** Sockets of workers, which in Chromium no hook sees: they are read from the network log of DevTools. */

const stage = useBrowser()

interface Logged {
  readonly name: string
  readonly origin: string
  readonly asker: string | null
  readonly kinds: string
}

/** In the panel: what the log holds of each socket, by the name in its query. Repeated names are sockets shown twice. */
function sockets(): Logged[] {
  interface Session {
    shown(): { number: number; url: string; origin: string; watched: { asker: string } | null }[]
    log: {
      first: number
      end: number
      socket(row: number): number
      kind(row: number): string
      body(row: number): unknown
    }
  }
  const { session } = (globalThis as unknown as { handover: { session: Session } }).handover
  const { log } = session
  const told = new Map<number, string[]>()
  for (let row = log.first; row < log.end; row++) {
    const body = log.body(row)
    // Not instanceof: the body belongs to another window.
    const bytes = typeof body === 'object' && body !== null && 'byteLength' in body ? body.byteLength : ''
    const text = typeof body === 'string' ? body : bytes
    const list = told.get(log.socket(row)) ?? []
    list.push(`${log.kind(row)} ${text}`.trim())
    told.set(log.socket(row), list)
  }
  return session.shown().map(({ number, url, origin, watched }) => ({
    name: new URL(url).search.slice(1),
    origin,
    asker: watched?.asker ?? null,
    kinds: (told.get(number) ?? []).join(', '),
  }))
}

/** In the panel: the log holds this text as received by the socket of this name. */
function hasHeard(name: string, text: string): boolean {
  interface Session {
    shown(): { number: number; url: string }[]
    log: {
      first: number
      end: number
      socket(row: number): number
      kind(row: number): string
      body(row: number): unknown
    }
  }
  const { session } = (globalThis as unknown as { handover: { session: Session } }).handover
  const { log } = session
  const numbers = session
    .shown()
    .filter(({ url }) => url.endsWith(`?${name}`))
    .map(({ number }) => number)
  for (let row = log.first; row < log.end; row++) {
    if (numbers.includes(log.socket(row)) && log.kind(row) === 'received' && log.body(row) === text) return true
  }
  return false
}

const WORKERS = ['classic', 'module', 'nested', 'blob', 'service']

const sorted = (list: readonly Logged[]) => [...list].sort((a, b) => a.name.localeCompare(b.name))

const talk = (name: string, more = '') =>
  `constructed, open, sent from the ${name} worker, sent 3, received from the ${name} worker, received 3${more}`

describe.runIf(inject('browser') === 'chromium')('sockets of workers', () => {
  it('are read from the network log, each once, and the page’s own are not doubled', async () => {
    const { driver } = stage
    await driver.openPanel()
    await driver.goto(`${stage.page('workers.html')}&only=${WORKERS}`)
    for (const name of WORKERS) await driver.page.until(hasLine, name, 'from the')
    await driver.page.click('[data-do=say]')
    for (const name of WORKERS) await driver.panel.until(hasHeard, name, 'something')
    const found = sorted(await driver.panel.evaluate(sockets))
    const more = ', sent something, received something'
    const worker = (name: string) => ({ name, origin: 'network', asker: 'worker', kinds: talk(name, more) })
    const simple = (from: string) => `constructed, open, sent ${from}, received ${from}${more}`
    expect(found).toEqual([
      worker('blob'),
      worker('classic'),
      worker('module'),
      worker('nested'),
      { name: 'page', origin: 'page', asker: null, kinds: simple('from the page') },
      { name: 'service', origin: 'network', asker: 'serviceWorker', kinds: simple('from the service worker') },
    ])
  })

  it('can be read, not acted on', async () => {
    const { panel } = stage.driver
    await panel.until(markSocket, '?classic')
    await panel.click('[data-marked]')
    await panel.click('[data-testid=details-tab-compose]')
    await panel.until(says, 'compose', 'belongs to a worker')
    expect(await panel.evaluate(() => document.querySelector<HTMLButtonElement>('[data-testid=send]')?.disabled)).toBe(
      true,
    )
    await panel.click('[data-testid=details-tab-socket]')
    await panel.until(says, 'read-only', 'Chrome lets extensions read it, not act on it.')
    expect(await panel.evaluate(() => document.querySelector('[data-testid=close-socket]'))).toBeNull()
  })

  it('are closed when the worker closes them, and when it is ended', async () => {
    const { driver } = stage
    await driver.page.click('[data-do=close]')
    for (const name of ['classic', 'service']) await driver.panel.until(hasSocket, 'CLOSED', `?${name}`)
    await driver.goto(`${stage.page('workers.html')}&only=classic`)
    await driver.panel.until(hasSocket, 'OPEN', '?classic')
    await driver.page.click('[data-do=end]')
    await driver.panel.until(hasSocket, 'CLOSED', '?classic')
  })

  it('of a service worker outlive the page, and are told in full when they close', async () => {
    const { driver } = stage
    await driver.goto(`${stage.page('workers.html')}&only=service`)
    await driver.panel.until(hasRow, 'received', 'from the service worker')
    await driver.goto(stage.page('story.html'))
    await driver.panel.until(hasSocket, 'OPEN', '?service')
    await driver.page.evaluate(async () => {
      const [registration] = await navigator.serviceWorker.getRegistrations()
      registration?.active?.postMessage({ say: 'after the page' })
      registration?.active?.postMessage({ close: true })
    })
    await driver.panel.until(hasSocket, 'CLOSED', '?service')
    await driver.panel.until(hasRow, 'sent', 'after the page')
  })

  it('leave no error behind', async () => {
    expect(await stage.driver.consoleErrors()).toEqual([])
  })
})

import { afterAll, beforeAll, describe, inject, it } from 'vitest'
import type { RunningServer } from '../../demo/echo-server.ts'
import type { Realm } from '../../scripts/browsers/driver.ts'
import { useBrowser } from './harness.ts'
import { hasRow, hasSocket } from './looks.ts'
import { startWorkerPages } from './worker-pages.ts'

/** Sockets of workers: in Firefox like any of the page; in Chromium workers are left as they are. */

const stage = useBrowser()
let pages: RunningServer
beforeAll(async () => {
  pages = await startWorkerPages()
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

const echo = (): string => `echo=${encodeURIComponent(`${stage.echo.url}/echo`)}`
const start = (script: string, made: Made = {}, realm: Realm = stage.driver.page): Promise<unknown> =>
  realm.evaluate(startWorker, `/${script}${script.includes('?') ? '&' : '?'}${echo()}`, made)
const blank = (more = ''): Promise<void> => stage.driver.goto(`${pages.url}/page.html${more}`)

if (inject('browser') === 'firefox') {
  describe('sockets of workers are in the panel', () => {
    beforeAll(async () => {
      await blank()
      await stage.driver.openPanel()
    })

    it.each<[string, string, string, Made, string]>([
      ['a dedicated worker', 'dedicated.js', 'of a dedicated worker', {}, 'Worker'],
      ['a module that a module worker imports', 'module.js', 'of an imported module', { type: 'module' }, 'Worker'],
      ['a shared worker', 'shared.js', 'of a shared worker', { shared: true }, 'Shared worker'],
      [
        'a module of a shared worker',
        'shared-module.js',
        'of a module of a shared worker',
        { shared: true, type: 'module' },
        'Shared worker',
      ],
      ['a worker of a worker', 'nested.js', 'of a nested worker', {}, 'Worker'],
      ['an imported script', 'parts.js', 'of an imported script', {}, 'Worker'],
      ['a redirected script', 'moved.js', 'of a dedicated worker', {}, 'Worker'],
    ])('of %s', async (_, script, text, made, title) => {
      const { driver } = stage
      await blank()
      await start(script, made)
      await driver.panel.until(hasRow, 'constructed', '/echo')
      await driver.panel.until(hasRow, 'sent', text)
      await driver.panel.until(hasRow, 'received', text)
      await driver.panel.until(hasSocket, 'OPEN', '/echo')
      const path = script === 'nested.js' ? 'inner.js' : script === 'moved.js' ? 'dedicated.js' : script
      await driver.panel.until(hasHeading, title, path)
    })
  })
}

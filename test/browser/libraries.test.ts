import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import { useBrowser } from './harness.ts'
import { type LibraryServer, startLibraryServer } from './libraries/servers.ts'

/** Client libraries that nobody here wrote behave as they do without Sockeye, while its panel is open and records. */

const LIBRARIES = [
  'reconnecting-websocket',
  'socket.io-client',
  'mqtt',
  'graphql-ws',
  'phoenix',
  'signalr',
  'sockjs-client',
  'y-websocket',
]

const stage = useBrowser()
let bare: Driver
let server: LibraryServer
let source: string

beforeAll(async () => {
  server = await startLibraryServer()
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'libraries/page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    alias: { mqtt: join(import.meta.dirname, '../../node_modules/mqtt/dist/mqtt.esm.js') },
    define: { global: 'globalThis' },
    logLevel: 'error',
  })
  source = outputFiles[0]?.text ?? ''
  bare = await launch(inject('browser'), { extension: join(import.meta.dirname, 'probe') })
  await stage.driver.goto(`http://127.0.0.1:${server.port}/`)
  await stage.driver.openPanel()
})
afterAll(async () => {
  await bare?.close()
  await server?.close()
})

async function run({ page, goto }: Driver, library: string): Promise<string[]> {
  await goto(`http://127.0.0.1:${server.port}/`)
  await page.evaluate((text) => {
    const script = document.createElement('script')
    script.textContent = text
    document.head.append(script)
  }, source)
  return page.evaluate(
    (name, port) =>
      (globalThis as unknown as { runLibrary(name: string, port: number): Promise<string[]> }).runLibrary(name, port),
    library,
    server.port,
  )
}

describe('what a page sees is the same by', () => {
  it.each(LIBRARIES)('%s', async (library) => {
    const native = await run(bare, library)
    expect(native.length).toBeGreaterThan(0)
    expect(await run(stage.driver, library)).toEqual(native)
    await stage.driver.panel.until(() => document.querySelectorAll('[data-testid=socket]').length > 0)
  })
})

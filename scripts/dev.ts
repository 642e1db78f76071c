/** `npm run dev`: rebuilds on each change and reloads the extension in a browser with a throw-away profile. */
import { spawn } from 'node:child_process'
import { mkdtempSync, watch } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BuildContext } from 'esbuild'
import { startDemoServer } from '../demo/demo-server.ts'
import { startEchoServer } from '../demo/echo-server.ts'
import { extensionOf } from './browsers/extension-of.ts'
import { type BrowserName, findBrowser } from './browsers/find.ts'
import { hasDisplay } from './browsers/has-display.ts'
import { parseBrowser } from './browsers/parse-browser.ts'
import { copyStatic, prepare, root } from './build.ts'
import { parsePort } from './parse-port.ts'

/** What is copied as it is; the rest is esbuild's to watch. */
const COPIED = /\.(html|json|png)$/

/** Keeps `dist` as the sources are. Answers its undo. */
async function keepBuilt(): Promise<() => void> {
  const contexts: BuildContext[] = await prepare({ development: true })
  for (const one of contexts) {
    await one.rebuild()
    await one.watch()
  }
  // An editor's save is several changes; two copies at once would stumble over each other.
  let copied = Promise.resolve()
  const copy = (_: string, file: string | null): void => {
    if (file && COPIED.test(file)) {
      copied = copied.then(copyStatic).catch((error: Error) => console.error(error.message))
    }
  }
  const watchers = ['manifest.json', '_locales', 'src'].map((path) =>
    watch(join(root, path), { recursive: true }, copy),
  )
  return () => {
    for (const one of watchers) one.close()
    for (const one of contexts) void one.dispose()
  }
}

/** Arguments for web-ext, which makes a profile, watches `dist` and reloads the extension. */
function webExtArguments(browser: BrowserName, program: string, address: string): string[] {
  const common = ['run', '--source-dir', extensionOf(browser), '--start-url', address]
  if (browser === 'firefox') return [...common, '--target', 'firefox-desktop', '--firefox', program]
  const chromium = [...common, '--target', 'chromium', '--chromium-binary', program]
  // Chromium's sandbox refuses to work for root.
  return process.getuid?.() === 0 ? [...chromium, '--args=--no-sandbox'] : chromium
}

async function develop(): Promise<void> {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', default: 'chrome' },
      'echo-port': { type: 'string' },
      'demo-port': { type: 'string' },
    },
  })
  const browser = parseBrowser(values.browser)
  const found = findBrowser(browser)
  if (!found.ok) throw new Error(found.message)
  if (!hasDisplay()) throw new Error('There is no display to show a browser on. Set DISPLAY, or use xvfb-run.')

  const echo = await startEchoServer({ port: parsePort('--echo-port', values['echo-port'], 'ECHO_PORT', 9998) })
  const demo = await startDemoServer({ port: parsePort('--demo-port', values['demo-port'], 'DEMO_PORT', 8998) })
  const stopBuilding = await keepBuilt()
  console.log(`Echo server ${echo.url}/echo, demo pages ${demo.url}/`)
  console.log(
    'Rebuilds on each change of src/. Reload the page too: it keeps the hook that it started with. Ctrl-C ends it.',
  )

  const address = `${demo.url}/?echo=${echo.url}/echo`
  // web-ext leaves Chromium's profiles behind: it gets a temporary directory of its own, removed with all that is in it.
  const temporary = mkdtempSync(join(tmpdir(), 'sockeye-dev-'))
  const running = spawn(
    process.execPath,
    ['node_modules/web-ext/bin/web-ext.js', ...webExtArguments(browser, found.path, address)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } },
  )
  // In a terminal web-ext reads Ctrl-C itself; in both cases its end is the end of everything.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => running.kill('SIGINT'))
  running.once('exit', async (code) => {
    stopBuilding()
    await Promise.all([echo.close(), demo.close()])
    // The browser may write for a moment after its end.
    await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    process.exitCode = code ?? 0
  })
}

try {
  await develop()
} catch (error) {
  console.error((error as Error).message)
  // What was started before the failure must not keep the process.
  process.exit(1)
}

/** `npm run dev`: rebuilds on each change and reloads the extension in a browser with a throw-away profile. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BrowserName, distOf, prepare, root } from './build.ts'

const { values } = parseArgs({ options: { browser: { type: 'string', default: 'chrome' } } })
if (values.browser !== 'chrome' && values.browser !== 'firefox') {
  console.error('Choose --browser chrome or --browser firefox')
  process.exit(1)
}
const browser: BrowserName = values.browser

const contexts = await prepare({ development: true })
for (const one of contexts) {
  await one.rebuild()
  await one.watch()
}
console.log(
  'Rebuilds on each change of src/. Reload the page as well: a running page keeps the hook that it started with.',
)

// web-ext watches dist and reloads the extension; it also makes the profile and removes it.
const target = browser === 'firefox' ? 'firefox-desktop' : 'chromium'
const binary =
  browser === 'firefox'
    ? process.env.FIREFOX_PATH && ['--firefox', process.env.FIREFOX_PATH]
    : process.env.CHROME_PATH && ['--chromium-binary', process.env.CHROME_PATH]
const running = spawn(
  join(root, 'node_modules/.bin/web-ext'),
  [
    'run',
    '--source-dir',
    distOf(browser),
    '--target',
    target,
    '--start-url',
    'http://localhost:8998/',
    ...(binary || []),
  ],
  { stdio: 'inherit' },
)
running.once('exit', async (code) => {
  for (const one of contexts) await one.dispose()
  process.exitCode = code ?? 0
})
process.on('SIGINT', () => running.kill('SIGINT'))

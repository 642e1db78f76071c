import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { extensionOf } from '../../scripts/browsers/extension-of.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import { useBrowser } from './harness.ts'

/**
 * The page can't tell. One script logs all that it can observe of WebSocket, once in a browser with Sockeye and once in
 * one with an extension that does nothing to pages; the two logs must be equal but for what can't be helped.
 */

const stage = useBrowser()
const observe = ['observe.js', 'observe-more.js', 'replace-everything.js']
  .map((file) => readFileSync(join(import.meta.dirname, 'pages', file), 'utf8'))
  .join('\n')

/** Every name that could be a property in the hook: none may be looked up on a prototype that a page can reach. */
function namesOfHook(): string[] {
  const hook = readFileSync(join(extensionOf(inject('browser')), 'hook.js'), 'utf8')
  return [...new Set(hook.match(/\b[a-zA-Z_]{2,}\b/g))]
}

async function linesOf(driver: Driver): Promise<string[]> {
  await driver.goto(stage.page('index.html'))
  await driver.page.evaluate((source) => {
    const script = document.createElement('script')
    script.textContent = source
    document.head.append(script)
  }, observe)
  // One call, without polling: whoever polls in this realm would be among what is observed.
  return driver.page.evaluate(
    (echo, names) =>
      (globalThis as unknown as { observe(...values: unknown[]): Promise<string[]> }).observe(echo, names),
    `${stage.echo.url}/echo`,
    namesOfHook(),
  )
}

/** What a page can still see, by browser, with the reason. ARCHITECTURE.md has the same list. */
const KNOWN: Readonly<Record<'chromium' | 'firefox', readonly RegExp[]>> = {
  chromium: [
    // A Proxy tells by the words of the error that a circle was refused.
    /^cyclic prototype throws/,
    // The trap is a frame.
    /^stack inside a conversion \d+$/,
    // An error that nobody catches is said to come from where the native was called.
    /^uncaught of (the constructor|send|close) /,
    // What was asked for is read once more.
    /^protocols in a proxy /,
  ],
  firefox: [
    /^cyclic prototype throws/,
    /^stack (of an error of (the constructor|send)|inside a conversion) \d+$/,
    /^(((un)?limited )?stack of (constructor|send|close)|prepared )/,
    /^uncaught of (the constructor|send|close) /,
    /^protocols in a proxy /,
    // Firefox names the kind of object and the expression in the caller.
    /^structuredClone WebSocket throws .* (Function|Proxy) object could not be cloned/,
    /^(construct|protocols) \d+ throws .* can't convert .* to string/,
  ],
}

/** The other browser, and what a page saw in it: without DevTools, and with DevTools open. Each is asked for once. */
let bare: Driver
const seen: { closed?: string[]; open?: string[] } = {}
beforeAll(async () => {
  bare = await launch(inject('browser'), { extension: join(import.meta.dirname, 'probe') })
})
afterAll(() => bare?.close())

async function nativeLines(devtools: 'closed' | 'open'): Promise<string[]> {
  if (devtools === 'open') await bare.openPanel()
  seen[devtools] ??= await linesOf(bare)
  return seen[devtools]
}

/** Compares with what a page saw natively, with DevTools as they are here. */
async function compare(devtools: 'closed' | 'open'): Promise<void> {
  const name = inject('browser')
  const [native, hooked] = [await nativeLines(devtools), await linesOf(stage.driver)]
  const head = (line: string) => line.split('\n')[0] ?? ''
  const known = (line: string) => KNOWN[name].some((pattern) => pattern.test(head(line)))
  expect(hooked.filter((line) => !known(line))).toEqual(native.filter((line) => !known(line)))
  // What no longer differs must go from the list, here and in ARCHITECTURE.md.
  const differing = hooked.filter((line) => !native.includes(line)).map(head)
  expect(KNOWN[name].filter((pattern) => !differing.some((line) => pattern.test(line)))).toEqual([])
  expect(native.length).toBeGreaterThan(950)
}

it('the page sees the same with and without Sockeye', () => compare('closed'))

it('the page sees the same while the panel is open', async () => {
  await stage.driver.openPanel()
  await compare('open')
})

it('the page sees the same while a rule that meets nothing is in force', async () => {
  const panel = await stage.driver.openPanel()
  await panel.click('[data-testid=rules-button]')
  await panel.click('[data-testid=add-rule]')
  await panel.fill('[data-testid=rule-when]', 'nobody-sends-this')
  await panel.click('[data-testid=save-rule]')
  await compare('open')
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import type { Driver } from '../../scripts/browsers/driver.ts'
import { launch } from '../../scripts/browsers/launch.ts'
import { useBrowser } from './harness.ts'

/**
 * The page can't tell. One script logs all that it can observe of WebSocket, once in a browser with Sockeye and once in
 * one with an extension that does nothing to pages; the two logs must be equal but for what can't be helped.
 */

const stage = useBrowser()
const observe = readFileSync(join(import.meta.dirname, 'pages/observe.js'), 'utf8')

async function linesOf(driver: Driver): Promise<string[]> {
  await driver.goto(stage.page('index.html'))
  await driver.page.evaluate((source) => {
    const script = document.createElement('script')
    script.textContent = source
    document.head.append(script)
  }, observe)
  // One call, without polling: whoever polls in this realm would be among what is observed.
  return driver.page.evaluate(
    (echo) => (globalThis as unknown as { observe(echo: string): Promise<string[]> }).observe(echo),
    `${stage.echo.url}/echo`,
  )
}

/** What a page can still see, by browser, with the reason. ARCHITECTURE.md has the same list. */
const KNOWN: Readonly<Record<'chromium' | 'firefox', readonly RegExp[]>> = {
  chromium: [
    // A Proxy tells by the words of the error that a circle was refused.
    /^cyclic prototype throws/,
    // The trap is a frame.
    /^stack inside a conversion \d+$/,
  ],
  firefox: [
    /^cyclic prototype throws/,
    /^stack (of an error of (the constructor|send)|inside a conversion) \d+$/,
    // Firefox names the kind of object and the expression in the caller.
    /^structuredClone WebSocket throws .* (Function|Proxy) object could not be cloned/,
    /^(construct|protocols) \d+ throws .* can't convert .* to string/,
  ],
}

async function compare(before: (driver: Driver) => Promise<unknown>): Promise<void> {
  const name = inject('browser')
  const bare = await launch(name, { extension: join(import.meta.dirname, 'probe') })
  try {
    await Promise.all([before(bare), before(stage.driver)])
    const [native, hooked] = [await linesOf(bare), await linesOf(stage.driver)]
    const known = (line: string) => KNOWN[name].some((pattern) => pattern.test(line.split('\n')[0] ?? ''))
    expect(hooked.filter((line) => !known(line))).toEqual(native.filter((line) => !known(line)))
    expect(native.length).toBeGreaterThan(800)
  } finally {
    await bare.close()
  }
}

it('the page sees the same with and without Sockeye', () => compare(async () => undefined))

it('the page sees the same while the panel is open', () => compare((driver) => driver.openPanel()))

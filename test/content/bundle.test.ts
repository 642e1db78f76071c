import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { scriptText } from '../../scripts/build/script-text.ts'
import { reachOf } from './reach-of.ts'

/** After its start the hook calls nothing that a page can have replaced. What a page sees of it is in page.test.ts. */

async function bundleFor(browser: 'chrome' | 'firefox', entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '../../src/content', entry)],
    bundle: true,
    write: false,
    minifySyntax: true,
    format: 'esm',
    target: ['chrome148', 'firefox142'],
    define: { FIREFOX: String(browser === 'firefox') },
    plugins: [scriptText],
  })
  return outputFiles[0]?.text ?? ''
}

describe('the hook', () => {
  for (const browser of ['chrome', 'firefox'] as const) {
    it(`of ${browser} reaches nothing of the page's after its start`, async () => {
      expect(reachOf(await bundleFor(browser, 'hook.ts'))).toEqual([])
    })
  }
})

/**
 * What carries out rules is given objects by the hook (`natives`, `seam`, `recorder`) and by the panel (`condition`, `command`, …),
 * which were cloned from ones that had these properties. The rest are lengths of texts and of arrays of its own.
 */
const GIVEN =
  /^((natives|seam|recorder|realm|condition|condition\.of|command|happening|descriptor\?)\.\w+|(text|rules|deliver|url|reason|path|keys|find|HANDLERS|replaced|list|copyBytes\(bytes, 0\)\?|acts)\.length)$/

describe('what carries out rules', () => {
  it('reaches nothing of the page’s but what it is given', async () => {
    const found = reachOf(await bundleFor('chrome', 'act.ts'), GIVEN)
    // Set by whoever brings it in; and how it meets the hook when it comes first.
    expect(found.filter((one) => !/: (RULES|event\.stopImmediatePropagation)$/.test(one))).toEqual([])
  })
})

describe('what wraps workers', () => {
  it('reaches nothing of the page’s after its start', async () => {
    expect(reachOf(await bundleFor('chrome', 'wrap-workers.ts'), /^script\.length$/)).toEqual([])
  })
})

describe('what is found', () => {
  const inside = (body: string) =>
    reachOf(`const own = { mine() {}, get: 1 }; class Table { #map = new Map(); read(list, bytes) { ${body} } }`)
  const planted: readonly string[] = [
    'for (const one of list) own.mine(one)',
    'for (const one in list) own.mine(one)',
    'own.mine(...list)',
    'return [...list]',
    'const [first] = list; return first',
    'return own.mine`text`',
    'return list.push(1)',
    'return list.then',
    'return this.#map.get(list)',
    'return bytes.length',
    'return [1].get',
    'return Object.keys(list)',
    'return new Map()',
    'return typeof Promise',
    'return /x/.test(list)',
    'return list instanceof Table',
    'return () => performance.now()',
  ]
  for (const body of planted) it(body, () => expect(inside(body)).not.toEqual([]))

  it('is only what runs after the start', () => {
    expect(reachOf('function start() { Object.keys(globalThis) } start()')).toEqual([])
    expect(reachOf('function start() { return () => Object.keys(1) } start()')).not.toEqual([])
  })
  it('is nothing of what the script has defined itself', () => {
    expect(inside('this.read(list, own); return own.mine({ value: list }.value)')).toEqual([])
  })
})

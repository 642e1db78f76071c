import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROGRAM } from '../src/core/files/program.ts'

/** The repository tests itself: the table of ARCHITECTURE.md, and the habits that hold everywhere. */

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll('\\', '/'))

const text = (file: string) => readFileSync(join(source, file), 'utf8')
/** Code without comments, so that a word in a sentence is not taken for a use. */
const code = (file: string) =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}
const IMPORT = /(?:^(?:import|export)\s+(type\s)?(?:[\w\s{},*]*?\sfrom\s+)?|\bimport\()['"]([^'"]+)['"]/gm
const imports: Import[] = files.flatMap((from) =>
  [...code(from).matchAll(IMPORT)].map(([, typeOnly, to = '']) => ({
    from,
    to: to.startsWith('.') ? relative('.', normalize(join(dirname(from), to))).replaceAll('\\', '/') : to,
    typeOnly: typeOnly !== undefined,
  })),
)

const ENTRIES = [
  'content/hook.ts',
  'content/listeners.ts',
  'content/act.ts',
  'content/relay.ts',
  'content/relay-workers.ts',
  'background/background.ts',
  'devtools/decode-worker.ts',
  'devtools/survey-worker.ts',
  'devtools/devtools.ts',
  'devtools/panel.tsx',
]
const isEntry = (file: string) => ENTRIES.includes(file)

describe('imports', () => {
  const from = (prefix: string) => imports.filter((one) => one.from.startsWith(prefix) && !isEntry(one.from))
  const targets = (list: readonly Import[]) => list.map((one) => `${one.from} → ${one.to}`)
  const outside = (list: readonly Import[], allowed: RegExp) => targets(list.filter((one) => !allowed.test(one.to)))

  it('core knows core alone, and small libraries that are as pure', () => {
    expect(
      outside(
        from('core/'),
        /^(core\/|re2js$|json-p3$|fflate$|fzstd$|diff$|quickjs-emscripten-core$|@jitl\/quickjs-wasmfile-release-sync$)/,
      ),
    ).toEqual([])
  })
  it('wire takes types from core', () => {
    expect(targets(from('wire.ts').filter((one) => !one.typeOnly || !one.to.startsWith('core/')))).toEqual([])
  })
  it('link knows nothing', () => {
    expect(targets(from('link.ts'))).toEqual([])
  })
  it('the page pays only for wire, link and the words of core', () => {
    const content = imports.filter((one) => one.from.startsWith('content/'))
    expect(
      outside(content, /^(content\/|wire\.ts$|link\.ts$|core\/(row|history-limits|rules\/condition)\.ts$)/),
    ).toEqual([])
  })
  it('the background knows wire and link', () => {
    expect(outside(from('background/'), /^(background\/|wire\.ts$|link\.ts$)/)).toEqual([])
  })
  it('components know state, keys, breath, core and CodeMirror, never wire, link or a browser', () => {
    expect(
      outside(
        from('devtools/ui/'),
        /^(devtools\/ui\/|devtools\/(state|keys|breath)\.ts$|core\/|preact|@preact\/|@codemirror\/|@lezer\/highlight$)/,
      ),
    ).toEqual([])
  })
  it('go round in no circle', () => {
    const next = new Map(
      files.map((file) => [file, imports.filter((one) => one.from === file && !one.typeOnly).map((one) => one.to)]),
    )
    const done = new Set<string>()
    const circle = (file: string, path: readonly string[]): string[] | null => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
      if (done.has(file)) return null
      for (const to of next.get(file) ?? []) {
        const found = circle(to, [...path, file])
        if (found) return found
      }
      done.add(file)
      return null
    }
    expect(files.map((file) => circle(file, [])).filter(Boolean)).toEqual([])
  })
})

describe('sources', () => {
  it('name the browser only in entries', () => {
    const named = files.filter(
      (file) => !isEntry(file) && /\b(browser|chrome)\.(runtime|tabs|devtools|storage|permissions)\b/.test(code(file)),
    )
    expect(named).toEqual([])
  })
  it('never make markup or code of text', () => {
    const hits = files.filter((file) =>
      /innerHTML|outerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|\beval\(|new Function\(/.test(code(file)),
    )
    expect(hits).toEqual([])
  })
  it('stay small', () => {
    expect(files.filter((file) => text(file).split('\n').length > 500)).toEqual([])
  })
})

describe('manifest', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'))
  it('has the version of package.json', () => {
    expect(manifest.version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)
  })
  it('has the version that files say they were written by', () => {
    expect(PROGRAM.version).toBe(manifest.version)
  })
  it('starts the relay before the hook, which offers it its port', () => {
    expect(manifest.content_scripts.map(({ js }: { js: string[] }) => js)).toEqual([['relay.js'], ['hook.js']])
  })
  it('lets nobody connect from outside and no page load a file of ours', () => {
    expect(manifest.externally_connectable).toEqual({ ids: [] })
    expect(manifest.web_accessible_resources).toBeUndefined()
  })
  it('runs no code but its own files, and of WebAssembly what these compile', () => {
    // The interpreter for decoders that a user writes is WebAssembly, and is fetched from the package.
    expect(manifest.content_security_policy.extension_pages.split('; ')).toEqual([
      "script-src 'self' 'wasm-unsafe-eval'",
      "object-src 'none'",
      "base-uri 'none'",
      "style-src 'self'",
      "img-src 'self' data:",
      "worker-src 'self'",
      "connect-src 'self' ws: wss:",
    ])
  })
  it('asks for no more than is used', () => {
    // The latter three in Firefox alone, which lets an extension put the hook into workers.
    expect(manifest.permissions).toEqual([
      'storage',
      'scripting',
      'webRequest',
      'webRequestBlocking',
      'webRequestFilterResponse',
    ])
  })
})

/** Builds the unpacked extension for both browsers from the one manifest: `dist/chrome` and `dist/firefox`. */
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildContext, type BuildOptions, context } from 'esbuild'
import { adoptedStyles } from './build/adopted-styles.ts'
import { scriptText } from './build/script-text.ts'
import { textOnlyPreact } from './build/text-only-preact.ts'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const BROWSERS = ['chrome', 'firefox'] as const
export type BrowserName = (typeof BROWSERS)[number]

/** Where a browser's unpacked extension is. */
export const distOf = (browser: BrowserName): string => join(root, 'dist', browser)

const TARGET = ['chrome148', 'firefox142']

/** Keys of the manifest that a browser refuses or warns of. */
const REFUSED: Record<BrowserName, readonly string[]> = {
  chrome: [],
  firefox: ['minimum_chrome_version', 'message_serialization', 'externally_connectable'],
}

/** Permissions that only Firefox has a use for: it alone lets an extension put the hook into workers. */
const FIREFOX_ONLY = ['webRequest', 'webRequestBlocking', 'webRequestFilterResponse']

const PAGES = ['devtools.html', 'panel.html']

export interface BuildMode {
  /** For people who read it in a debugger: not minified, with source maps where no page can see them. */
  readonly development?: boolean
}

function bundles(browser: BrowserName, { development = false }: BuildMode): BuildOptions[] {
  const outdir = distOf(browser)
  const shared: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    minify: !development,
    target: TARGET,
    outdir,
    entryNames: '[name]',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
    metafile: true,
    define: { FIREFOX: String(browser === 'firefox') },
  }
  // These run in pages: classic scripts that leave no global behind, without a word of where they come from.
  const inPages: BuildOptions = { ...shared, format: 'iife', sourcemap: false }
  const list: BuildOptions[] = [
    { ...inPages, entryPoints: ['src/content/hook.ts', 'src/content/relay.ts'] },
    {
      ...shared,
      entryPoints: [
        'src/background/background.ts',
        'src/devtools/decode-worker.ts',
        'src/devtools/survey-worker.ts',
        'src/devtools/devtools.ts',
        'src/devtools/panel.tsx',
        'src/devtools/ui/panel.css',
      ],
      format: 'esm',
      splitting: true,
      plugins: [adoptedStyles, textOnlyPreact, scriptText],
      chunkNames: 'chunks/[name]-[hash]',
      // As the file that its package has, so that a reviewer can compare the two.
      loader: { '.wasm': 'file' },
      assetNames: '[name]',
      sourcemap: development ? 'linked' : false,
    },
  ]
  if (browser === 'chrome') {
    const entryPoints = ['src/content/wrap-workers.ts', 'src/content/relay-workers.ts']
    return [...list, { ...inPages, entryPoints, plugins: [scriptText] }]
  }
  // In front of the first line of other scripts, and on that line, so that every line keeps its number.
  return [...list, { ...inPages, entryPoints: ['src/content/worker-hook.ts'], minify: true }]
}

/** Copies what is not bundled: manifest, pages, texts and icons. Throws when manifest.json has another version than package.json. */
export async function copyStatic(): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')) as Record<string, unknown>
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  if (manifest.version !== version) {
    throw new Error(`manifest.json has version ${manifest.version}, package.json ${version}: make them equal`)
  }
  for (const browser of BROWSERS) {
    const dist = distOf(browser)
    await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifestFor(browser, manifest), null, 2)}\n`)
    for (const page of PAGES) await cp(join(root, 'src/devtools', page), join(dist, page))
    await cp(join(root, '_locales'), join(dist, '_locales'), { recursive: true })
    await cp(join(root, 'src/icons'), join(dist, 'icons'), {
      recursive: true,
      filter: (file) => !file.endsWith('.svg'),
    })
  }
}

function manifestFor(browser: BrowserName, manifest: Record<string, unknown>): Record<string, unknown> {
  const accepted = Object.fromEntries(Object.entries(manifest).filter(([key]) => !REFUSED[browser].includes(key)))
  if (browser === 'firefox') return accepted
  const permissions = (manifest.permissions as string[]).filter((permission) => !FIREFOX_ONLY.includes(permission))
  return { ...accepted, permissions }
}

/** Makes `dist` anew. Answers the size of each file that counts, bytes. */
export async function build(mode: BuildMode = {}): Promise<Record<string, number>> {
  const contexts = await prepare(mode)
  try {
    for (const one of contexts) await one.rebuild()
  } finally {
    for (const one of contexts) await one.dispose()
  }
  const hook = await readFile(join(distOf('chrome'), 'hook.js'), 'utf8')
  if (/source(Mapping)?URL/.test(hook)) throw new Error('hook.js names a source: pages would see its address in stacks')
  const workerHook = await readFile(join(distOf('firefox'), 'worker-hook.js'), 'utf8')
  if (!/^[\x20-\x7e]+\n$/.test(workerHook)) throw new Error('worker-hook.js must be one line of ASCII')
  const sizes: Record<string, number> = {}
  for (const file of ['hook.js', 'relay.js', 'background.js', 'devtools.js', 'panel.js', 'panel.css']) {
    sizes[file] = (await stat(join(distOf('chrome'), file))).size
  }
  return sizes
}

/** Contexts of esbuild for both browsers, and everything beside them in place. */
export async function prepare(mode: BuildMode): Promise<BuildContext[]> {
  await rm(join(root, 'dist'), { recursive: true, force: true })
  for (const browser of BROWSERS) await mkdir(distOf(browser), { recursive: true })
  await copyStatic()
  const options = BROWSERS.flatMap((browser) => bundles(browser, mode))
  return Promise.all(options.map((one) => context(one)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const sizes = await build()
    const list = Object.entries(sizes).map(([file, bytes]) => `${file} ${(bytes / 1000).toFixed(1)} kB`)
    console.log(`Built dist/chrome and dist/firefox: ${list.join(', ')}`)
  } catch (error) {
    // What esbuild found it has said already, with the lines.
    console.error(error instanceof Error && !('errors' in error) ? error.message : 'Nothing was built')
    process.exitCode = 1
  }
}

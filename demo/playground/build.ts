/** Builds the playground to .artifacts/playground, or to the folder that is named; then serve that folder. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const here = import.meta.dirname
const out = process.argv[2] ?? join(here, '../../.artifacts/playground')
mkdirSync(out, { recursive: true })
await build({
  entryPoints: {
    playground: join(here, 'playground.ts'),
    panel: join(here, '../../src/devtools/ui/panel.css'),
  },
  bundle: true,
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  target: ['chrome148', 'firefox142'],
  outdir: out,
})
copyFileSync(join(here, 'index.html'), join(out, 'index.html'))
console.log(`The playground is in ${out}.`)

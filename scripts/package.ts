/** `npm run package`: a zip for each store, and the source archive that addons.mozilla.org asks for, in `packages/`. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BROWSERS, build, distOf, root } from './build.ts'

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const packages = join(root, 'packages')

function run(command: string, ...values: string[]): void {
  execFileSync(command, values, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}

await build()
mkdirSync(packages, { recursive: true })
const webExt = join(root, 'node_modules/.bin/web-ext')
execFileSync(webExt, ['lint', '--source-dir', distOf('firefox'), '--warnings-as-errors'], {
  cwd: root,
  stdio: 'inherit',
})
for (const browser of BROWSERS) {
  const name = `sockeye-${version}-${browser}.zip`
  run(
    webExt,
    'build',
    '--source-dir',
    distOf(browser),
    '--artifacts-dir',
    packages,
    '--filename',
    name,
    '--overwrite-dest',
  )
  console.log(`packages/${name}`)
}
const source = `sockeye-${version}-source.zip`
run('git', 'archive', '--format=zip', '--output', join(packages, source), 'HEAD')
console.log(`packages/${source} (of the last commit)`)

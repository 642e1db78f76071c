/** `npm run package`: a zip for each store, and the source archive that addons.mozilla.org asks for, in `packages/`. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BROWSERS, build, distOf, root } from './build.ts'
import { runNode } from './run-node.ts'

const webExt = (...args: string[]): Promise<number> => runNode('web-ext/bin/web-ext.js', args)

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' })
}

async function makePackages(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const packages = join(root, 'packages')
  const nameOf = (part: string) => `sockeye-${version}-${part}.zip`

  await build()
  if ((await webExt('lint', '--source-dir', distOf('firefox'), '--warnings-as-errors')) !== 0) {
    throw new Error('Nothing was packaged: addons.mozilla.org would complain of what is said above')
  }
  mkdirSync(packages, { recursive: true })
  for (const browser of BROWSERS) {
    const place = ['--artifacts-dir', packages, '--filename', nameOf(browser), '--overwrite-dest']
    if ((await webExt('build', '--source-dir', distOf(browser), ...place)) !== 0) {
      throw new Error(`packages/${nameOf(browser)} could not be made`)
    }
  }
  git('archive', '--format=zip', `--prefix=sockeye-${version}/`, '--output', join(packages, nameOf('source')), 'HEAD')
  console.log(`Packages are in packages/: ${[...BROWSERS, 'source'].map(nameOf).join(', ')}`)
  if (git('status', '--porcelain') !== '') {
    console.warn('The source archive is of the last commit, the others of the work tree: commit before you publish.')
  }
}

try {
  await makePackages()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

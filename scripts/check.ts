/** `npm test`: everything that must hold before a change is good. What fails first ends it. */

import { BROWSERS } from './browsers/find.ts'
import { ensureBrowsers } from './browsers/install.ts'
import { build } from './build.ts'
import { runNode } from './run-node.ts'
import { runBrowserTests, runTests, type TestRun } from './run-tests.ts'
import { sumOf, type Tally, tallyText } from './tally.ts'

interface Step {
  readonly name: string
  /** Throws, or answers false, when the step fails. */
  run(): Promise<boolean> | boolean
}

const tallies: Tally[] = []

const counted = ({ tally, ok }: TestRun): boolean => {
  tallies.push(tally)
  return ok
}

const steps: readonly Step[] = [
  { name: 'types', run: async () => (await runNode('typescript/bin/tsc', ['--noEmit'])) === 0 },
  {
    name: 'lint',
    run: async () => (await runNode('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])) === 0,
  },
  {
    name: 'build',
    async run() {
      await build()
      return true
    },
  },
  { name: 'unit tests', run: async () => counted(await runTests(['unit'])) },
  { name: 'browsers', run: () => ensureBrowsers().size === BROWSERS.length },
  { name: 'browser tests', run: async () => counted(await runBrowserTests(BROWSERS)) },
]

async function check(): Promise<boolean> {
  for (const { name, run } of steps) {
    console.log(`\n● ${name}`)
    const ok = await Promise.resolve()
      .then(run)
      .catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error)
        return false
      })
    if (!ok) {
      console.error(`\nFailed: ${name}`)
      return false
    }
  }
  return true
}

process.exitCode = (await check()) ? 0 : 1
console.log(`\n${tallyText(sumOf(tallies))}`)

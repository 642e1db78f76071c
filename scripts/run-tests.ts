import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './build.ts'
import { runNode } from './run-node.ts'
import { NO_TESTS, type Report, type Tally, tallyOf } from './tally.ts'

export interface TestRun {
  readonly tally: Tally
  /** Whether tests ran and nothing failed, errors outside of tests included. */
  readonly ok: boolean
}

/** Runs vitest's projects of these names, streaming its output. Further arguments go to vitest as they are. */
export async function runTests(
  projects: readonly string[],
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<TestRun> {
  const file = join(root, '.artifacts/results', `${projects.join('-')}.json`)
  mkdirSync(dirname(file), { recursive: true })
  rmSync(file, { force: true })
  const reporters = [
    '--reporter=default',
    '--reporter=./scripts/second-tries.ts',
    '--reporter=json',
    `--outputFile.json=${relative(root, file)}`,
  ]
  const chosen = projects.map((project) => `--project=${project}`)
  const code = await runNode('vitest/vitest.mjs', ['run', ...chosen, ...reporters, ...args], environment)
  const tally = existsSync(file) ? tallyOf(JSON.parse(readFileSync(file, 'utf8')) as Report) : NO_TESTS
  return { tally, ok: code === 0 && tally.failed === 0 && tally.passed > 0 }
}

/** Runs the browser tests; pictures of earlier failures go first, so that those which are there are of this run. */
export async function runBrowserTests(
  projects: readonly string[],
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<TestRun> {
  rmSync(join(root, '.artifacts/failures'), { recursive: true, force: true })
  const run = await runTests(projects, args, environment)
  if (run.tally.failed > 0) console.log('Pictures and texts of what failed are in .artifacts/failures/')
  return run
}

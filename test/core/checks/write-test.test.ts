import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type RunningServer, startEchoServer } from '../../../demo/echo-server.ts'
import { readSteps } from '../../../src/core/checks/read-steps.ts'
import { type TestFramework, writeTest } from '../../../src/core/checks/write-test.ts'

/** What is written is run here, against the echo server. */

let echo: RunningServer
const directory = mkdtempSync(join(tmpdir(), 'sockeye-checks-'))
let files = 0

beforeAll(async () => {
  echo = await startEchoServer({ port: 0 })
})
afterAll(async () => {
  await echo.close()
  rmSync(directory, { recursive: true, force: true })
})

function written(framework: TestFramework, steps: string, name = 'a test'): string {
  const reading = readSteps(steps)
  if (!reading.ok) throw new Error(reading.problem.message)
  return writeTest(framework, { name, url: `${echo.url}/echo`, protocols: [], steps: reading.steps, page: null })
}

/** A test runner that keeps the one test. */
const RUNNER =
  'let kept\nexport const run = (given) => kept(given)\nconst test = Object.assign((...all) => { kept = all.at(-1) }, { setTimeout() {} })'
/** A page that is this program. */
const page = { goto: async () => {}, evaluate: (body: (given: unknown) => unknown, given: unknown) => body(given) }

async function run(framework: TestFramework, steps: string): Promise<void> {
  const text = written(framework, steps)
    .replace(/^import \{ test \} from .*$/m, RUNNER)
    .replace("from 'ws'", `from ${JSON.stringify(import.meta.resolve('ws'))}`)
  const { code } = await transform(text, { loader: 'ts' })
  const file = join(directory, `${files++}.mjs`)
  writeFileSync(file, code)
  if (framework === 'playwright') Object.assign(globalThis, { WebSocket })
  const made = (await import(pathToFileURL(file).href)) as { run(given: unknown): Promise<void> }
  await made.run({ page })
}

const GOOD = `send {"op":"get","list":[1,{"n":2.5}],"who":"Ada"}
expect json:$.op=get json:$.list[*].n>2 -"Bob" size:>10 type:text within 2s
send hex 00 ff
expect type:binary size:2
send {{random 5 5}} {{counter}} {{counter}} {{uuid}} {{now iso}}
expect /^5 1 2 [0-9a-f-]{36} \\d{4}-/
expect none anything within 20
send over
expect OVER or never
close 4001 bye
expect close:4001 within 2s`

describe.each(['vitest', 'playwright'] as const)('a test for %s', (framework) => {
  it('passes where all is as expected', () => run(framework, GOOD))

  it.each([
    ['send x\nexpect y within 50', /Nothing came within 50 ms that passes y/],
    ['send x\nexpect none x within 500', /This came, which passes x: x/],
    ['send {"a":"1"}\nexpect json:$.a="2" within 50', /Nothing came/],
    ['send {"a":3}\nexpect json:$.a<3 within 50', /Nothing came/],
    ['close 4001\nexpect close:4002 within 100', /Nothing came/],
    ['send x\nexpect event:chat', /Only Sockeye can decide event:/],
  ])('fails where it is not: %s', async (steps, message) => {
    await expect(run(framework, steps)).rejects.toThrow(message)
  })

  it('asks the environment for variables', async () => {
    const steps = 'send {{env sockeye_word}}\nexpect hello'
    await expect(run(framework, steps)).rejects.toThrow(
      /Set the environment’s|Set the environment's variable sockeye_word/,
    )
    process.env.sockeye_word = 'hello'
    try {
      await run(framework, steps)
    } finally {
      delete process.env.sockeye_word
    }
  })

  it('is safe whatever its name is', async () => {
    const text = written(
      framework,
      `send \`$\{process.exit()}\` </script>\nexpect \\`,
      "'); process.exit() //\u2028</script>",
    )
    expect(text).not.toContain('</script>')
    await expect(transform(text, { loader: 'ts' })).resolves.toBeTruthy()
  })
})

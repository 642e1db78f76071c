import { scriptLiteral } from '../files/script-literal.ts'
import { parseHex } from '../parse-bytes.ts'
import { parse } from '../query/parse.ts'
import { PLACEHOLDER } from '../template.ts'
import { HELPERS, predicateOf } from './predicate.ts'
import type { Step } from './read-steps.ts'

/** What a test is made of. */
export interface Checks {
  readonly name: string
  readonly url: string
  readonly protocols: readonly string[]
  readonly steps: readonly Step[]
  /** Address of the page whose socket it is; null: it was a connection of one's own. */
  readonly page: string | null
}

export type TestFramework = 'vitest' | 'playwright'

/** Names of the environment's variables that a test needs. */
const variablesOf = (steps: readonly Step[]): string[] => [
  ...new Set(
    steps.flatMap((step) =>
      step.type !== 'send'
        ? []
        : [...step.text.matchAll(PLACEHOLDER)].flatMap(([, words = '']) => /^\s*env\s+(\S+)/.exec(words)?.[1] ?? []),
    ),
  ),
]

/** A test in TypeScript that does the same in a test runner: vitest with the `ws` package, or Playwright in a page. */
export function writeTest(framework: TestFramework, checks: Checks): string {
  const variables = variablesOf(checks.steps)
  const env = `{ ${variables.map((name) => `${scriptLiteral(name)}: process.env[${scriptLiteral(name)}] ?? missing(${scriptLiteral(name)})`).join(', ')} }`
  const missing = `const missing = (name: string): never => {
  throw new Error(\`Set the environment's variable \${name}\`)
}
`
  const needs = variables.length > 0
  const body = [...connecting(checks), ...checks.steps.map(statement), 'socket.close()']
  // The helpers are plain JavaScript.
  const head = '// @ts-nocheck\n// Written by Sockeye.\n'
  const title = scriptLiteral(checks.name || checks.url)
  const longest = checks.steps.reduce(
    (sum, step) => sum + ('within' in step ? step.within : 'time' in step ? step.time : 0),
    10_000,
  )
  if (framework === 'vitest') {
    return `${head}${imported('test', 'vitest')}
${imported('WebSocket', 'ws')}

${needs ? missing : ''}test(${title}, { timeout: ${longest} }, async () => {
${indented([...(needs ? [`const variables = ${env}`] : []), ...body])}
})

${HELPERS}
${INBOX}
`
  }
  const goto = checks.page === null ? [] : [`await page.goto(${scriptLiteral(checks.page)})`]
  return `${head}${imported('test', '@playwright/test')}

${needs ? missing : ''}test(${title}, async ({ page }) => {
${indented([`test.setTimeout(${longest})`, ...goto, `const variables = ${needs ? env : '{}'}`, 'await page.evaluate(async (variables) => {'])}
${indented([...HELPERS.split('\n'), ...INBOX.split('\n'), ...body], 4)}
  }, variables)
})
`
}

const imported = (name: string, from: string): string => `import { ${name} } from '${from}'`

const indented = (lines: readonly string[], by = 2): string =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line)).join('\n')

function connecting({ protocols, url }: Checks): string[] {
  return [
    `const socket = new WebSocket(${scriptLiteral(url)}, ${JSON.stringify(protocols)})`,
    `socket.binaryType = 'arraybuffer'`,
    'const inbox = inboxOf(socket)',
    'await inbox.open',
  ]
}

function statement(step: Step): string {
  switch (step.type) {
    case 'send':
      return `socket.send(${filled(step.text)})`
    case 'send hex': {
      const bytes = parseHex(step.text)
      return `socket.send(new Uint8Array(${JSON.stringify(bytes.ok ? [...bytes.bytes] : [])}))`
    }
    case 'expect':
    case 'expect none': {
      const reading = parse(step.filter)
      const predicate = reading.ok ? predicateOf(reading.filter) : 'false'
      const call = step.type === 'expect' ? 'expected' : 'unexpected'
      return `await inbox.${call}((it) => ${predicate}, ${step.within}, ${scriptLiteral(step.filter)})`
    }
    case 'wait':
      return `await new Promise((resolve) => setTimeout(resolve, ${step.time}))`
    case 'close':
      return `socket.close(${step.code}, ${scriptLiteral(step.reason)})`
    default:
      return step satisfies never
  }
}

/** A template as an expression. */
function filled(text: string): string {
  const parts: string[] = []
  let from = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > from) parts.push(scriptLiteral(text.slice(from, match.index)))
    parts.push(generated((match[1] ?? '').trim().split(/\s+/)))
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push(scriptLiteral(text.slice(from)))
  return parts.length === 1 && from === 0 ? (parts[0] as string) : ["''", ...parts].join(' + ')
}

function generated([name = '', ...words]: readonly string[]): string {
  switch (name) {
    case 'uuid':
      return 'crypto.randomUUID()'
    case 'counter':
      return '++inbox.counter'
    case 'now':
      return words[0] === 'iso' ? 'new Date().toISOString()' : 'Date.now()'
    case 'random': {
      const [least, most] = words.map(Number) as [number, number]
      return `(${least} + Math.floor(Math.random() * ${most - least + 1}))`
    }
    default:
      return `variables[${scriptLiteral(words[0] ?? '')}]`
  }
}

/** What comes, each looked at once, in its order. */
const INBOX = `const inboxOf = (socket) => {
  const came = []
  let wake = () => {}
  const add = (it) => {
    came.push(it)
    wake()
  }
  socket.addEventListener('message', ({ data }) =>
    add({ type: 'message', data: typeof data === 'string' ? data : new Uint8Array(data) }),
  )
  socket.addEventListener('close', ({ code, reason }) => add({ type: 'close', code, reason }))
  const open = new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('close', ({ code }) => reject(new Error(\`The connection was closed with \${code}\`)))
  })
  const next = async (passes, within) => {
    for (const end = Date.now() + within; ; ) {
      while (came.length > 0) {
        const it = came.shift()
        if (passes(it)) return it
      }
      const left = end - Date.now()
      if (left <= 0) return null
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  return {
    counter: 0,
    open,
    async expected(passes, within, what) {
      if ((await next(passes, within)) === null) throw new Error(\`Nothing came within \${within} ms that passes \${what}\`)
    },
    async unexpected(passes, within, what) {
      const it = await next(passes, within)
      if (it !== null) throw new Error(\`This came, which passes \${what}: \${textOf(it)}\`)
    },
  }
}`

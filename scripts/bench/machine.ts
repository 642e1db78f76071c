import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import { type BrowserName, findBrowser } from '../browsers/find.ts'

/** Where figures were taken: they mean little without it. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** GiB */
  readonly memory: number
  readonly os: string
  readonly node: string
  readonly chromium: string | null
  readonly firefox: string | null
  readonly date: string
}

export function describeMachine(): Machine {
  const processors = cpus()
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    node: process.version,
    chromium: versionOf('chromium'),
    firefox: versionOf('firefox'),
    date: new Date().toISOString(),
  }
}

/** What the browser's program says of itself; null where there is none or it says nothing. */
function versionOf(name: BrowserName): string | null {
  const found = findBrowser(name)
  if (!found.ok) return null
  try {
    return execFileSync(found.path, ['--version'], { encoding: 'utf8', timeout: 30_000 }).trim()
  } catch {
    return null
  }
}

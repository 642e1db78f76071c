import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'

export type BrowserName = 'chromium' | 'firefox'

/** The browsers, in the order in which they are tried and told about. */
export const BROWSERS: readonly BrowserName[] = ['chromium', 'firefox']

/** Where a browser is, or one sentence that says what to do about it. */
export type Find =
  | { readonly ok: true; readonly path: string }
  /** `variable` is the environment variable that points nowhere, or null when the browser is simply not there. */
  | { readonly ok: false; readonly variable: string | null; readonly message: string }

/** What the search looks at; tests give their own. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether a program at this path can be started with a profile in the temporary directory. */
  usable(path: string): boolean
}

interface Place {
  readonly variable: string
  readonly title: string
  /** Names to look for on PATH. */
  readonly names: readonly string[]
  /** Names of `.app` bundles and of the program inside. */
  readonly mac: readonly string[]
  /** Below Program Files. */
  readonly windows: readonly string[]
}

const PLACES: Record<BrowserName, Place> = {
  chromium: {
    variable: 'CHROME_PATH',
    title: 'Chrome or Chromium',
    names: ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome'],
    mac: ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'],
    windows: ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'],
  },
  firefox: {
    variable: 'FIREFOX_PATH',
    title: 'Firefox',
    names: ['firefox', 'firefox-esr', 'firefox-developer-edition'],
    mac: ['Firefox.app/Contents/MacOS/firefox', 'Firefox Developer Edition.app/Contents/MacOS/firefox'],
    windows: ['Mozilla Firefox\\firefox.exe', 'Firefox Developer Edition\\firefox.exe'],
  },
}

/**
 * Finds the program of a browser: the one that CHROME_PATH or FIREFOX_PATH names, else one with a usual name on PATH, else
 * one in a usual place of the operating system. A variable that names nothing usable is an error and never passed over.
 */
export function findBrowser(name: BrowserName, machine: Machine = thisMachine): Find {
  const { variable, title } = PLACES[name]
  const wish = machine.environment[variable]
  if (wish !== undefined && wish !== '') {
    if (machine.usable(wish)) return { ok: true, path: wish }
    const message = `${variable} is set to ${wish}, where no program can be started: point it at ${title}, or unset it.`
    return { ok: false, variable, message }
  }
  const path = candidates(name, machine).find((candidate) => machine.usable(candidate))
  if (path !== undefined) return { ok: true, path }
  return {
    ok: false,
    variable: null,
    message: `${title} was not found: install it, or set ${variable} to the path of its program.`,
  }
}

function candidates(name: BrowserName, { platform, environment }: Machine): string[] {
  const { names, mac, windows } = PLACES[name]
  const home = environment.HOME ?? ''
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((root) => environment[root] ?? [])
    return roots.flatMap((root) => windows.map((program) => win32.join(root, program)))
  }
  const folders = [...(environment.PATH ?? '').split(':').filter(Boolean), '/usr/bin', '/usr/local/bin']
  const onPath = folders.flatMap((folder) => names.map((program) => posix.join(folder, program)))
  if (platform !== 'darwin') return onPath
  const bundles = ['/Applications', posix.join(home, 'Applications')]
  return [...bundles.flatMap((folder) => mac.map((program) => posix.join(folder, program))), ...onPath]
}

const thisMachine: Machine = { platform: process.platform, environment: process.env, usable }

function usable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() && !isSnap(path)
  } catch {
    return false
  }
}

/** A snap sees a temporary directory of its own, so it can't use a throw-away profile that is made for it. */
function isSnap(path: string): boolean {
  if (process.platform !== 'linux') return false
  if (/\/snap(\/|$)/.test(realpathSync(path))) return true
  const head = Buffer.alloc(4096)
  const file = openSync(path, 'r')
  try {
    const text = head.toString('latin1', 0, readSync(file, head))
    return text.startsWith('#!') && text.includes('/snap/bin/')
  } finally {
    closeSync(file)
  }
}

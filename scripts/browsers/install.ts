import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { BROWSERS, type BrowserName, findBrowser } from './find.ts'

/** How a missing browser comes onto a machine. */
export interface Installation {
  /** Shell commands, in order. */
  readonly commands: readonly string[]
  /** Whether they may be run without asking: they are the system's own package manager's, and we are root. */
  readonly allowed: boolean
}

/** The operating system, as far as it matters here; tests give their own. */
export interface System {
  readonly platform: NodeJS.Platform
  /** ID and ID_LIKE of /etc/os-release; empty where there is none. */
  readonly distributions: readonly string[]
  readonly root: boolean
}

type Packages = Record<BrowserName, string>

const DEBIAN: Packages = { chromium: 'chromium', firefox: 'firefox-esr' }
const PLAIN: Packages = { chromium: 'chromium', firefox: 'firefox' }
const BREW: Packages = { chromium: 'google-chrome', firefox: 'firefox' }
const WINGET: Packages = { chromium: 'Google.Chrome', firefox: 'Mozilla.Firefox' }

/**
 * The commands that install these browsers on this system. Ubuntu has them only as snaps, which can't use a throw-away
 * profile; there, and where no package manager is known, the browsers' own builds are fetched beside the sources.
 */
export function installation(missing: readonly BrowserName[], system: System = thisSystem()): Installation {
  const names = (packages: Packages) => missing.map((name) => packages[name]).join(' ')
  const sudo = system.root ? '' : 'sudo '
  const is = (...ids: string[]) => ids.some((id) => system.distributions.includes(id))
  if (system.platform === 'darwin') return { commands: [`brew install --cask ${names(BREW)}`], allowed: false }
  if (system.platform === 'win32') return { commands: [`winget install ${names(WINGET)}`], allowed: false }
  if (is('debian') && !is('ubuntu')) {
    const commands = [`${sudo}apt-get update`, `${sudo}apt-get install -y --no-install-recommends ${names(DEBIAN)}`]
    return { commands, allowed: system.root }
  }
  if (is('fedora')) return { commands: [`${sudo}dnf install -y ${names(PLAIN)}`], allowed: system.root }
  if (is('arch')) return { commands: [`${sudo}pacman -S --needed --noconfirm ${names(PLAIN)}`], allowed: false }
  return { commands: missing.map(ownBuild), allowed: false }
}

function ownBuild(name: BrowserName): string {
  const [variable, build] = name === 'chromium' ? ['CHROME_PATH', 'chrome'] : ['FIREFOX_PATH', 'firefox']
  return `export ${variable}="$(npx @puppeteer/browsers install ${build}@stable --path .artifacts/browsers --format '{{path}}')"`
}

/**
 * Finds the browsers, and installs the missing ones with the system's package manager if it may.
 * @returns the path of each browser's program.
 * @throws Error that holds the exact command to run when a browser is missing and may not be installed, or when the
 *   installation failed.
 */
export function ensureBrowsers(wanted: readonly BrowserName[] = BROWSERS): Map<BrowserName, string> {
  const missing = wanted.filter((name) => {
    const found = findBrowser(name)
    // A variable that points nowhere is a mistake to tell about, not a browser to install.
    if (!found.ok && found.variable !== null) throw new Error(found.message)
    return !found.ok
  })
  if (missing.length > 0) install(missing)
  return new Map(
    wanted.map((name) => {
      const found = findBrowser(name)
      if (!found.ok) throw new Error(found.message)
      return [name, found.path]
    }),
  )
}

function install(missing: readonly BrowserName[]): void {
  const { commands, allowed } = installation(missing)
  if (!allowed)
    throw new Error(`Browsers are missing: ${missing.join(', ')}. Install with:\n  ${commands.join('\n  ')}`)
  for (const command of commands) {
    console.log(`Installing ${missing.join(' and ')}: ${command}`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const { status } = spawnSync(command, { shell: true, stdio: 'inherit', env: environment })
    if (status !== 0) throw new Error(`Installing ${missing.join(' and ')} failed. Run it by hand:\n  ${command}`)
  }
}

function thisSystem(): System {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const distributions = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(
    ([, ids]) => ids?.split(' ') ?? [],
  )
  return { platform: process.platform, distributions, root: process.getuid?.() === 0 }
}

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  DEFAULTS,
  DEVTOOLS_HEIGHT,
  type Dock,
  type Driver,
  type LaunchOptions,
  PANEL_TITLE,
  PATIENCE,
  type Theme,
} from './driver.ts'
import * as parent from './firefox-parent.ts'
import { FIREFOX_PREFERENCES } from './firefox-preferences.ts'
import { FirefoxSession } from './firefox-session.ts'
import { Marionette } from './marionette.ts'
import { Profile } from './profile.ts'
import { before, createRealm, pause } from './realm.ts'
import { webdriverKey } from './webdriver-key.ts'

/** Firefox's names for where DevTools are. */
const HOSTS: Record<Dock, string> = { bottom: 'bottom', right: 'right', undocked: 'window' }
/** The key of a WebDriver element reference. Source: https://www.w3.org/TR/webdriver2/#elements */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** How long a click may wait for a page that it loads, ms. */
const AFTER_CLICK = 5000

interface Size {
  readonly width: number
  readonly height: number
}

/** Starts Firefox with the extension; Marionette, which every Firefox has, speaks to it. */
export async function launchFirefox(options: LaunchOptions & { program: string; headless: boolean }): Promise<Driver> {
  const { theme = DEFAULTS.theme, dock = DEFAULTS.dock, size = DEFAULTS.size } = options
  const profile = new Profile('firefox', options.profile)
  try {
    writePreferences(profile, theme)
    // Of an earlier start with this profile.
    rmSync(join(profile.directory, 'MarionetteActivePort'), { force: true })
    const closed = startProgram(options, profile, size)
    const gone = closed.then(() => Promise.reject(new Error(`${options.program} ended while it started`)))
    const marionette = await Promise.race([connected(profile.directory), gone])
    const { sessionId } = (await marionette.send('WebDriver:NewSession')) as { readonly sessionId: string }
    await marionette.send('WebDriver:SetTimeouts', { script: PATIENCE, pageLoad: PATIENCE, implicit: 0 })
    const extension = resolve(options.extension)
    await marionette.send('Addon:Install', { path: extension, temporary: true })
    const session = new FirefoxSession(marionette, sessionId)
    await session.parent(parent.prepareWindow, size.width, size.height)
    const driver = drive(session, marionette, profile, closed, idOf(extension), dock)
    if (options.url !== undefined) await driver.goto(options.url)
    return driver
  } catch (error) {
    profile.remove()
    throw error
  }
}

/** @returns a promise that resolves when the program has ended, and rejects when it could not be started. */
function startProgram(options: { program: string; headless: boolean }, profile: Profile, size: Size): Promise<void> {
  const switches = ['--no-remote', '--profile', profile.directory]
  if (options.headless) switches.push('--headless')
  // Without the second one Marionette may not enter the parent process, where DevTools live.
  switches.push('--marionette', '--remote-allow-system-access', 'about:blank')
  const headlessSize = { MOZ_HEADLESS_WIDTH: String(size.width), MOZ_HEADLESS_HEIGHT: String(size.height) }
  const child = spawn(options.program, switches, {
    env: { ...process.env, ...headlessSize, MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: 'ignore',
    detached: process.platform !== 'win32',
  })
  profile.usedBy(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => {
      profile.remove()
      resolve()
    })
  })
}

function writePreferences({ directory, downloads }: Profile, theme: Theme): void {
  const preferences = {
    ...FIREFOX_PREFERENCES,
    ...parent.themePreferences(theme),
    'devtools.toolbox.footer.height': DEVTOOLS_HEIGHT,
    // A directory of one's own.
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.alwaysOpenPanel': false,
  }
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`)
  writeFileSync(join(directory, 'user.js'), lines.join('\n'))
}

/** Connects as soon as Firefox has said in its profile where it listens. */
async function connected(profile: string): Promise<Marionette> {
  const place = join(profile, 'MarionetteActivePort')
  const end = Date.now() + PATIENCE
  for (;;) {
    const port = existsSync(place) ? Number(readFileSync(place, 'utf8')) : 0
    if (port > 0) return Marionette.connect(port)
    if (Date.now() > end)
      throw new Error(`Firefox did not start within ${PATIENCE / 1000} s: try again on a calmer machine`)
    await pause()
  }
}

function idOf(extension: string): string {
  interface Manifest {
    readonly browser_specific_settings: { readonly gecko: { readonly id: string } }
  }
  const manifest: Manifest = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'))
  return manifest.browser_specific_settings.gecko.id
}

function drive(
  session: FirefoxSession,
  marionette: Marionette,
  profile: Profile,
  closed: Promise<void>,
  extension: string,
  firstDock: Dock,
): Driver {
  const page = { type: 'page' } as const
  const panel = createFirefoxRealm(session, 'the panel', { type: 'panel', extension })
  return {
    name: 'firefox',
    page: {
      ...createFirefoxRealm(session, 'the page', page),
      frame: (urlPart) => createFirefoxRealm(session, `the frame ${urlPart}`, { type: 'frame', urlPart }),
    },
    panel,
    downloads: profile.downloads,
    closed,

    async goto(url) {
      await session.command(page, 'WebDriver:Navigate', { url })
    },

    async reload() {
      await session.command(page, 'WebDriver:Refresh')
    },

    async openPanel() {
      await session.parent(parent.showPanel, extension, PANEL_TITLE, HOSTS[firstDock])
      // What is asked of a panel is asked of what the devtools page hands to it.
      await panel.until(() => document.readyState === 'complete' && 'handover' in globalThis)
      return panel
    },

    async openBrowserPanel(name) {
      await session.parent(parent.showBrowserPanel, HOSTS[firstDock], name === 'network' ? 'netmonitor' : 'inspector')
    },

    async closeDevTools() {
      await session.parent(parent.closeToolbox)
    },

    async dock(side) {
      await session.parent(parent.switchHost, HOSTS[side])
    },

    async theme(theme) {
      await session.parent(parent.setTheme, theme)
    },

    async killBackground() {
      await session.parent(parent.endBackground, extension)
    },

    async collectGarbage() {
      await session.parent(parent.collectGarbage)
    },

    async screenshot(path) {
      const data = await session.parent(parent.picture)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'))
    },

    async panelHeap() {
      return null
    },

    async consoleErrors() {
      return session.parent(parent.errorsOf, extension)
    },

    async close() {
      // The answer may be lost with the browser that gives it.
      await marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined)
      await before(Date.now() + PATIENCE, closed).catch(() => undefined)
      marionette.close()
      profile.remove()
    },
  }
}

function createFirefoxRealm(session: FirefoxSession, name: string, place: parent.Place) {
  const element = async (selector: string): Promise<string> => {
    const query = { using: 'css selector', value: selector }
    const found = (await session.command(place, 'WebDriver:FindElement', query)) as { value: Record<string, string> }
    return found.value[ELEMENT] ?? ''
  }
  const act = (actions: readonly unknown[]) => session.input(place, 'WebDriver:PerformActions', { actions })

  return createRealm({
    name,
    evaluate: (expression) => session.evaluate(place, expression),

    async click(selector) {
      const id = await element(selector)
      await session.command(place, 'WebDriver:SetTimeouts', { pageLoad: AFTER_CLICK })
      try {
        await session.input(place, 'WebDriver:ElementClick', { id })
      } catch (error) {
        // It has clicked, and waits for a page that is loading: DevTools that were docked elsewhere load some of their own.
        if (!String(error).includes('Navigation timed out')) throw error
      } finally {
        await session.command(place, 'WebDriver:SetTimeouts', { pageLoad: PATIENCE })
      }
    },

    async type(selector, text) {
      await session.input(place, 'WebDriver:ElementSendKeys', { id: await element(selector), text })
    },

    async upload(selector, path) {
      await session.input(place, 'WebDriver:ElementSendKeys', { id: await element(selector), text: resolve(path) })
    },

    async press(key, modifiers) {
      const keys = [...modifiers, key].map(webdriverKey)
      const down = keys.map((value) => ({ type: 'keyDown', value }))
      const up = keys.toReversed().map((value) => ({ type: 'keyUp', value }))
      await act([{ type: 'key', id: 'keyboard', actions: [...down, ...up] }])
    },

    async hover(selector) {
      const origin = { [ELEMENT]: await element(selector) }
      const move = { type: 'pointerMove', origin, x: 0, y: 0, duration: 0 }
      await act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [move] }])
    },
  })
}

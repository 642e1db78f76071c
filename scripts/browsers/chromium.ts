import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import puppeteer, { type Browser, type ElementHandle, type Frame, type KeyInput, type Page } from 'puppeteer-core'
import { ChromiumErrors, SCHEME } from './chromium-errors.ts'
import {
  CLOSE_WINDOW,
  HIDE_PAGE_SIZE,
  pictureOfBoth,
  setDock,
  setTheme,
  showBrowserPanel,
  showPanel,
  themeSetting,
} from './chromium-front-end.ts'
import {
  DEFAULTS,
  DEVTOOLS_HEIGHT,
  type Dock,
  type Driver,
  type LaunchOptions,
  PANEL_TITLE,
  PATIENCE,
  type Theme,
  UNTIL,
} from './driver.ts'
import { Profile } from './profile.ts'
import { before, createRealm, pause } from './realm.ts'

/** Longest text in UTF-16 units that is typed key by key. */
const TYPED = 200

/** Starts Chromium or Chrome with the extension; puppeteer speaks to it over a pipe. */
export async function launchChromium(options: LaunchOptions & { program: string; headless: boolean }): Promise<Driver> {
  const { theme = DEFAULTS.theme, dock: side = DEFAULTS.dock, size = DEFAULTS.size } = options
  const extension = resolve(options.extension)
  const profile = new Profile('chromium', options.profile)
  try {
    writePreferences(profile.directory, theme, side)
    const browser = await puppeteer.launch({
      executablePath: options.program,
      headless: options.headless,
      userDataDir: profile.directory,
      defaultViewport: null,
      // Loading an extension through the protocol works over a pipe only.
      pipe: true,
      enableExtensions: [extension],
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Each message of a socket would be told over the pipe.
      networkEnabled: options.measuring !== true,
      // It draws a bar above the page that says the browser is controlled by a program.
      ignoreDefaultArgs: ['--enable-automation'],
      args: switches(size),
    })
    const program = browser.process()
    if (program !== null) profile.usedBy(program)
    const errors = new ChromiumErrors(browser)
    const session = await browser.target().createCDPSession()
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: profile.downloads })
    const [page = await browser.newPage()] = await browser.pages()
    page.setDefaultTimeout(PATIENCE)
    const driver = drive(browser, page, devtoolsPageOf(extension), errors, profile)
    await driver.theme(theme)
    if (options.url !== undefined) await driver.goto(options.url)
    return driver
  } catch (error) {
    profile.remove()
    throw error
  }
}

function switches({ width, height }: { width: number; height: number }): string[] {
  const list = [
    `--window-size=${width},${height}`,
    '--no-default-browser-check',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-quic',
    // Without it a window of a test or demo says that --no-sandbox is not supported.
    '--test-type',
  ]
  // Chromium's sandbox refuses to work for root.
  return process.getuid?.() === 0 ? [...list, '--no-sandbox'] : list
}

/** DevTools' own settings: each value is JSON within JSON. */
function writePreferences(profile: string, theme: Theme, dock: Dock): void {
  const preferences = {
    currentDockState: JSON.stringify(dock),
    'ui-theme': JSON.stringify(themeSetting(theme)),
    'help.show-release-note': 'false',
    'inspector-view.split-view-state': JSON.stringify({ horizontal: { size: DEVTOOLS_HEIGHT } }),
  }
  // A profile that was used before has them.
  if (existsSync(join(profile, 'Default'))) return
  mkdirSync(join(profile, 'Default'))
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ devtools: { preferences } }))
}

function devtoolsPageOf(extension: string): string {
  const manifest: { devtools_page: string } = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'))
  return `/${manifest.devtools_page}`
}

function drive(browser: Browser, page: Page, devtoolsPage: string, errors: ChromiumErrors, profile: Profile): Driver {
  let devtools: Page | null = null
  let scheme: Theme = DEFAULTS.theme

  /** DevTools emulate media, too, and say that nothing is emulated when they open and to each new document. */
  const emulateScheme = () => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])

  const isPanel = (frame: Frame) => frame.url().startsWith(SCHEME) && !frame.url().endsWith(devtoolsPage)

  const openDevTools = async (): Promise<Page> => {
    if (devtools !== null && !devtools.isClosed()) return devtools
    const opened = await page.openDevTools()
    opened.setDefaultTimeout(PATIENCE)
    // Asked before the extension's devtools_page has loaded, DevTools knows no panel of its.
    await opened.waitForFrame((frame) => frame.url().endsWith(devtoolsPage))
    await opened.evaluate(HIDE_PAGE_SIZE)
    devtools = opened
    return opened
  }

  const openedDevTools = (): Page => {
    if (devtools === null || devtools.isClosed()) throw new Error('DevTools are closed: call openPanel first')
    return devtools
  }

  const panel = createChromiumRealm('the panel', openedDevTools, () => openedDevTools().waitForFrame(isPanel), true)

  const closed = new Promise<void>((resolve) => {
    browser.once('disconnected', () => {
      profile.remove()
      resolve()
    })
  })

  return {
    name: 'chromium',
    page: {
      ...createChromiumRealm(
        'the page',
        () => page,
        async () => page.mainFrame(),
      ),
      frame: (urlPart) =>
        createChromiumRealm(
          `the frame ${urlPart}`,
          () => page,
          () => page.waitForFrame((frame) => frame !== page.mainFrame() && frame.url().includes(urlPart)),
        ),
    },
    panel,
    downloads: profile.downloads,
    closed,

    async goto(url) {
      await page.goto(url, { timeout: PATIENCE })
      await emulateScheme()
    },

    async reload() {
      await page.reload({ timeout: PATIENCE })
      await emulateScheme()
    },

    async openPanel() {
      const opened = await openDevTools()
      await before(Date.now() + PATIENCE, opened.evaluate(showPanel(PANEL_TITLE)))
      await opened.waitForFrame(isPanel)
      // What is asked of a panel is asked of what the devtools page hands to it.
      await panel.until(() => document.readyState === 'complete' && 'handover' in globalThis)
      await emulateScheme()
      return panel
    },

    async openBrowserPanel(name) {
      const opened = await openDevTools()
      await before(Date.now() + PATIENCE, opened.evaluate(showBrowserPanel(name)))
    },

    async closeDevTools() {
      if (devtools === null) return
      const closing = devtools
      devtools = null
      const gone = new Promise<void>((resolve) => closing.once('close', () => resolve()))
      // The answer may be lost with the window that gives it.
      await Promise.all([gone, closing.evaluate(CLOSE_WINDOW).catch(() => undefined)])
    },

    async dock(side) {
      await openedDevTools().evaluate(setDock(side))
    },

    async theme(theme) {
      scheme = theme
      await emulateScheme()
      if (devtools !== null && !devtools.isClosed()) await devtools.evaluate(setTheme(theme))
    },

    async killBackground() {
      await endBackground(browser, errors)
    },

    async collectGarbage() {
      const session = await page.createCDPSession()
      await session.send('HeapProfiler.collectGarbage')
      await session.detach()
    },

    async screenshot(path) {
      mkdirSync(dirname(path), { recursive: true })
      if (devtools === null || devtools.isClosed()) await page.screenshot({ path: png(path) })
      else await pictureOfBoth(page, devtools, png(path))
    },

    frontEnd: (script) => openedDevTools().evaluate(script),

    async panelHeap() {
      const address = (await openedDevTools().waitForFrame(isPanel)).url()
      const session = await browser
        .targets()
        .find((target) => target.url() === address)
        ?.createCDPSession()
      if (session === undefined) throw new Error('The panel has no target')
      await session.send('HeapProfiler.collectGarbage')
      const usage = await session.send('Runtime.getHeapUsage')
      await session.detach()
      return usage.usedSize + usage.backingStorageSize
    },

    async consoleErrors() {
      errors.watchAll()
      return [...errors.texts]
    },

    async close() {
      await before(Date.now() + PATIENCE, browser.close()).catch(() => undefined)
      profile.remove()
    },
  }
}

type PngPath = `${string}.png`

function png(path: string): PngPath {
  if (!path.endsWith('.png')) throw new Error(`A screenshot's name ends in .png, not ${path}`)
  return path as PngPath
}

function createChromiumRealm(name: string, owner: () => Page, find: () => Promise<Frame>, clicksGetLost = false) {
  const element = async (selector: string): Promise<ElementHandle<Element>> => {
    const found = await (await find()).$(selector)
    if (found === null) throw new Error('It is not there')
    return found
  }

  return createRealm({
    name,
    evaluate: async (expression) => (await find()).evaluate(expression),

    async click(selector) {
      const target = await element(selector)
      if (clicksGetLost) await clickUntilFelt(await find(), target)
      else await target.click()
    },

    async type(_selector, text) {
      const { keyboard } = owner()
      if (text.length > TYPED) await keyboard.sendCharacter(text)
      else await keyboard.type(text)
    },

    async upload(selector, path) {
      await ((await element(selector)) as ElementHandle<HTMLInputElement>).uploadFile(resolve(path))
    },

    async press(key, modifiers) {
      const { keyboard } = owner()
      for (const modifier of modifiers) await keyboard.down(modifier)
      await keyboard.press(key as KeyInput)
      for (const modifier of modifiers) await keyboard.up(modifier)
    },

    async hover(selector) {
      await (await element(selector)).hover()
    },
  })
}

/** Set while a click is under way: who felt it. */
interface Feeling {
  sockeyeFelt?: 'nobody' | 'another' | 'target'
}

/**
 * DevTools now and then loses a click on a panel that it has just shown, and a list that moves puts another row under
 * the pointer. So there a click counts when its target felt it.
 */
async function clickUntilFelt(frame: Frame, target: ElementHandle<Element>): Promise<void> {
  const end = Date.now() + UNTIL
  for (;;) {
    await target.evaluate(feelPointer)
    await target.click()
    if (await felt(frame)) return
    if (Date.now() > end) throw new Error('No click arrived')
  }
}

function feelPointer(target: Element): void {
  const feeling = globalThis as Feeling
  feeling.sockeyeFelt = 'nobody'
  // Not named: tsx would wrap it in a call of a helper that isn't there.
  addEventListener(
    'pointerdown',
    ({ target: element }) => {
      feeling.sockeyeFelt = element instanceof Node && target.contains(element) ? 'target' : 'another'
    },
    { capture: true, once: true },
  )
}

/** A document that the click has replaced felt it, too. */
async function felt(frame: Frame): Promise<boolean> {
  const end = Date.now() + 1000
  while (Date.now() < end) {
    const answer = await before(
      end,
      frame.evaluate(() => (globalThis as Feeling).sockeyeFelt),
    ).catch(() => undefined)
    if (answer === 'another') return false
    if (answer !== 'nobody') return true
    await pause()
  }
  return false
}

/** Ends the background's worker. Resolves when the browser no longer knows that one, be there a new one already. */
async function endBackground(browser: Browser, errors: ChromiumErrors): Promise<void> {
  const session = await browser.target().createCDPSession()
  const workers = async () => {
    const { targetInfos } = await session.send('Target.getTargets')
    const found = targetInfos.filter(({ type, url }) => type === 'service_worker' && url.startsWith(SCHEME))
    return found.map(({ targetId }) => targetId)
  }
  const end = Date.now() + PATIENCE
  const ending = new Set(await workers())
  for (;;) {
    // Again and again, since a worker that has just started may be watched after it was told to end, and then stays.
    await errors.releaseBackgrounds()
    const left = (await workers()).filter((id) => ending.has(id))
    if (left.length === 0) break
    if (Date.now() > end) throw new Error('The background does not end')
    // It may be gone since we looked.
    for (const targetId of left) await session.send('Target.closeTarget', { targetId }).catch(() => undefined)
    await pause()
  }
  await session.detach()
}

/** The panel page's entry: what only a browser has is found here and handed to `mount`. */
import type polyfill from 'webextension-polyfill'
import type { Place } from '../core/stack.ts'
import type { Handover, PanelWindow } from './handover.ts'
import { keepSettings } from './keep-settings.ts'
import { mount } from './mount.tsx'
import type { Theme } from './state.ts'

declare const browser: typeof polyfill
declare const chrome: typeof polyfill
/** Set by scripts/build.ts. */
declare const FIREFOX: boolean

/** What is used of it answers promises in both browsers: the first rows need not wait for the polyfill. */
const api = FIREFOX ? browser : chrome

type ThemeName = Theme['current']

const nameOf = (themeName: string): ThemeName => (themeName === 'dark' ? 'dark' : 'light')

function currentTheme(): Theme {
  const { panels } = api.devtools
  return {
    current: nameOf(panels.themeName),
    listen(listener) {
      const changed = (themeName: string) => listener(nameOf(themeName))
      // Chrome has a handler in place of the event.
      const { setThemeChangeHandler } = panels as { setThemeChangeHandler?: (handler?: typeof changed) => void }
      if (setThemeChangeHandler) {
        setThemeChangeHandler(changed)
        return () => setThemeChangeHandler()
      }
      panels.onThemeChanged.addListener(changed)
      return () => panels.onThemeChanged.removeListener(changed)
    },
  }
}

/** What Chrome answers when asked to show a place; the code is missing where it is older. */
type Shown = { readonly isError?: boolean } | undefined
type OpenResource = (url: string, line: number, column: number, done: (shown: Shown) => void) => void

const { openResource: chromes } = api.devtools.panels as { openResource?: OpenResource }
/** Only Chrome has it. It counts lines and columns from 0. */
const openResource =
  chromes &&
  (({ url, line, column }: Place): Promise<boolean> =>
    new Promise((resolve) => {
      chromes(url, line - 1, Math.max(0, (column ?? 1) - 1), (shown) => resolve(shown?.isError !== true))
    }))

/** Runs a function in the page's own world; rejects where the extension may not. */
async function inPage<T>(func: () => T): Promise<Awaited<T>> {
  const target = { tabId: api.devtools.inspectedWindow.tabId }
  // Newer than the types of the polyfill.
  const { scripting } = api as unknown as {
    scripting: { executeScript(script: object): Promise<{ result: Awaited<T> }[]> }
  }
  const [top] = await scripting.executeScript({ target, func, world: 'MAIN' })
  return top?.result as Awaited<T>
}

/** In the page. */
function originOfPage(): string | null {
  return /^https?:/.test(origin) ? origin : null
}

/** In the page: whether a worker runs that is made of a text. */
function startsFromBlob(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(['postMessage(0)'], { type: 'text/javascript' }))
  return new Promise((resolve) => {
    const worker = new Worker(address)
    URL.revokeObjectURL(address)
    worker.onmessage = () => {
      worker.terminate()
      resolve(true)
    }
    worker.onerror = () => resolve(false)
  })
}

const mine = window as unknown as PanelWindow
const handedOver = new Promise<Handover>((resolve) => {
  if (mine.handover) resolve(mine.handover)
  else mine.onHandover = resolve
})
const [{ session, desk, sieve, sender, decoding, surveying, trying }, settings] = await Promise.all([
  handedOver,
  keepSettings(api.storage.local),
])
const root = document.getElementById('root')
if (!root) throw new Error('panel.html has no #root')
const unmount = mount(
  {
    session,
    desk,
    sieve,
    sender,
    decoding,
    surveying,
    trying,
    settings,
    theme: currentTheme(),
    browser: navigator.userAgent.includes('Firefox/') ? 'firefox' : 'chrome',
    // What is put into pages is loaded when it is first asked for.
    async reload(counting) {
      const injectedScript = counting ? (await import('../content/listeners.ts?script')).default : undefined
      api.devtools.inspectedWindow.reload(injectedScript === undefined ? {} : { injectedScript })
    },
    async reloadActing() {
      const { default: act } = await import('../content/act.ts?function')
      const rules = JSON.stringify(session.acting.pageRules())
      api.devtools.inspectedWindow.reload({ injectedScript: `(${act})(null, ${rules})` })
    },
    ...(!FIREFOX && { workers: { origin: () => inPage(originOfPage), isAllowed: () => inPage(startsFromBlob) } }),
    ...(openResource && { openSource: (place: Place) => openResource(place) }),
  },
  root,
)
addEventListener('pagehide', unmount)

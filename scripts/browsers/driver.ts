import type { BrowserName } from './find.ts'

export type Theme = 'light' | 'dark'
export type Dock = 'bottom' | 'right' | 'undocked'
export type Modifier = 'Control' | 'Shift' | 'Alt' | 'Meta'

/**
 * A document to look into and act in. It names a place (the page, the panel), not one document: after a reload or when
 * the panel was made anew, the same realm acts in the new document.
 */
export interface Realm {
  /**
   * Runs a function in the document. The function travels as text, so it sees nothing of the file in which it is written
   * but its arguments; arguments and result are what JSON can carry.
   * @throws Error with the message of what the function threw.
   */
  evaluate<T, A extends unknown[]>(fn: (...args: A) => T, ...args: A): Promise<Awaited<T>>
  /**
   * Runs a function in the document again and again until its answer is truthy, and answers that. A function that throws,
   * and a document that goes away in between, count as not yet.
   * @throws Error after UNTIL ms, with the function's text, its last answer, and the document's text.
   */
  until<T, A extends unknown[]>(fn: (...args: A) => T, ...args: A): Promise<NonNullable<Awaited<T>>>
  /** Clicks the first element that matches, once it is there, visible and enabled. Trusted input, like all that follows. */
  click(selector: string): Promise<void>
  /** Replaces what a text field holds by typing. */
  fill(selector: string, text: string): Promise<void>
  /** Puts a file into a file field. */
  upload(selector: string, path: string): Promise<void>
  /** Presses a key by its KeyboardEvent.key name, where the focus is. */
  press(key: string, ...modifiers: Modifier[]): Promise<void>
  hover(selector: string): Promise<void>
}

export interface PageRealm extends Realm {
  /** The frame at whatever depth whose address contains this text; waited for at each use. */
  frame(urlPart: string): Realm
}

/** Panels of the browser's own: that of the network, and the first one. */
export type BrowserPanel = 'network' | 'inspector'

/** A browser with a throw-away profile, the extension, and one tab that DevTools inspects. */
export interface Driver {
  readonly name: BrowserName
  /** The page's own world, in which its scripts run. */
  readonly page: PageRealm
  /** The real panel's document. Usable after openPanel. */
  readonly panel: Realm
  /** Directory into which the browser saves what is downloaded, without asking. It goes with the browser. */
  readonly downloads: string
  /** Resolves when the browser is gone, by close() or because a person closed it. */
  readonly closed: Promise<void>
  /** Loads an address in the inspected tab; resolves at its load event. */
  goto(url: string): Promise<void>
  reload(): Promise<void>
  /** Opens DevTools on the inspected tab, if they aren't open, and shows the WebSocket panel. */
  openPanel(): Promise<Realm>
  /** Opens DevTools, if they aren't open, and shows a panel of the browser's own. */
  openBrowserPanel(panel: BrowserPanel): Promise<void>
  closeDevTools(): Promise<void>
  /** Moves DevTools. The panel's document may be another one afterwards. */
  dock(side: Dock): Promise<void>
  /** Changes the theme of DevTools and what the page's prefers-color-scheme says. */
  theme(theme: Theme): Promise<void>
  /** Ends the extension's background (service worker or event page), as browsers do when it idles. Resolves when it is gone. */
  killBackground(): Promise<void>
  /** Collects garbage in the page's process, as far as the browser can be asked to; what is collected is known a while later. */
  collectGarbage(): Promise<void>
  /** Writes a PNG of the whole window with DevTools and the panel, as a person sees it. */
  screenshot(path: string): Promise<void>
  /** Bytes of JavaScript heap and buffers in the panel's process without their garbage; null where the browser doesn't tell. */
  panelHeap(): Promise<number | null>
  /** What the extension logged as errors, and exceptions nobody caught, since the start; one text each. */
  consoleErrors(): Promise<string[]>
  /**
   * Evaluates JavaScript whose value is a promise of JSON in the window of DevTools itself, whose modules are no public
   * interface. Chromium only.
   */
  readonly frontEnd?: (script: string) => Promise<unknown>
  /** Ends the browser and removes its profile. */
  close(): Promise<void>
}

export interface LaunchOptions {
  /** Directory of the unpacked extension. */
  readonly extension: string
  /** First address of the inspected tab. */
  readonly url?: string
  /** Path of the browser's program; found by findBrowser when left out. */
  readonly program?: string
  /** Without a window on the screen. By default true where there is no display. */
  readonly headless?: boolean
  readonly theme?: Theme
  readonly dock?: Dock
  /** Directory of a profile that stays when the browser goes; a throw-away one by default. */
  readonly profile?: string
  /** Nothing of the driver's own may cost the page time: it hears nothing of the page's network traffic. */
  readonly measuring?: boolean
  /** Size of the browser window in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number }
}

/** The panel's title in DevTools. */
export const PANEL_TITLE = 'WebSocket'
/** Patience in ms with a browser on a loaded machine: starting, loading, opening DevTools. */
export const PATIENCE = 60_000
/** Patience in ms of Realm.until and of waiting for an element to act on. */
export const UNTIL = 30_000

export const DEFAULTS = { theme: 'light', dock: 'bottom', size: { width: 1280, height: 900 } } as const
/** Height in CSS pixels of DevTools when they are docked at the bottom: more than browsers give them, as a panel's work needs. */
export const DEVTOOLS_HEIGHT = 480

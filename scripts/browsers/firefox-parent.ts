/*
 * What runs in Firefox's parent process, with its privileges. The functions travel there as text, so they see only what is
 * in this file and named in PRELUDE. The browser's own names are declared here as far as they are used; those of DevTools
 * and of extensions are no public interface: when Firefox renames one, the tests say so at once.
 */

interface BrowsingContext {
  readonly id: number
  readonly children: readonly BrowsingContext[]
  readonly currentURI: { readonly spec: string } | null
  readonly currentWindowGlobal: WindowGlobal | null
  readonly embedderElement: HTMLElement | null
  readonly webProgress: { readonly isLoadingDocument: boolean }
}

interface WindowGlobal {
  drawSnapshot(area: DOMRect | null, scale: number, background: string): Promise<ImageBitmap>
}

interface BrowserElement extends HTMLElement {
  readonly browsingContext: BrowsingContext | null
}

interface Tab extends HTMLElement {
  readonly linkedBrowser: BrowserElement
}

interface BrowserWindow extends Window {
  readonly gBrowser: { readonly selectedTab: Tab }
  readonly browsingContext: BrowsingContext
}

interface Toolbox {
  readonly doc: Document
  readonly topWindow: BrowserWindow
  readonly hostType: string
  getAdditionalTools(): readonly { readonly id: string; readonly extensionId?: string; readonly label: string }[]
  selectTool(id: string): Promise<unknown>
  switchHost(type: string): Promise<unknown>
}

interface DevTools {
  showToolboxForTab(tab: Tab, options: { readonly hostType: string; readonly toolId?: string }): Promise<Toolbox>
  getToolboxForTab(tab: Tab): Toolbox | undefined
  closeToolboxForTab(tab: Tab): Promise<unknown>
}

interface Extension {
  readonly backgroundState: string
  terminateBackground(options: {
    readonly ignoreDevToolsAttached: boolean
    readonly disableResetIdleForTest: boolean
  }): Promise<void>
}

interface ScriptError {
  readonly errorMessage: string
  readonly sourceName: string
  readonly lineNumber: number
  readonly flags: number
}

declare const ChromeUtils: { importESModule(address: string): Record<string, never> }
declare const Services: {
  readonly obs: { notifyObservers(subject: null, topic: string): void }
  readonly wm: { getMostRecentWindow(type: string): BrowserWindow }
  readonly console: { getMessageArray(): readonly unknown[] }
  readonly prefs: { setStringPref(name: string, value: string): void; setIntPref(name: string, value: number): void }
}
declare const Ci: { readonly nsIScriptError: { new (): ScriptError; readonly warningFlag: number } }
declare const WebExtensionPolicy: {
  getByID(id: string): { readonly mozExtensionHostname: string; readonly extension: Extension } | null
}

/** What a realm's document is: the inspected page, a frame in it, or the panel. */
export type Place =
  | { readonly type: 'page' }
  | { readonly type: 'frame'; readonly urlPart: string }
  | { readonly type: 'panel'; readonly extension: string }

function imported<T>(address: string, name: string): T {
  return ChromeUtils.importESModule(address)[name] as T
}

function browserWindow(): BrowserWindow {
  return Services.wm.getMostRecentWindow('navigator:browser')
}

function devTools(): DevTools {
  type Require = (address: string) => { readonly gDevTools: DevTools }
  const require = imported<Require>('resource://devtools/shared/loader/Loader.sys.mjs', 'require')
  return require('resource://devtools/client/framework/devtools.js').gDevTools
}

function inspectedTab(): Tab {
  return browserWindow().gBrowser.selectedTab
}

function openToolbox(): Toolbox {
  const toolbox = devTools().getToolboxForTab(inspectedTab())
  if (toolbox === undefined) throw new Error('DevTools are closed: call openPanel first')
  return toolbox
}

/** Asks until there is an answer; gives up after a minute. */
async function eventually<T>(ask: () => T | null | undefined | false, what: string): Promise<T> {
  const end = Date.now() + 60_000
  for (;;) {
    const answer = ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`Not there within a minute: ${what}`)
    await new Promise((resume) => browserWindow().setTimeout(resume, 20))
  }
}

function panelContext(extension: string): BrowsingContext | null {
  const toolbox = openToolbox()
  const tool = toolbox.getAdditionalTools().find(({ extensionId }) => extensionId === extension)
  const frame = toolbox.doc.getElementById(`toolbox-panel-iframe-${tool?.id}`) as HTMLIFrameElement | null
  const browser = frame?.contentDocument?.getElementById('webext-panels-browser') as BrowserElement | null | undefined
  const context = browser?.browsingContext
  if (!context?.currentWindowGlobal || context.webProgress.isLoadingDocument) return null
  return context.currentURI?.spec.startsWith('moz-extension:') ? context : null
}

function frameContext(context: BrowsingContext | null, urlPart: string): BrowsingContext | null {
  for (const child of context?.children ?? []) {
    const found = child.currentURI?.spec.includes(urlPart) ? child : frameContext(child, urlPart)
    if (found !== null) return found
  }
  return null
}

function contextOf(place: Place): BrowsingContext | null {
  if (place.type === 'panel') return panelContext(place.extension)
  const top = inspectedTab().linkedBrowser.browsingContext
  return place.type === 'page' ? top : frameContext(top, place.urlPart)
}

/** The functions that the others call. */
export const PRELUDE: readonly ((...args: never[]) => unknown)[] = [
  imported,
  browserWindow,
  devTools,
  inspectedTab,
  openToolbox,
  eventually,
  panelContext,
  frameContext,
  contextOf,
  themePreferences,
]

/** Points the WebDriver commands of a session that are about content at a document. */
export async function aim(session: string, place: Place): Promise<void> {
  type Sessions = (id: string) => { contentBrowsingContext: BrowsingContext }
  const sessions = imported<Sessions>(
    'chrome://remote/content/shared/webdriver/Session.sys.mjs',
    'getWebDriverSessionById',
  )
  const context = await eventually(() => contextOf(place), JSON.stringify(place))
  sessions(session).contentBrowsingContext = context
}

/** Gives the keyboard to a document. */
export async function focusPlace(place: Place): Promise<void> {
  const context = await eventually(() => contextOf(place), JSON.stringify(place))
  const element = context.embedderElement
  if (element !== null && element.ownerDocument.activeElement !== element) element.focus()
}

/** Opens DevTools if they are closed, and shows the panel of an extension. */
export async function showPanel(extension: string, title: string, host: string): Promise<void> {
  const tools = devTools()
  const tab = inspectedTab()
  const toolbox = tools.getToolboxForTab(tab) ?? (await tools.showToolboxForTab(tab, { hostType: host }))
  const isIt = (tool: { extensionId?: string; label: string }) => tool.extensionId === extension && tool.label === title
  const tool = await eventually(() => toolbox.getAdditionalTools().find(isIt), `the panel ${title}`)
  await toolbox.selectTool(tool.id)
  await eventually(() => panelContext(extension), `the document of the panel ${title}`)
}

/** Opens DevTools if they are closed, and shows their Network panel. */
export async function showBrowserPanel(host: string, toolId: string): Promise<void> {
  await devTools().showToolboxForTab(inspectedTab(), { hostType: host, toolId })
}

export async function closeToolbox(): Promise<void> {
  await devTools().closeToolboxForTab(inspectedTab())
}

export async function switchHost(host: string): Promise<void> {
  const toolbox = openToolbox()
  if (toolbox.hostType !== host) await toolbox.switchHost(host)
}

export async function endBackground(id: string): Promise<void> {
  const extension = WebExtensionPolicy.getByID(id)?.extension
  if (extension === undefined) throw new Error(`No extension ${id}`)
  await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })
  await eventually(() => extension.backgroundState === 'stopped', 'the end of the background')
}

/** Asks all content processes; cycles through the DOM are found by the second. */
export function collectGarbage(): void {
  for (const request of ['child-gc-request', 'child-cc-request']) Services.obs.notifyObservers(null, request)
}

/** A picture of the window that holds DevTools, or of the browser window: a data URL. */
export async function picture(): Promise<string> {
  const toolbox = devTools().getToolboxForTab(inspectedTab())
  const window = toolbox?.topWindow ?? browserWindow()
  const { innerWidth, innerHeight } = window
  const area = new DOMRect(0, 0, innerWidth, innerHeight)
  const bitmap = await window.browsingContext.currentWindowGlobal?.drawSnapshot(area, 1, 'white')
  if (bitmap === undefined) throw new Error('The window has gone')
  const canvas = window.document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas') as HTMLCanvasElement
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  return canvas.toDataURL('image/png')
}

/** What makes DevTools, the window and the preference of pages dark or light. */
export function themePreferences(theme: 'light' | 'dark') {
  const dark = theme === 'dark'
  return {
    'devtools.theme': theme,
    'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
    'ui.systemUsesDarkTheme': dark ? 1 : 0,
  }
}

export function setTheme(theme: 'light' | 'dark'): void {
  for (const [name, value] of Object.entries(themePreferences(theme))) {
    if (typeof value === 'number') Services.prefs.setIntPref(name, value)
    else Services.prefs.setStringPref(name, value)
  }
}

/** Gives the browser window its size in CSS pixels, and takes the stripes from its address bar that mark it as controlled. */
export function prepareWindow(width: number, height: number): void {
  const window = browserWindow()
  window.resizeTo(width, height)
  window.document.documentElement.removeAttribute('remotecontrol')
}

/**
 * Exceptions that nobody caught in an extension's files, pages and content scripts included. What those log with
 * console.error stays in their processes, and is missing here.
 */
export function errorsOf(id: string): string[] {
  const host = WebExtensionPolicy.getByID(id)?.mozExtensionHostname ?? ''
  return (
    Services.console
      .getMessageArray()
      .filter((message): message is ScriptError => message instanceof Ci.nsIScriptError)
      .filter(({ flags }) => (flags & Ci.nsIScriptError.warningFlag) === 0)
      // A background that is ended leaves its promises unanswered, and a document that is left its own: Firefox says so,
      // and nobody is there to hear it.
      .filter(({ errorMessage }) => !/^Promise (resolved|rejected) after context unloaded/.test(errorMessage))
      // So does what it calls while it is being ended.
      .filter(({ errorMessage }) => !/^InvalidStateError: An exception was thrown/.test(errorMessage))
      .filter(({ sourceName, errorMessage }) => `${sourceName} ${errorMessage}`.includes(`moz-extension://${host}`))
      .map(({ errorMessage, sourceName, lineNumber }) => `${errorMessage} (${sourceName}:${lineNumber})`)
  )
}

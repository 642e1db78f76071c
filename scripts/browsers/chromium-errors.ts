import type { Browser, CDPSession, Protocol, Target } from 'puppeteer-core'

/** The address of each page and script of an extension begins with this. */
export const SCHEME = 'chrome-extension://'

/** Collects what extensions log as errors and the exceptions that nobody caught, wherever they happen in a browser. */
export class ChromiumErrors {
  readonly texts: string[] = []
  readonly #sessions = new Map<Target, Promise<CDPSession | null>>()
  readonly #browser: Browser

  constructor(browser: Browser) {
    this.#browser = browser
    browser.on('targetcreated', (target) => this.#start(target))
    browser.on('targetdestroyed', (target) => this.#sessions.delete(target))
    this.watchAll()
  }

  /** Watches what is not watched: a background that was released and began again may be the same target as before. */
  watchAll(): void {
    for (const target of this.#browser.targets()) this.#start(target)
  }

  #start(target: Target): void {
    if (!isWatched(target) || this.#sessions.has(target)) return
    // A target may be gone before it was looked at; then there is nothing to collect.
    const watching = this.#watch(target).catch(() => null)
    this.#sessions.set(target, watching)
  }

  /** Stops watching the background: a worker that somebody watches does not end, or is started again in the same place. */
  async releaseBackgrounds(): Promise<void> {
    for (const [target, watching] of this.#sessions) {
      if (target.type() !== 'service_worker') continue
      this.#sessions.delete(target)
      const session = await watching
      await session?.detach()
    }
  }

  async #watch(target: Target): Promise<CDPSession> {
    const session = await target.createCDPSession()
    session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text, url, stackTrace } }) => {
      this.#take(`${text} ${exception?.description ?? ''}`, [url, ...urlsOf(stackTrace)])
    })
    session.on('Runtime.consoleAPICalled', ({ type, args, stackTrace }) => {
      if (type !== 'error') return
      this.#take(args.map(({ value, description }) => description ?? String(value)).join(' '), urlsOf(stackTrace))
    })
    // What an extension's listener throws comes neither as an exception nor as a console call.
    session.on('Log.entryAdded', ({ entry: { level, text, url, stackTrace } }) => {
      if (level === 'error') this.#take(text, [url, ...urlsOf(stackTrace)])
    })
    await session.send('Runtime.enable')
    await session.send('Log.enable')
    return session
  }

  /** Pages and DevTools have errors of their own, without the address of an extension. */
  #take(text: string, urls: readonly (string | undefined)[]): void {
    // Chromium's own editing puts style attributes on what it merges beside an element that can't be edited, as a lint mark. The
    // panel's policy forbids them, no script is named, and the editor draws the line anew.
    if (text.startsWith('Applying inline style violates') && urls.every((url) => !url?.endsWith('.js'))) return
    const url = urls.find((url) => url?.startsWith(SCHEME))
    if (text.includes(SCHEME)) this.texts.push(text)
    else if (url !== undefined) this.texts.push(`${text} (${url})`)
  }
}

/** The extension's pages are targets of their own inside DevTools, and have no address yet when they come. */
function isWatched(target: Target): boolean {
  return target.type() !== 'browser' && !target.url().startsWith('chrome://')
}

function urlsOf(stack: Protocol.Runtime.StackTrace | undefined): string[] {
  return stack?.callFrames.map(({ url }) => url) ?? []
}

/**
 * Has the workers of some origins captured fully, in Chromium: there the hook comes into a worker only where the document's
 * constructor of workers is wrapped (content/wrap-workers). That is a script of its own, which documents of these origins alone
 * are given, and only while somebody watches.
 */

/** The part of the scripting API that is used. */
export interface ContentScripts {
  getRegisteredContentScripts(filter: { readonly ids: readonly string[] }): Promise<readonly { matches?: string[] }[]>
  registerContentScripts(scripts: readonly ContentScript[]): Promise<void>
  unregisterContentScripts(filter: { readonly ids: readonly string[] }): Promise<void>
}
export interface ContentScript {
  readonly id: string
  readonly js: readonly string[]
  readonly matches: readonly string[]
  readonly world: 'MAIN' | 'ISOLATED'
  readonly runAt: 'document_start'
  readonly allFrames: true
  readonly matchOriginAsFallback: true
  readonly persistAcrossSessions: false
}

/** In the order in which they run: the one that listens comes first. */
const SCRIPTS = [
  { id: 'relay-workers', world: 'ISOLATED' },
  { id: 'wrap-workers', world: 'MAIN' },
] as const

export class FullWorkers {
  readonly #scripts: ContentScripts
  #line = Promise.resolve()

  constructor(scripts: ContentScripts) {
    this.#scripts = scripts
  }

  /** From now on documents of these origins, and of no others, are given the script when they load. Resolves when that is so. */
  capture(origins: readonly string[]): Promise<void> {
    this.#line = this.#line.then(() => this.#change(origins)).catch(() => {})
    return this.#line
  }

  async #change(origins: readonly string[]): Promise<void> {
    const ids = SCRIPTS.map(({ id }) => id)
    const matches = origins.filter(isOrigin).map((origin) => `${origin}/*`)
    // Asked of the browser: a background that was ended has left what it had registered.
    const known = await this.#scripts.getRegisteredContentScripts({ ids })
    if (known.length > 0) {
      if (known.every((one) => [...(one.matches ?? [])].sort().join() === [...matches].sort().join())) return
      await this.#scripts.unregisterContentScripts({ ids })
    }
    if (matches.length === 0) return
    await this.#scripts.registerContentScripts(
      SCRIPTS.map(({ id, world }) => ({
        id,
        js: [`${id}.js`],
        matches,
        world,
        runAt: 'document_start',
        allFrames: true,
        matchOriginAsFallback: true,
        persistAcrossSessions: false,
      })),
    )
  }
}

/** What is stored may be anything, and one wrong pattern would keep all others from being registered. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//.test(text) && new URL(text).origin === text
}

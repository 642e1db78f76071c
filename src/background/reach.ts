import type { Reach } from '../wire.ts'

/** What is known of a tab when its relay was called. */
export interface Facts {
  /** Whether a relay answered in the top frame. */
  readonly answered: boolean
  /** The tab's address, where the browser lets the extension know it. */
  readonly url: string | undefined
  /** Whether the extension has access to all sites. */
  readonly allSites: boolean
  /** Whether it has access to this site. */
  readonly thisSite: boolean
  /** Whether it may run on file: addresses. */
  readonly files: boolean
}

/** Why a page can or can't be reached. */
export function reachOf({ answered, url, allSites, thisSite, files }: Facts): Reach {
  if (answered) return 'ok'
  // A browser tells the address only of pages that the extension has access to.
  if (url === undefined) return allSites ? 'restricted' : 'revoked'
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase()
  if (scheme === 'file:') return files ? 'reload' : 'file'
  if (scheme !== 'http:' && scheme !== 'https:') return 'restricted'
  if (!thisSite) return 'revoked'
  return isStore(url) ? 'restricted' : 'reload'
}

/** Sites on which the browsers run no extension, whatever its access. */
const STORES = [
  'chromewebstore.google.com',
  'chrome.google.com',
  'addons.mozilla.org',
  'support.mozilla.org',
  'accounts.firefox.com',
]

function isStore(url: string): boolean {
  return STORES.includes(new URL(url).hostname)
}

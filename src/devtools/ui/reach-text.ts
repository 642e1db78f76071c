import type { Reach } from '../state.ts'
import type { Browser } from './panel-context.ts'

/** Why a page's sockets can't be seen, and what to do about it. */
export interface ReachText {
  readonly title: string
  readonly advice: string
  /** Whether reloading the page is what helps. */
  readonly reload: boolean
}

/** null: nothing is in the way, or it is not known yet. */
export function reachText(reach: Reach | null, browser: Browser): ReachText | null {
  switch (reach) {
    case null:
    case 'ok':
      return null
    case 'reload':
      return {
        title: 'This page was loaded before Sockeye.',
        advice: 'Reload it to see its sockets.',
        reload: true,
      }
    case 'restricted':
      return {
        title: 'Extensions may not run on this page.',
        advice:
          'Browsers keep their own pages and extension stores closed to them. Go to another page, or open a test connection.',
        reload: false,
      }
    case 'revoked':
      return {
        title: 'Sockeye has no access to this site.',
        advice:
          browser === 'firefox'
            ? 'Give it again under Add-ons and themes › Sockeye › Permissions, then reload the page.'
            : 'Give it again with a right click on the extension’s icon › This can read and change site data, or under Extensions › Sockeye › Details › Site access. Then reload the page.',
        reload: true,
      }
    case 'file':
      return {
        title: 'Sockeye may not look at files.',
        advice: 'Turn on Allow access to file URLs under Extensions › Sockeye › Details, then reload the page.',
        reload: true,
      }
    default:
      return reach satisfies never
  }
}

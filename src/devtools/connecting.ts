import type { SocketNumber } from '../core/log.ts'
import type { Refusal } from '../wire.ts'
import type { Session } from './session.ts'

/** Whose connection a test connection is: the panel's own, or one of the page, or of the frame whose socket is selected. */
export type ConnectFrom = 'panel' | 'page' | 'frame'

/** Opening test connections. Each is selected when it is there. */
export interface Connecting {
  /** Opens one of the panel's own. Throws what the WebSocket constructor throws. */
  connect(url: string, protocols: readonly string[]): void
  /** Opens one as a document would, the top one for null. Resolves to why it was refused, or null. */
  connectInPage(url: string, protocols: readonly string[], document: string | null): Promise<Refusal | null>
}

export function connecting(session: Session, opened: (url: string, socket: SocketNumber) => void): Connecting {
  return {
    connect(url, protocols) {
      opened(url, session.connect(url, protocols))
    },
    async connectInPage(url, protocols, document) {
      const outcome = await session.inPage.open(document, url, protocols)
      if ('refusal' in outcome) return outcome.refusal
      opened(url, outcome.socket)
      return null
    },
  }
}

/** Addresses of test connections that are remembered. */
const REMEMBERED = 20

/** Addresses, the newest first, after a connection to this one. */
export function withUrl(url: string, urls: readonly string[]): string[] {
  return [url, ...urls.filter((known) => known !== url)].slice(0, REMEMBERED)
}

import type { SocketNumber } from '../core/log.ts'
import type { Command, Refusal, Reply } from '../wire.ts'
import type { DocumentInfo } from './document-info.ts'
import { ours } from './ours.ts'

/** How long a document without sockets has to greet when it is asked to, ms. */
const PATIENCE = 3000

/** What opening connections in a page needs of the session. */
interface Around {
  /** Has the top document greet, though it may have no socket. */
  wake(): void
  reply(document: string, make: (request: number) => Command): Promise<Omit<Reply, 'type' | 'request'>>
  /** The session's number of a document's socket. */
  socketOf(document: string, theirs: number): SocketNumber | undefined
}

interface Session {
  readonly documents: ReadonlyMap<string, DocumentInfo>
  /** Whether the background is there at the moment. */
  readonly connected: boolean
}

/** What came of opening one. */
export type Opened = { readonly socket: SocketNumber } | { readonly refusal: Refusal }

const GONE: Opened = { refusal: { why: 'gone' } }

/** Whether sockets can be opened in it. */
function isWilling({ gone, outdated, tampered }: DocumentInfo): boolean {
  return !gone && !outdated && !tampered
}

/**
 * Opens test connections in a document of the tab, as its scripts would: with its origin, cookies and policy. They are the
 * document's sockets from then on, and end with it.
 */
export class PageConnections {
  readonly #session: Session
  readonly #around: Around
  #greeted = new Set<() => void>()

  constructor(session: Session, around: Around) {
    this.#session = session
    this.#around = around
  }

  /** The top document, as far as it has greeted. */
  get top(): DocumentInfo | null {
    return [...this.#session.documents.values()].find((one) => one.frame === 0 && !one.worker && isWilling(one)) ?? null
  }

  /** A document of this name in which connections can be opened; null: there is none, or it is the top one. */
  other(id: string): DocumentInfo | null {
    const found = this.#session.documents.get(id)
    return found && isWilling(found) && found !== this.top ? found : null
  }

  /** Asks the top document to greet, where it has not: most have no socket and say nothing. */
  wake(): void {
    if (!this.top) this.#around.wake()
  }

  /** A document has greeted. */
  greeted(): void {
    for (const settle of this.#greeted) settle()
    this.#greeted.clear()
  }

  /** Opens one in this document, or in the top one for null. */
  async open(document: string | null, url: string, protocols: readonly string[]): Promise<Opened> {
    const id = document ?? (await this.#found())?.id
    const found = id === undefined ? undefined : this.#session.documents.get(id)
    if (!found || !isWilling(found) || !this.#session.connected) return GONE
    const names = ours(protocols)
    const { refusal, socket } = await this.#around.reply(found.id, (request) => ({
      type: 'connect',
      request,
      url,
      protocols: names,
    }))
    if (refusal) return { refusal }
    const number = socket === undefined ? undefined : this.#around.socketOf(found.id, socket)
    return number === undefined ? GONE : { socket: number }
  }

  async #found(): Promise<DocumentInfo | null> {
    const until = Date.now() + PATIENCE
    while (!this.top && Date.now() < until) {
      this.#around.wake()
      await new Promise<void>((settle) => {
        this.#greeted.add(settle)
        setTimeout(settle, until - Date.now())
      })
    }
    return this.top
  }
}

import type { Blocked } from '../wire.ts'

/** Blocks that are remembered of one document: a page may try again for ever. */
const REMEMBERED = 100

/** What the policies of documents have forbidden. It may be told before the socket that it is about. */
export class Blocks {
  readonly #of = new Map<string, Blocked[]>()

  add(document: string, blocked: Blocked): void {
    const blocks = this.#of.get(document) ?? []
    if (blocks.some(({ url, policy }) => url === blocked.url && policy === blocked.policy)) return
    this.#of.set(document, [...blocks, blocked].slice(-REMEMBERED))
  }

  /** The policy that keeps a document from connecting to an address; null for none. */
  policyFor(document: string, address: string): string | null {
    // Browsers may give no more than the origin.
    return this.#of.get(document)?.find(({ url }) => address.startsWith(url))?.policy ?? null
  }

  forget(document: string): void {
    this.#of.delete(document)
  }
}

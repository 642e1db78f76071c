import type { Header } from './handshake.ts'

/** Headers kept at the most; beyond that they are forgotten, and kept anew. */
const MOST = 1000

/** Keeps one copy of headers that come again and again: all but two or three are the same for each socket of a page. */
export class SharedHeaders {
  readonly #headers = new Map<string, Header>()

  /** The same list of the copies that came first. */
  share(headers: readonly Header[]): readonly Header[] {
    return headers.map((header) => this.#copyOf(header))
  }

  #copyOf(header: Header): Header {
    // No name of a header has a line feed (RFC 9110 §5.1).
    const key = `${header.name}\n${header.value}`
    const known = this.#headers.get(key)
    if (known) return known
    if (this.#headers.size === MOST) this.#headers.clear()
    this.#headers.set(key, header)
    return header
  }
}

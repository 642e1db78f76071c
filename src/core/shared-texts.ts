/** Texts kept at the most; beyond that they are forgotten, and kept anew. */
const MOST = 1000

/** Keeps one copy of texts that come again and again: sends from one place of a page have one stack. */
export class SharedTexts {
  readonly #texts = new Map<string, string>()

  /** The copy that came first. */
  share(text: string | null | undefined): string | undefined {
    if (text === null || text === undefined) return undefined
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size === MOST) this.clear()
    this.#texts.set(text, text)
    return text
  }

  clear(): void {
    this.#texts.clear()
  }
}

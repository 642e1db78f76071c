/** An acknowledgement permits the next batch: how long batches are gathered at the most, ms. */
const FRAME = 16

/**
 * Tells documents how far their rows have arrived. The first acknowledgement goes at once, so that a quiet socket is
 * shown at once; those after it wait for a frame, so that a busy page sends few large batches.
 */
export class Acknowledgements {
  readonly #send: (document: string) => void
  /** Documents whose rows have arrived and that have not been told so. */
  readonly #due = new Set<string>()
  /** Some have just been sent. */
  #resting = false

  constructor(send: (document: string) => void) {
    this.#send = send
  }

  add(document: string): void {
    this.#due.add(document)
    if (!this.#resting) this.#flush()
  }

  #flush(): void {
    for (const document of this.#due) this.#send(document)
    this.#due.clear()
    this.#resting = true
    setTimeout(() => {
      this.#resting = false
      if (this.#due.size > 0) this.#flush()
    }, FRAME)
  }
}

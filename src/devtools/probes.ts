/** ms between two probes. */
const EVERY = 2000

/** Asks from time to time whether workers still run: nobody tells when one is terminated. */
export class Probes {
  /** Probes those that there are; answers whether there are any. */
  readonly #probe: () => boolean
  #running = false

  constructor(probe: () => boolean) {
    this.#probe = probe
  }

  /** There is a worker. Goes on until there is none. */
  start(): void {
    if (this.#running) return
    this.#running = true
    this.#later()
  }

  #later(): void {
    setTimeout(() => {
      this.#running = this.#probe()
      if (this.#running) this.#later()
    }, EVERY)
  }
}

/** Bytes of packets whose beginnings and ends are not those of messages. Chunks are joined when they are asked for, once. */
export class ByteQueue {
  #chunks: Uint8Array[] = []
  #length = 0
  #passing = 0

  get length(): number {
    return this.#length
  }

  push(bytes: Uint8Array): void {
    const passed = Math.min(this.#passing, bytes.length)
    this.#passing -= passed
    if (passed === bytes.length) return
    this.#chunks.push(passed === 0 ? bytes : bytes.subarray(passed))
    this.#length += bytes.length - passed
  }

  /** All that is kept. */
  get bytes(): Uint8Array {
    if (this.#chunks.length !== 1) {
      const whole = new Uint8Array(this.#length)
      let at = 0
      for (const chunk of this.#chunks) {
        whole.set(chunk, at)
        at += chunk.length
      }
      this.#chunks = [whole]
    }
    return this.#chunks[0] as Uint8Array
  }

  /** Passes over the first `count` bytes, of which not all need to have come. */
  drop(count: number): void {
    const rest = this.bytes.subarray(Math.min(count, this.#length))
    this.#passing += Math.max(0, count - this.#length)
    this.#chunks = [rest]
    this.#length = rest.length
  }

  clear(): void {
    this.#chunks = []
    this.#length = 0
    this.#passing = 0
  }
}

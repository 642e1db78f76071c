import { sizeText } from '../bytes.ts'
import { FileProblem } from './file-problem.ts'

/** Bytes of a line at the most: a message of 100 MB in Base64 fits. */
const LONGEST_LINE = 256 * 2 ** 20
const LINE_FEED = 10

/** Takes a file of UTF-8 in pieces and hands on its lines, without their line feeds, and their numbers from 1. */
export class Lines {
  readonly #take: (line: string, number: number) => void
  /** Fatal: bytes that are no text would come back as others. */
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  /** The beginning of a line whose end has not come. */
  #rest: Uint8Array[] = []
  #restLength = 0
  #number = 0
  readonly #longest: number

  constructor(take: (line: string, number: number) => void, longest = LONGEST_LINE) {
    this.#take = take
    this.#longest = longest
  }

  /** @throws FileProblem for a line that is too long or no UTF-8, and what `take` throws. */
  push(bytes: Uint8Array): void {
    const last = bytes.lastIndexOf(LINE_FEED)
    if (last < 0) {
      this.#keep(bytes)
      return
    }
    const whole = this.#withRest(bytes.subarray(0, last))
    this.#each(whole)
    this.#keep(bytes.subarray(last + 1))
  }

  /** The last line may be without a line feed. */
  end(): void {
    const whole = this.#withRest(new Uint8Array())
    if (whole.length > 0) this.#each(whole)
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#restLength += bytes.length
    if (this.#restLength > this.#longest) {
      throw new FileProblem(`Line ${this.#number + 1}: it is longer than ${sizeText(this.#longest)}.`)
    }
    // A copy: the piece is its reader's.
    this.#rest.push(bytes.slice())
  }

  #withRest(bytes: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return bytes
    const whole = new Uint8Array(this.#restLength + bytes.length)
    let at = 0
    for (const piece of [...this.#rest, bytes]) {
      whole.set(piece, at)
      at += piece.length
    }
    this.#rest = []
    this.#restLength = 0
    return whole
  }

  /** Decoding many lines at once is much faster than one by one; only to say where it goes wrong each is looked at. */
  #each(bytes: Uint8Array): void {
    let lines: string[]
    try {
      lines = this.#decoder.decode(bytes).split('\n')
    } catch {
      lines = this.#oneByOne(bytes)
    }
    for (const line of lines) {
      this.#number++
      this.#take(this.#number === 1 ? line.replace(/^\ufeff/, '') : line, this.#number)
    }
  }

  #oneByOne(bytes: Uint8Array): string[] {
    const lines: string[] = []
    for (let from = 0; from <= bytes.length; ) {
      const found = bytes.indexOf(LINE_FEED, from)
      const to = found < 0 ? bytes.length : found
      try {
        lines.push(this.#decoder.decode(bytes.subarray(from, to)))
      } catch {
        throw new FileProblem(`Line ${this.#number + lines.length + 1}: it is not UTF-8 text.`)
      }
      from = to + 1
    }
    return lines
  }
}

import type { Preferences } from '../core/decoders/preferences.ts'
import type { Answer, DecoderName, Job, Setup } from './decode-job.ts'

/** A worker that takes jobs one at a time. */
export interface DecodeWorker {
  post(order: Job | Setup): void
  /** `died`: it could not be loaded, or an error in it was caught by nobody. */
  listen(listener: (answer: Answer) => void, died: () => void): void
  end(): void
}

interface Ears {
  /** It has loaded its decoders and takes jobs. */
  ready(): void
  heard(answer: Answer & { type: 'read' }): void
  /** The deadline of a job has passed without a word, or the worker has died over it. It was ended. */
  late(): void
  /** No worker will start. */
  failed(): void
}

/** ms that a worker has to load its decoders; on a loaded machine that takes a second. */
const START = 15_000
/** Workers in a row that never came to be ready before no further one is started. */
const MOST_FAILURES = 2

/** The way to the decode worker: starts one when there is something to do, tells it what the user prefers, and ends it when it says nothing. */
export class DecodeLine {
  readonly #start: () => DecodeWorker
  readonly #ears: Ears
  #preferences: Preferences
  #worker: DecodeWorker | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Setups that the worker has not answered: it may have to load an interpreter first, on time of its own. */
  #setups = 0
  #settling: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  /** Answers so far, to tell whether one came in between. */
  #heard = 0
  #hasLoaded = false
  /** All decoders there are; none until a worker has said so. */
  decoders: readonly DecoderName[] = []

  constructor(start: () => DecodeWorker, preferences: Preferences, ears: Ears) {
    this.#start = start
    this.#preferences = preferences
    this.#ears = ears
  }

  /** Whether workers don't start. */
  get hasFailed(): boolean {
    return this.#failures >= MOST_FAILURES
  }

  /** Whether it takes jobs. */
  get isReady(): boolean {
    return this.#hasLoaded && this.#setups === 0
  }

  /** Starts a worker unless one is there. */
  begin(): void {
    if (this.#worker || this.hasFailed) return
    const worker = this.#start()
    this.#worker = worker
    this.#timer = setTimeout(() => this.#died(), START)
    worker.listen(
      (answer) => {
        if (this.#worker === worker) this.#hear(answer)
      },
      () => {
        if (this.#worker === worker) this.#died()
      },
    )
  }

  prefer(preferences: Preferences): void {
    this.#preferences = preferences
    if (this.#hasLoaded) this.#setUp()
  }

  #setUp(): void {
    this.#setups++
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => this.#died(), START)
    this.#worker?.post({ type: 'setup', preferences: this.#preferences })
  }

  /** Hands in a job; `patience`: ms until the next word of it. */
  post(job: Job, patience: number): void {
    this.#worker?.post(job)
    this.wait(patience)
  }

  /** Waits for the next word. */
  wait(patience: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      // Where this page itself was held up, the answer may be here already: it is heard first.
      const { port1, port2 } = new MessageChannel()
      const heard = this.#heard
      const worker = this.#worker
      port1.onmessage = () => {
        port1.close()
        if (this.#worker === worker && this.#heard === heard) this.end()
        else return
        this.#ears.late()
      }
      port2.postMessage(null)
    }, patience)
  }

  /** Nothing is waited for. */
  rest(): void {
    clearTimeout(this.#timer)
  }

  #hear(answer: Answer): void {
    this.#heard++
    switch (answer.type) {
      case 'ready':
        clearTimeout(this.#timer)
        this.#hasLoaded = true
        this.#setUp()
        return
      case 'decoders':
        this.decoders = answer.decoders
        if (--this.#setups > 0) return
        clearTimeout(this.#settling)
        this.#failures = 0
        this.#ears.ready()
        return
      case 'read':
        this.#ears.heard(answer)
        return
      default:
        answer satisfies never
    }
  }

  #died(): void {
    const wasReady = this.isReady
    this.end()
    if (wasReady) this.#ears.late()
    else if (++this.#failures >= MOST_FAILURES) this.#ears.failed()
    else this.begin()
  }

  /** Ends the worker without a word. */
  end(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#settling)
    this.#worker?.end()
    this.#worker = null
    this.#hasLoaded = false
    this.#setups = 0
  }
}

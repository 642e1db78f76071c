import { connect, type Socket } from 'node:net'

/** An error that Firefox answered. `kind` is WebDriver's error code, e.g. `no such element`. */
export class MarionetteError extends Error {
  readonly kind: string

  constructor(command: string, kind: string, message: string) {
    super(`${command}: ${kind}: ${message}`)
    this.kind = kind
  }
}

interface Waiting {
  readonly command: string
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const COLON = 58

/**
 * A client for Marionette, the remote protocol inside Firefox: JSON arrays over TCP, each after its length in bytes and a
 * colon. Source: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export class Marionette {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #received = Buffer.alloc(0)
  #lastId = 0
  #greeted: () => void = () => undefined

  /** Connects to a port of this machine; resolves after Firefox's greeting. */
  static connect(port: number): Promise<Marionette> {
    return new Promise((resolve, reject) => {
      const client = new Marionette(connect(port, '127.0.0.1'))
      client.#greeted = () => resolve(client)
      client.#socket.once('error', reject)
    })
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (data) => this.#read(data))
    socket.on('close', () => {
      for (const { command, reject } of this.#waiting.values()) reject(new Error(`${command}: Firefox has gone`))
      this.#waiting.clear()
    })
  }

  /**
   * Sends a command and answers its result.
   * @throws MarionetteError for an error that Firefox answers; Error when the connection is gone.
   */
  send(command: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error(`${command}: Firefox has gone`))
      this.#lastId += 1
      this.#waiting.set(this.#lastId, { command, resolve, reject })
      const body = JSON.stringify([0, this.#lastId, command, parameters])
      this.#socket.write(`${Buffer.byteLength(body)}:${body}`)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data])
    for (;;) {
      const colon = this.#received.indexOf(COLON)
      if (colon < 0) return
      const end = colon + 1 + Number(this.#received.toString('latin1', 0, colon))
      if (this.#received.length < end) return
      const packet: unknown = JSON.parse(this.#received.toString('utf8', colon + 1, end))
      this.#received = this.#received.subarray(end)
      this.#take(packet)
    }
  }

  #take(packet: unknown): void {
    // The greeting is the only packet that is no array.
    if (!Array.isArray(packet)) {
      this.#greeted()
      return
    }
    const [, id, error, result] = packet as [number, number, { error: string; message: string } | null, unknown]
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    this.#waiting.delete(id)
    if (error === null) waiting.resolve(result)
    else waiting.reject(new MarionetteError(waiting.command, error.error, error.message))
  }
}

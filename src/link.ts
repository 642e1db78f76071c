/**
 * Transports. A link is one end of a two-way channel: `send` one way, `listen` the other way. Ports and windows arrive as
 * arguments, so that everything that talks over a link can be tested with `pair()`.
 */

export type Undo = () => void

export interface Link<Out, In> {
  /** Never throws. What is sent after the end is gone: whoever needs more waits for an acknowledgement. */
  send(message: Out): void
  /** Answers what undoes it. */
  listen(listener: (message: In) => void): Undo
  /** Called once when the other side ends the link, never for one's own `end()`. */
  ended(listener: () => void): Undo
  /** Ends the link for both sides. */
  end(): void
}

/** The part of `runtime.Port` that a link needs. */
export interface PortLike {
  postMessage(message: unknown): void
  disconnect(): void
  onMessage: {
    addListener(listener: (message: never) => void): void
    removeListener(listener: (message: never) => void): void
  }
  onDisconnect: { addListener(listener: () => void): void; removeListener(listener: () => void): void }
}

/** A link over an extension's runtime port. */
export function portLink<Out, In>(port: PortLike): Link<Out, In> {
  return {
    send(message) {
      try {
        port.postMessage(message)
      } catch {
        // A port whose other side is gone throws; `ended` has told or will tell.
      }
    },
    listen(listener) {
      port.onMessage.addListener(listener)
      return () => port.onMessage.removeListener(listener)
    },
    ended(listener) {
      port.onDisconnect.addListener(listener)
      return () => port.onDisconnect.removeListener(listener)
    },
    end() {
      port.disconnect()
    },
  }
}

/** Two ends of one channel inside one program. Messages arrive in a later microtask and in order, as over a port. */
export function pair<A, B>(): [Link<A, B>, Link<B, A>] {
  const left = new Set<(message: never) => void>()
  const right = new Set<(message: never) => void>()
  const leftEnded = new Set<() => void>()
  const rightEnded = new Set<() => void>()
  let open = true
  const side = <Out, In>(
    mine: Set<(message: never) => void>,
    theirs: Set<(message: never) => void>,
    mineEnded: Set<() => void>,
    theirsEnded: Set<() => void>,
  ): Link<Out, In> => ({
    send(message) {
      if (!open) return
      const copy = structuredClone(message)
      queueMicrotask(() => {
        if (open) for (const listener of theirs) listener(copy as never)
      })
    },
    listen(listener) {
      mine.add(listener)
      return () => mine.delete(listener)
    },
    ended(listener) {
      mineEnded.add(listener)
      return () => mineEnded.delete(listener)
    },
    end() {
      if (!open) return
      open = false
      queueMicrotask(() => {
        for (const listener of theirsEnded) listener()
      })
    },
  })
  return [side<A, B>(left, right, leftEnded, rightEnded), side<B, A>(right, left, rightEnded, leftEnded)]
}

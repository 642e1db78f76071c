import { type Api, carry, type HookPort } from './carry.ts'
import type { Meeting } from './channel.ts'

/**
 * Has the background say when there may be workers of this document: it calls a function in this world, for which nothing
 * must listen. The document then waits for their hooks, and carries for each. The names of the channels can't be guessed,
 * and nobody else is told them.
 */
export function meetWorkers(api: () => Api): void {
  let place: Promise<string | null> | null = null
  /** Resolves to the name of the channel on which to say that a worker's hook is there; to null where there can be none. */
  const meet = (origin: string | null): Promise<string | null> => {
    if (origin !== null && origin !== location.origin) return Promise.resolve(null)
    place ??= openPlace(api, crypto.getRandomValues(new Uint32Array(4)).join('-'))
    return place
  }
  Object.assign(globalThis, { meetWorkers: meet })
}

/** Waits on a channel for the hooks of workers; resolves to its name, to null in documents of opaque origins and those without storage. */
export function openPlace(api: () => Api, name: string): Promise<string | null> {
  return new Promise((resolve) => {
    try {
      // What a worker says is lost until the browser's process knows of this listener, which a message of one's own tells.
      new BroadcastChannel(name).onmessage = ({ data }: MessageEvent<Meeting | null>) => {
        if (data) carry(api(), new BroadcastChannel(data.channel) as HookPort, data)
        else resolve(name)
      }
      const test = new BroadcastChannel(name)
      test.postMessage(null)
      test.close()
    } catch {
      resolve(null)
    }
  })
}

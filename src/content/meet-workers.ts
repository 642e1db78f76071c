import { carry, type HookPort, type Runtime } from './carry.ts'
import type { Meeting } from './channel.ts'

/**
 * Waits for hooks of the document's workers, once the background has said that there may be some, and carries for each.
 * The channels' names can't be guessed, and nobody else is told them.
 */
export function meetWorkers(runtime: Runtime): void {
  let place: string | null = null

  function meet(): string | null {
    if (place !== null) return place
    const name = crypto.getRandomValues(new Uint32Array(4)).join('-')
    try {
      new BroadcastChannel(name).onmessage = ({ data }: MessageEvent<Meeting>) => {
        carry(runtime, new BroadcastChannel(data.channel) as HookPort, { url: data.url, worker: data.worker })
      }
    } catch {
      // Documents of opaque origins, and those without storage, have no channels.
      return null
    }
    place = name
    return place
  }

  runtime.onMessage.addListener((message) => {
    if (message.type !== 'meet' || (message.origin !== null && message.origin !== location.origin)) return undefined
    return Promise.resolve(meet())
  })
}

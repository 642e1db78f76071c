import { carry, type HookPort, type Runtime } from './carry.ts'
import type { Meeting } from './channel.ts'
import type { Storage } from './follow-limits.ts'

/**
 * Waits for hooks of the document's workers, once the background has said that there may be some, and carries for each.
 * The names of the channels can't be guessed, and nobody else is told them.
 */
export function meetWorkers(runtime: Runtime, storage: Storage): void {
  let place: Promise<string | null> | null = null
  runtime.onMessage.addListener((message) => {
    if (message.type !== 'meet' || (message.origin !== null && message.origin !== location.origin)) return undefined
    place ??= open((met) => carry(runtime, storage, new BroadcastChannel(met.channel) as HookPort, met))
    return place
  })
}

/** Opens a channel; resolves to its name, and to null in documents of opaque origins and those without storage. */
function open(onMeeting: (meeting: Meeting) => void): Promise<string | null> {
  const name = crypto.getRandomValues(new Uint32Array(4)).join('-')
  return new Promise((resolve) => {
    try {
      // What a worker says is lost until the browser's process knows of this listener, which a message of one's own tells.
      new BroadcastChannel(name).onmessage = ({ data }: MessageEvent<Meeting | null>) => {
        if (data) onMeeting(data)
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

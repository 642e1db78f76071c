/** Lets the browser draw and answer. Not a timer: those of a hidden panel go off once a second. */
export function breath(): Promise<void> {
  return new Promise((resume) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resume()
    }
    port2.postMessage(null)
  })
}

/** ms of work between two breaths. */
const STINT = 12

/** Counts the time since the last breath: call it often, and it breathes when one is due. */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < STINT) return undefined
    return breath().then(() => {
      since = performance.now()
    })
  }
}

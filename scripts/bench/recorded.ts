import type { Realm } from '../browsers/driver.ts'

/**
 * Waits until the open panel's session has received so many messages on the newest socket.
 * @throws Error when one is missing after half a minute: it was lost.
 */
export async function recorded(panel: Realm, received: number): Promise<void> {
  await panel.until((received) => {
    interface Handover {
      readonly session: { readonly sockets: readonly { readonly received: { readonly messages: number } }[] }
    }
    const { handover } = globalThis as unknown as { handover: Handover }
    const messages = handover.session.sockets.at(-1)?.received.messages
    if (messages === received) return true
    throw new Error(`The log has ${messages} of ${received} messages`)
  }, received)
}

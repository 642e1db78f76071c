import type { Realm } from '../browsers/driver.ts'
import { type Account, account } from './in-panel/account.ts'

/** How long the log may say nothing new, ms, and how often it is asked. */
const PATIENCE = 20_000
const EVERY = 50

/**
 * Waits until the open panel's log accounts for so many messages of the newest socket, as received or as lost.
 * @throws Error when one is missing that nobody counts as lost, and nothing comes any more.
 */
export async function recorded(panel: Realm, expected: number): Promise<Account> {
  let last = ''
  let changed = performance.now()
  for (;;) {
    const found = await panel.evaluate(account, expected)
    if (found.received + found.lost >= expected) return found
    const text = JSON.stringify(found)
    if (text !== last) changed = performance.now()
    else if (performance.now() - changed > PATIENCE) {
      throw new Error(`Messages were lost and not counted: of ${expected} the log has ${text}`)
    }
    last = text
    await new Promise((resume) => setTimeout(resume, EVERY))
  }
}

/** Likewise where none may be lost. @throws Error also when one is. */
export async function recordedWhole(panel: Realm, expected: number): Promise<void> {
  const { lost } = await recorded(panel, expected)
  if (lost > 0) throw new Error(`The log has lost ${lost} of ${expected} messages, and says so`)
}

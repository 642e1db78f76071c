import type { FakeTab } from '../../demo/playground/fake-tab.ts'
import { Sender } from '../../src/devtools/sender.ts'
import { newSieve } from '../../src/devtools/sieve.ts'
import { createState, type Desk, type Settings, type State } from '../../src/devtools/state.ts'

/** The state of a panel that shows a tab, with what the devtools page would hand over. */
export function stateOf({ session }: FakeTab, desk: Desk, settings: Settings, ask: () => void): State {
  const sieve = newSieve(session)
  return createState(session, desk, settings, ask, sieve, new Sender(session, sieve))
}

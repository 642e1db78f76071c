import type { Decoding } from './decoding.ts'
import type { Sender } from './sender.ts'
import type { Session } from './session.ts'
import type { Sieve } from './sieve.ts'
import type { Desk } from './state.ts'
import type { Surveying } from './surveying.ts'
import type { Trying } from './trying.ts'

/** What the devtools page gives to each panel page: both are windows of one process, so it is given by reference. */
export interface Handover {
  readonly session: Session
  readonly desk: Desk
  readonly sieve: Sieve
  readonly decoding: Decoding
  readonly sender: Sender
  readonly surveying: Surveying
  readonly trying: Trying
}

/** A panel's window. Whichever of the two pages is ready first, the other one finds what it needs here. */
export interface PanelWindow {
  handover?: Handover
  onHandover?: (handover: Handover) => void
}

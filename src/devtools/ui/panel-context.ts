import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Place } from '../../core/stack.ts'
import type { State } from '../state.ts'

/** What the panel needs of the page to have its workers captured fully. */
export interface WorkerAccess {
  /** The origin of the page; null where it has none that can be named. */
  origin(): Promise<string | null>
  /** Whether the page's policy allows what that needs. Tries it in the page. */
  isAllowed(): Promise<boolean>
}

export type Browser = 'chrome' | 'firefox'

/** What every part of the panel may ask for. */
export interface Panel {
  readonly state: State
  readonly browser: Browser
  readonly openLink: ((url: string) => void) | undefined
  /** Reloads the page. `counting`: from then on the log says who heard each message. */
  readonly reload: ((counting: boolean) => void) | undefined
  /** Reloads the page with the rules in force before its first script. */
  readonly reloadActing: (() => void) | undefined
  /** Undefined in Firefox, which needs no help of the page's. */
  readonly workers: WorkerAccess | undefined
  /** Shows a place in Sources; resolves to whether it could. Undefined in browsers that let no extension do that. */
  readonly openSource: ((place: Place) => Promise<boolean>) | undefined
}

export const PanelContext = createContext<Panel | null>(null)

export function usePanel(): Panel {
  const panel = useContext(PanelContext)
  if (!panel) throw new Error('Part of the panel was drawn outside of it.')
  return panel
}

/** What a rule is: data that is shown, saved, exported, and carried out by `apply` and, for sockets, by `mock`. */
import type { Payload } from '../row.ts'

/** What is done to a message that meets the condition. Times in ms. */
export type MessageAction =
  | { readonly type: 'hold' }
  | { readonly type: 'drop' }
  | { readonly type: 'replace'; readonly how: 'all' | 'text' | 'regexp'; readonly find: string; readonly by: string }
  /** `by` is JSON. */
  | { readonly type: 'set'; readonly path: string; readonly by: string }
  | { readonly type: 'delay'; readonly from: number; readonly to: number }
  | { readonly type: 'duplicate'; readonly times: number }
  /** Gathers so many messages and lets them go in another order. */
  | { readonly type: 'reorder'; readonly window: number }
  /** One unit or byte becomes another one. */
  | { readonly type: 'corrupt' }
  /** Messages a second at the most. */
  | { readonly type: 'throttle'; readonly rate: number }
  /** The page sees its socket close with this code. */
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  /** The message goes no further; the other side seems to have answered this. */
  | { readonly type: 'answer'; readonly text: string }

/** What is done when a socket is constructed. */
export type SocketAction =
  | { readonly type: 'redirect'; readonly find: string; readonly by: string }
  | { readonly type: 'refuse' }
  | { readonly type: 'mock'; readonly server: MockServer }

export type Action = MessageAction | SocketAction
export type ActionType = Action['type']

/** What answers in the place of a server. */
export type MockServer =
  | { readonly type: 'echo' }
  | { readonly type: 'silent' }
  | { readonly type: 'script'; readonly text: string }
  /** A captured socket: its messages, in order. `protocol`: the subprotocol that its server chose. */
  | { readonly type: 'recording'; readonly protocol: string; readonly messages: readonly Recorded[] }

export interface Recorded {
  readonly sent: boolean
  /** ms after the socket opened. */
  readonly time: number
  readonly payload: string | { readonly base64: string }
}

export interface Rule {
  readonly id: number
  readonly name: string
  readonly on: boolean
  /** In the filter language; see `condition`. */
  readonly when: string
  /** Of the messages that meet the condition, so many hundredths; which ones, the seed decides, each time alike. */
  readonly percent: number
  readonly seed: number
  readonly action: Action
}

export const SOCKET_ACTIONS: readonly ActionType[] = ['redirect', 'refuse', 'mock']

export function isSocketAction(action: Action): action is SocketAction {
  return SOCKET_ACTIONS.includes(action.type)
}

/** What was done to a message. */
export interface Touched {
  /** In a word or two: `edited`, `dropped`, `delayed 200 ms`. */
  readonly what: string
  /** Name of the rule, or empty where a person did it. */
  readonly by: string
  /** The payload as it came; null where it was not changed, or where there was none. */
  readonly before: Payload | null
}

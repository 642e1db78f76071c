/**
 * The language of the filter field, and what its texts are read into.
 *
 * A filter is a list of terms with spaces between. A row passes when it passes every term.
 *
 *   filter   = terms *( "or" terms )        `or` binds weaker than the space: `a b or c` is (a b) or c
 *   terms    = 1*term
 *   term     = *"-" ( text | exact | regexp | key ":" value | "(" filter ")" )
 *
 *   text     apple        in the row's text, without regard to case
 *   exact    "Big apple"  in the row's text, letter by letter; escapes as in JSON
 *   regexp   /app(le)?/i  matches somewhere in the row's text; flags i, m and s; RE2's syntax, which is
 *                         JavaScript's without look-around and back-references, and takes linear time
 *   -        -apple       not
 *
 * A row's text is a text message as it is, the bytes of a binary one read as UTF-8, and of a life row its kind and what it
 * says: addresses, subprotocols, codes and reasons.
 *
 *   dir:sent|received     the message's direction. Lost messages may have had either: their rows always pass
 *   type:text|binary      likewise
 *   size:>1k              payload bytes: `<` `<=` `>` `>=` `=`, or a range `1k..2k`; k, M and G are powers of 1000
 *   kind:open             what the row tells, by its name in core/row; `message`: any message; `life`: any other row
 *   state:open            readyState just after the row: connecting, open, closing, closed
 *   is:synthetic          made by Sockeye; further truncated, history, blob, discarded (sent after close()), lost, json
 *   close:1006            the code of a close event or call, compared as sizes are
 *   socket:/chat          part of the socket's URL, without regard to case; `socket:#3` the third one of the session
 *   frame:shop            part of the address or origin of the socket's document; `frame:top` the top document
 *   time:>+5s             since the socket's construction, in ms, s, min or h. Not since the log's first row: that one leaves when
 *                         the log is full, and a row must pass or not for ever
 *   time:>12:30:01.5      local time of day, whatever the day; without an operator the whole minute or second that is named
 *   json:$.user.id=42     a value that the path (RFC 9535) leads to is equal; != < > <= >= compare, ~ is part of it without
 *                         regard to case, and a path alone asks whether it leads to anything; a message that is no JSON itself is
 *                         asked for what decoders found in it: an event's arguments, MessagePack's value
 *   proto:mqtt            what decoders say that the message is, by a part of its name without regard to case, inside as well
 *   event:chat            its kind: an event's name, a method, a topic, a packet's type; `*` stands for anything
 *
 * A value with spaces is put in quotes: `socket:"/a b"`, `json:$.name="Ada L"`. Text that would be read as something else is
 * put in quotes too. `https://…` and other words with `://` are text.
 */

import type { ReadyState } from '../row.ts'

/** A place in the filter's text, UTF-16 units; `end` is exclusive. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** What is wrong with a filter, where, and what to do. */
export interface Problem extends Place {
  readonly message: string
}

/** Numbers between two bounds, each included or not. */
export interface Range {
  readonly low: number
  readonly high: number
  readonly withLow: boolean
  readonly withHigh: boolean
}

export const DIRECTIONS = ['sent', 'received'] as const
export const TYPES = ['text', 'binary'] as const
export const STATES = ['connecting', 'open', 'closing', 'closed'] as const
export const TRAITS = ['synthetic', 'truncated', 'history', 'blob', 'discarded', 'lost', 'json', 'unheard'] as const
/** Names of kinds, and of two groups of them. */
export const KIND_WORDS = [
  'message',
  'life',
  'constructed',
  'open',
  'sent',
  'received',
  'error',
  'close',
  'closed',
  'lost',
  'navigated',
] as const

export const COMPARISONS = ['!=', '<=', '>=', '=', '<', '>', '~'] as const
export type Comparison = (typeof COMPARISONS)[number]

/** What a JSON value is compared with. A bare word may stand for a string, a number, true, false or null. */
export interface Operand {
  readonly text: string
  readonly quoted: boolean
}

export type Term =
  | { readonly key: 'text'; readonly text: string; readonly exact: boolean }
  | { readonly key: 'regexp'; readonly source: string; readonly flags: string }
  | { readonly key: 'dir'; readonly direction: (typeof DIRECTIONS)[number] }
  | { readonly key: 'type'; readonly type: (typeof TYPES)[number] }
  | { readonly key: 'size'; readonly range: Range }
  | { readonly key: 'kind'; readonly kind: (typeof KIND_WORDS)[number] }
  | { readonly key: 'state'; readonly state: ReadyState }
  | { readonly key: 'is'; readonly trait: (typeof TRAITS)[number] }
  | { readonly key: 'close'; readonly range: Range }
  /** `number` counts from 1. */
  | { readonly key: 'socket'; readonly number: number }
  | { readonly key: 'socket'; readonly part: string }
  | { readonly key: 'frame'; readonly part: string }
  | { readonly key: 'frame'; readonly top: true }
  /** ms since midnight, or since the construction. */
  | { readonly key: 'time'; readonly since: 'midnight' | 'construction'; readonly range: Range }
  | { readonly key: 'json'; readonly path: string; readonly comparison: Comparison | null; readonly operand: Operand }
  | { readonly key: 'proto' | 'event'; readonly text: string }

export type TermKey = Exclude<Term['key'], 'text' | 'regexp'>

/** A filter that was read. An `and` of none passes everything. */
export type Filter =
  | { readonly type: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly type: 'not'; readonly filter: Filter }
  | { readonly type: 'term'; readonly term: Term; readonly place: Place }

export type Reading = { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly problem: Problem }

import { type JsonWords, jsonWords } from '../../core/json-words.ts'
import type { SocketNumber } from '../../core/log.ts'
import type { State } from '../state.ts'

/** How far back words are looked for: rows, messages, and UTF-16 units of one message. */
const ROWS = 2000
const MESSAGES = 50
const LENGTH = 20_000

/** Before JSON stands a packet's type in Socket.IO and a head in STOMP; behind it an end in SignalR and STOMP. */
const JSON_WITHIN = /^[^[{]{0,300}(?=[[{])/
const END = /\p{Cc}+$/u

/** Names and values in the newest JSON messages of a socket. */
export function wordsOf(state: State, socket: SocketNumber | null): JsonWords {
  return jsonWords(texts(state, socket))
}

function* texts({ session: { log } }: State, socket: SocketNumber | null): Iterable<string> {
  let left = MESSAGES
  for (let row = log.end - 1; row >= Math.max(log.first, log.end - ROWS) && left > 0; row--) {
    const kind = log.kind(row)
    if ((kind !== 'sent' && kind !== 'received') || log.socket(row) !== socket || log.size(row) > LENGTH) continue
    const body = log.body(row)
    if (typeof body !== 'string' || !JSON_WITHIN.test(body)) continue
    left--
    yield body.replace(JSON_WITHIN, '').replace(END, '')
  }
}

/**
 * What may be given to `new WebSocket()` and `close()`, checked before the browser does, so that the words beside the
 * field say what is right. The rules: https://websockets.spec.whatwg.org/#the-websocket-interface
 */

import { utf8Length } from './bytes.ts'
import { count } from './format.ts'
import { visibleLine } from './visible.ts'

export type Checked<Value> = ({ readonly ok: true } & Value) | { readonly ok: false; readonly message: string }

const EXAMPLE = 'ws://localhost:9998/echo'

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message }
}

/** A whole number from `least` up to `most`. */
export function checkNumber(text: string, most: number, least = 0): Checked<{ readonly number: number }> {
  const typed = text.trim()
  const number = Number(typed)
  if (/^\d+$/.test(typed) && number <= most && number >= least) return { ok: true, number }
  return refuse(`Enter a whole number from ${count(least)} to ${count(most)}.`)
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

const SCHEMES: Readonly<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' }

/**
 * A whole URL (there is no page here that a relative one could refer to), answered as `socket.url` will have it. http
 * and https become ws and wss, and a fragment, even an empty one, is refused, as the standard's constructor does.
 */
export function checkUrl(text: string): Checked<{ readonly url: string }> {
  const typed = text.trim()
  if (typed === '') return refuse(`Enter a URL, such as ${EXAMPLE}.`)
  const url = parseUrl(typed)
  const scheme = url && SCHEMES[url.protocol]
  if (!scheme && !/^(wss?|https?):/i.test(typed)) {
    const other = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]
    const why = other ? `“${other}” can’t carry a WebSocket` : 'The URL must be whole'
    return refuse(`${why}. Begin with ws:// or wss://, such as ${EXAMPLE}.`)
  }
  if (!url || !scheme) return refuse(`This URL has no valid host and port. Write it like ${EXAMPLE}.`)
  url.protocol = scheme
  // Not `url.hash`: it is empty for an empty fragment, which is refused too.
  if (url.href.includes('#')) {
    return refuse('A WebSocket URL can’t have a fragment. Remove # and what follows, or write %23 for the sign itself.')
  }
  return { ok: true, url: url.href }
}

/** A token of RFC 2616 §2.2, which is what RFC 6455 §4.1 (10) wants a subprotocol's name to be. */
const TOKEN = /^[!#$%&'*+\-.0-9A-Z^_`a-z|~]+$/

/**
 * Names of subprotocols, with commas between; none is right too. Each may be there once. Names that differ in case only
 * are different: RFC 6455 §4.1 (10) asks for unique strings, and Chromium and Firefox take them.
 */
export function checkProtocols(text: string): Checked<{ readonly protocols: readonly string[] }> {
  if (text.trim() === '') return { ok: true, protocols: [] }
  const protocols = text.split(',').map((name) => name.trim())
  const seen = new Set<string>()
  for (const name of protocols) {
    if (name === '') return refuse('A comma has no name beside it. Put one comma between two names: chat, superchat.')
    if (!TOKEN.test(name)) {
      return refuse(
        `“${visibleLine(name)}” can’t be a subprotocol. Use letters, digits and ! # $ % & ' * + - . ^ _ \` | ~ only.`,
      )
    }
    if (seen.has(name)) return refuse(`“${name}” is there twice. Name each subprotocol once.`)
    seen.add(name)
  }
  return { ok: true, protocols }
}

/** The `code` of `close()`: 1000 or 3000 to 4999; null when nothing was typed, for a close without a code. */
export function checkCloseCode(text: string): Checked<{ readonly code: number | null }> {
  const typed = text.trim()
  if (typed === '') return { ok: true, code: null }
  const code = /^\d+$/.test(typed) ? Number(typed) : Number.NaN
  if (code === 1000 || (code >= 3000 && code <= 4999)) return { ok: true, code }
  return refuse('Use 1000 or a whole number from 3000 to 4999, or leave the code empty. Browsers refuse all others.')
}

/** Bytes: a control frame's 125 (RFC 6455 §5.5) without the two of the code. */
const REASON_LIMIT = 123

/** The `reason` of `close()`: at most 123 bytes in UTF-8, and only together with a code. null when nothing was typed. */
export function checkCloseReason(text: string, code: number | null): Checked<{ readonly reason: string | null }> {
  if (text === '') return { ok: true, reason: null }
  if (code === null) return refuse('A reason needs a code. Enter a code, such as 1000, or remove the reason.')
  const over = utf8Length(text) - REASON_LIMIT
  if (over <= 0) return { ok: true, reason: text }
  return refuse(
    `The reason is ${over} ${over === 1 ? 'byte' : 'bytes'} too long: 123 in UTF-8 is the limit. Shorten it.`,
  )
}

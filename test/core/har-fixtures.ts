import type { HarMessage } from '../../src/core/har-entry.ts'

/** Entries as Chromium 156 gives them, cut to what is read. */

interface SocketFacts {
  readonly url?: string
  readonly key?: string
  /** Addresses on the stack that constructed it, innermost first. */
  readonly scripts?: readonly string[]
  readonly pageref?: string
  readonly messages?: readonly HarMessage[]
  /** No request has gone out yet. */
  readonly waiting?: boolean
}

const MESSAGES: readonly HarMessage[] = [
  { type: 'send', time: 1795387628.4375, opcode: 1, data: 'text' },
  { type: 'receive', time: 1795387628.5, opcode: 2, data: 'AQL/' },
]

const MONOTONIC = '1969-12-31T23:59:59.000Z'

export function socketEntry(facts: SocketFacts = {}): object {
  const { url = 'ws://a/echo', key = 'lTEfgv7FG4rWBij2UuTelw==', messages = MESSAGES, waiting = false } = facts
  const { scripts = ['http://a/inner.js', 'http://a/library.js'] } = facts
  const requestHeaders = [
    { name: 'Upgrade', value: 'websocket' },
    { name: 'Sec-WebSocket-Key', value: key },
    { name: 'Sec-WebSocket-Protocol', value: 'p1, p2' },
  ]
  return {
    _initiator: { type: 'script', stack: { callFrames: scripts.map((url) => ({ functionName: '', url })) } },
    _resourceType: 'websocket',
    ...(facts.pageref && { pageref: facts.pageref }),
    request: { method: waiting ? '' : 'GET', url, headers: waiting ? [] : requestHeaders },
    response: waiting
      ? { status: 0, statusText: '', headers: [], _error: null }
      : {
          status: 101,
          statusText: 'Switching Protocols',
          headers: [{ name: 'Sec-WebSocket-Protocol', value: 'p1' }],
          _error: null,
        },
    startedDateTime: waiting ? MONOTONIC : '2026-11-22T22:47:08.422Z',
    time: 510,
    timings: { blocked: -1, dns: -1, ssl: -1, connect: -1, send: 0, wait: 78, receive: 432 },
    _webSocketMessages: waiting ? [] : messages,
  }
}

/** A socket that failed before a request went out. */
export function failedEntry(data: string): object {
  const message: HarMessage = { type: 'error', time: 13377.802555, opcode: -1, data }
  return {
    ...socketEntry({ url: 'ws://nope.invalid/', waiting: true }),
    time: 13378802.649,
    _webSocketMessages: [message],
  }
}

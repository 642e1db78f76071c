import { describe, expect, it } from 'vitest'
import {
  beginning,
  ending,
  type HarSocket,
  handshakeOf,
  readHarSocket,
  readWorkerScript,
  rowOf,
} from '../../src/core/har-entry.ts'
import { failedEntry, socketEntry } from './har-fixtures.ts'

/** What Chromium 156 said, cut to what is read. */

const read = (entry: unknown): HarSocket => {
  const socket = readHarSocket(entry)
  if (!socket) throw new Error('It is no socket')
  return socket
}
const START = Date.parse('2026-11-22T22:47:08.422Z')

describe('a socket of the network log', () => {
  it('begins with what was asked for and what was chosen', () => {
    const { constructed, open } = beginning(read(socketEntry()), 0)
    expect(constructed).toMatchObject({ time: START, state: 0, body: { url: 'ws://a/echo', protocols: ['p1', 'p2'] } })
    expect(open).toMatchObject({ time: START + 15.5, state: 1, body: { protocol: 'p1', extensions: '' } })
  })

  it('opened no later than its first message, since the log’s wait ends at the last one', () => {
    expect(read(socketEntry({ messages: [] })).opened).toBe(START + 78)
    expect(read(socketEntry()).opened).toBe(START + 15.5)
  })

  it('has each message with its direction, time and bytes', () => {
    const rows = read(socketEntry()).messages.map((message) => rowOf(message, 0))
    expect(rows.map((row) => [row?.kind, row?.body, row?.time])).toEqual([
      ['sent', 'text', START + 15.5],
      ['received', new Uint8Array([1, 2, 255]).buffer, START + 78],
    ])
  })

  it('ends at the last that is known of it, without a close code', () => {
    expect(ending(read(socketEntry()), 0)).toMatchObject({ kind: 'closed', state: 3, time: START + 510, body: null })
  })

  it('is known again by its key, and by nothing before it has one', () => {
    expect(read(socketEntry()).id).toBe('lTEfgv7FG4rWBij2UuTelw==')
    expect(read(socketEntry({ key: 'other' })).id).toBe('other')
    expect(readHarSocket(socketEntry({ waiting: true }))).toBeNull()
  })

  it('names the script that called the constructor', () => {
    expect(read(socketEntry()).scripts).toEqual(['http://a/inner.js', 'http://a/library.js'])
    expect(read(socketEntry()).inPage).toBe(false)
    expect(read(socketEntry({ pageref: 'page_1' })).inPage).toBe(true)
  })

  it('is nothing else', () => {
    for (const entry of [null, 'text', {}, { _resourceType: 'fetch' }, { _resourceType: 'websocket' }]) {
      expect(readHarSocket(entry)).toBeNull()
    }
  })

  it('may hold items of kinds not known yet', () => {
    expect(rowOf({ type: 'receive', time: 1795387628, opcode: 9, data: '' }, 0)).toBeNull()
    expect(rowOf({ type: 'receive', time: 1795387628, opcode: 2, data: '*' }, 0)).toBeNull()
  })
})

describe('a failure', () => {
  const UNKNOWN_HOST = 'Error in connection establishment: net::ERR_NAME_NOT_RESOLVED'

  it('before the request has no time of its own, and is known again by the monotonic clock', () => {
    const socket = read(failedEntry(UNKNOWN_HOST))
    expect(socket).toMatchObject({ id: 'ws://nope.invalid/ 13377.802555', started: null, opened: null, last: null })
    expect(beginning(socket, 5000)).toMatchObject({ constructed: { time: 5000 }, open: null })
    expect(socket.messages.map((message) => rowOf(message, 5000))).toMatchObject([
      { kind: 'error', time: 5000, state: 3, body: { failure: UNKNOWN_HOST } },
    ])
  })

  it('is the handshake’s, with the status that only the words hold', () => {
    expect(handshakeOf(read(failedEntry(UNKNOWN_HOST)), 'worker', 5000)).toMatchObject({
      witness: 'har',
      asker: 'worker',
      error: UNKNOWN_HOST,
      status: null,
      requestHeaders: null,
      responseHeaders: null,
      times: { started: 5000, sent: null, answered: null, ended: 5000 },
    })
    const words = 'Error during WebSocket handshake: Unexpected response code: 403'
    expect(handshakeOf(read(failedEntry(words)), 'document', 0)).toMatchObject({ error: words, status: 403 })
  })

  it('after the opening is not the handshake’s', () => {
    const message = {
      type: 'error',
      time: 1795387629.464,
      opcode: -1,
      data: 'One or more reserved bits are on',
    } as const
    const socket = read(socketEntry({ messages: [message] }))
    expect(socket.error).toBe(message.data)
    expect(handshakeOf(socket, 'worker', 0)).toMatchObject({ error: null, status: 101 })
  })
})

describe('a handshake', () => {
  it('has all headers and when it was answered', () => {
    const handshake = handshakeOf(read(socketEntry()), 'worker', 0)
    expect(handshake).toMatchObject({
      id: 'har lTEfgv7FG4rWBij2UuTelw==',
      url: 'ws://a/echo',
      initiator: 'http://a/inner.js',
      status: 101,
      statusText: 'Switching Protocols',
      times: { started: START, sent: START, answered: START + 15.5, ended: START + 15.5 },
    })
    expect(handshake.requestHeaders).toContainEqual({ name: 'Sec-WebSocket-Protocol', value: 'p1, p2' })
    expect(handshake.responseHeaders).toContainEqual({ name: 'Sec-WebSocket-Protocol', value: 'p1' })
  })
})

describe('the script of a worker', () => {
  const script = (type: string, headers: object[] = []) => ({
    _resourceType: 'script',
    _initiator: { type },
    request: { url: 'http://a/w.js', headers },
  })
  it('was asked for by no parser and no script', () => {
    expect(readWorkerScript(script('other'))).toEqual({ url: 'http://a/w.js', service: false })
    expect(readWorkerScript(script('parser'))).toBeNull()
    expect(readWorkerScript(script('script'))).toBeNull()
    expect(readWorkerScript(socketEntry())).toBeNull()
  })
  it('of a service worker says so itself', () => {
    const header = { name: 'Service-Worker', value: 'script' }
    expect(readWorkerScript(script('other', [header]))).toEqual({ url: 'http://a/w.js', service: true })
  })
})

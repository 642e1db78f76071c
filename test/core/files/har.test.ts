import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHar } from '../../../src/core/files/read-har.ts'
import { writeHar } from '../../../src/core/files/write-har.ts'
import { FLAG } from '../../../src/core/row.ts'
import { anyRecording, ROOM, recorded, recording, rowOf, rowsOf, socketOf, written } from './recordings.ts'

const read = (text: string) => readHar(text, ROOM)

/** An entry as Chrome's Network panel exports it, but for what nobody reads. */
const chromeEntry = {
  _initiator: { type: 'script' },
  _priority: 'High',
  _resourceType: 'websocket',
  _webSocketMessages: [
    { type: 'send', time: 1767323045.741, opcode: 1, data: 'hello' },
    { type: 'receive', time: 1767323045.7523458, opcode: 2, data: 'AP8=' },
    { type: 'receive', time: 1767323045.76, opcode: 9, data: '' },
    { type: 'error', time: 1767323045.8, opcode: -1, data: 'Invalid frame header' },
  ],
  pageref: 'page_3',
  startedDateTime: '2026-01-02T03:04:05.678Z',
  time: 62.5,
  request: {
    url: 'wss://shop.example/live',
    headers: [{ name: 'Sec-WebSocket-Protocol', value: 'chat, superchat' }],
  },
  response: {
    status: 101,
    statusText: 'Switching Protocols',
    headers: [{ name: 'sec-websocket-protocol', value: 'chat' }],
  },
  timings: { blocked: -1, dns: 0.5, connect: 2, ssl: 1, send: 0, wait: 9.5, receive: 50 },
}
const chromeFile = (...entries: readonly object[]) =>
  JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'WebInspector', version: '537.36' },
      pages: [{ startedDateTime: '', id: 'page_3', title: 'https://shop.example/', pageTimings: {} }],
      entries: [{ request: { url: 'https://shop.example/' }, response: {} }, ...entries],
    },
  })

describe('writeHar', () => {
  it('writes an entry for each socket, with its messages as Chrome has them', () => {
    const text = written(
      writeHar,
      recording(
        [
          rowOf('constructed', { url: 'wss://shop.example/live', protocols: [] }),
          rowOf('sent', 'hello', { socket: 1 }),
          rowOf('received', Uint8Array.of(0, 255).buffer),
          rowOf('sent', 'late', { state: 3 }),
          rowOf('closed', { code: 1000, reason: 'bye', wasClean: true }),
        ],
        [
          socketOf({ ended: Date.UTC(2026, 0, 2, 3, 4, 6), closed: { code: 1000, reason: 'bye', wasClean: true } }),
          socketOf(),
        ],
      ),
    )
    const { log } = JSON.parse(text)
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'Sockeye' } })
    expect(log.pages).toMatchObject([{ id: 'page_1', title: 'https://shop.example/basket' }])
    expect(log.entries).toHaveLength(2)
    expect(log.entries[0]).toMatchObject({
      _resourceType: 'websocket',
      _closed: { code: 1000, reason: 'bye', wasClean: true },
      pageref: 'page_1',
      startedDateTime: '2026-01-02T03:04:05.678Z',
      time: 322,
      timings: { send: 0, wait: 31.25, receive: 290.75 },
      request: {
        method: 'GET',
        url: 'wss://shop.example/live?locale=en',
        queryString: [{ name: 'locale', value: 'en' }],
        headers: [{ name: 'Sec-WebSocket-Protocol', value: 'chat, superchat' }],
      },
      response: { status: 101 },
      _webSocketMessages: [{ type: 'receive', time: 1767323045.718, opcode: 2, data: 'AP8=' }],
    })
    expect(log.entries[1]._webSocketMessages).toEqual([
      { type: 'send', time: 1767323045.718, opcode: 1, data: 'hello' },
    ])
  })

  it('tells the handshake as it was seen', () => {
    const handshake = {
      requestHeaders: [
        { name: 'Cookie', value: 'a=b' },
        { name: 'X-Api-Key', value: 'k' },
        { name: 'Accept', value: '*/*' },
      ],
      responseHeaders: [{ name: 'Server', value: 'x' }],
      status: 403,
      statusText: 'Forbidden',
    }
    const sockets = [socketOf({ opened: null, state: 3, handshake })]
    const entryOf = (secrets: boolean) => JSON.parse(written(writeHar, recording([], sockets), secrets)).log.entries[0]
    expect(entryOf(true).request.headers).toEqual(handshake.requestHeaders)
    expect(entryOf(true).response).toMatchObject({
      status: 403,
      statusText: 'Forbidden',
      headers: handshake.responseHeaders,
    })
    expect(entryOf(false).request.headers.map(({ value }: { value: string }) => value)).toEqual([
      'REDACTED',
      'REDACTED',
      '*/*',
    ])
  })
})

describe('HAR', () => {
  it('comes back, and written again as the same bytes', () => {
    fc.assert(
      fc.property(anyRecording, fc.boolean(), (original, secrets) => {
        fc.pre(original.sockets.length > 0)
        const text = written(writeHar, original, secrets)
        expect(written(writeHar, recorded(read(text)), secrets)).toBe(text)
      }),
    )
  })

  it('gives each socket back with its life, its messages and their marks', () => {
    const closed = { code: 4001, reason: 'expired', wasClean: true }
    const socket = socketOf({ state: 3, ended: Date.UTC(2026, 0, 2, 3, 4, 6, 1), closed, inFrame: true })
    const cut = rowOf('received', 'cut', { flags: FLAG.truncated | FLAG.history, size: 9000 })
    const back = read(written(writeHar, recording([rowOf('sent', 'a\ud800'), cut], [socket])))
    expect(back.sockets[0]).toMatchObject({ ...socket, handshake: { status: 101 }, sent: {}, received: {} })
    expect(rowsOf(back).map(({ kind }) => kind)).toEqual(['constructed', 'open', 'sent', 'received', 'closed'])
    expect(rowsOf(back)[2]).toMatchObject({ body: 'a\ud800', size: 4 })
    expect(rowsOf(back)[3]).toMatchObject({ body: 'cut', size: 9000, flags: FLAG.truncated | FLAG.history })
  })
})

describe('a HAR of Chrome', () => {
  it('is read with its times, its handshake and its messages', () => {
    const back = read(chromeFile(chromeEntry))
    expect(back.sockets).toMatchObject([
      {
        origin: 'page',
        page: 'https://shop.example/',
        url: 'wss://shop.example/live',
        protocols: ['chat', 'superchat'],
        protocol: 'chat',
        state: 1,
        constructed: 1767323045678,
        opened: 1767323045690,
        sent: { messages: 1, bytes: 5 },
        received: { messages: 1, bytes: 2 },
        handshake: { status: 101 },
      },
    ])
    expect(rowsOf(back).map(({ kind, time }) => [kind, time])).toEqual([
      ['constructed', 1767323045678],
      ['open', 1767323045690],
      ['sent', 1767323045741],
      ['received', 1767323045752.346],
      ['error', 1767323045800],
    ])
    expect(back.passedOver).toBe(1)
  })

  it('has the sockets’ rows in the order of their times, each socket’s own in their order', () => {
    const other = {
      ...chromeEntry,
      startedDateTime: '2026-01-02T03:04:05.700Z',
      _webSocketMessages: [
        { type: 'receive', time: 1767323045.745, opcode: 1, data: '1' },
        { type: 'receive', time: 1767323045.744, opcode: 1, data: '2' },
      ],
    }
    const rows = rowsOf(read(chromeFile(chromeEntry, other))).filter(
      ({ kind }) => kind === 'sent' || kind === 'received',
    )
    expect(rows.map(({ socket, body }) => [socket, typeof body === 'string' ? body : 'bytes'])).toEqual([
      [0, 'hello'],
      [1, '1'],
      [1, '2'],
      [0, 'bytes'],
    ])
  })
})

describe('a HAR of Firefox', () => {
  it('is read as sockets without messages', () => {
    const { _webSocketMessages, _resourceType, ...entry } = chromeEntry
    const back = read(chromeFile({ ...entry, cache: {} }))
    expect(rowsOf(back).map(({ kind }) => kind)).toEqual(['constructed', 'open'])
  })
})

describe('a HAR that can’t be opened', () => {
  const withMessage = (message: unknown) => chromeFile({ ...chromeEntry, _webSocketMessages: [message] })
  const good = chromeEntry._webSocketMessages[0]
  it.each([
    ['{"log":\n{"version" "1.2"}}', 'It is not JSON. Line 2'],
    ['[]', 'The file: its JSON has to be an object, but is an array.'],
    ['{"log":{"version":"2.0","entries":[]}}', 'The file: log.version is 2.0, and Sockeye reads 1.1 and 1.2.'],
    ['{"log":{"version":"1.2","entries":{}}}', 'The file: log.entries has to be an array, but is an object.'],
    ['{"log":{"version":"1.2","entries":[null]}}', 'log.entries[0]: it has to be an object, but is null.'],
    [chromeFile(), 'no entry of it is a WebSocket'],
    [chromeFile({ ...chromeEntry, startedDateTime: 'soon' }), 'log.entries[1]: startedDateTime is no date.'],
    [
      chromeFile({ ...chromeEntry, response: { ...chromeEntry.response, status: '101' } }),
      'log.entries[1]: response.status',
    ],
    [withMessage('x'), 'log.entries[1]._webSocketMessages[0]: it has to be an object, but is "x".'],
    [withMessage({ ...good, type: 'sent' }), '_webSocketMessages[0]: type has to be one of send, receive, error'],
    [withMessage({ ...good, time: 'x' }), '_webSocketMessages[0]: time has to be a number'],
    [withMessage({ ...good, data: {} }), '_webSocketMessages[0]: data has to be a string, but is an object.'],
    [withMessage({ ...good, opcode: 2, data: '*' }), '_webSocketMessages[0]: data has to be Base64'],
    [withMessage(JSON.parse(`{"__proto__":${JSON.stringify(good)}}`)), '_webSocketMessages[0]: type has to be one of'],
    [`{"log":{"version":${'['.repeat(1000)}${']'.repeat(1000)}}}`, 'log.version has to be a string, but is an array.'],
  ])('%.60s: %s', (text, words) => {
    expect(() => read(text)).toThrow(words)
  })

  it('says so where it is deeper than the browser can go', () => {
    expect(() => read(`${'['.repeat(1e6)}${']'.repeat(1e6)}`)).toThrow(/nested too deeply|has to be an object/)
  })
})

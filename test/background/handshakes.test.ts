import { expect, it } from 'vitest'
import {
  followHandshakes,
  type RequestDetails,
  type RequestEvents,
  type Seen,
} from '../../src/background/handshakes.ts'

type Name = keyof RequestEvents
const NAMES = [
  'onBeforeRequest',
  'onSendHeaders',
  'onHeadersReceived',
  'onBeforeRedirect',
  'onCompleted',
  'onErrorOccurred',
] as const

function setUp() {
  const listeners = new Map<Name, (details: RequestDetails) => void>()
  const events = Object.fromEntries(
    NAMES.map((name) => [
      name,
      {
        addListener: (listener: (details: RequestDetails) => void) => void listeners.set(name, listener),
        removeListener: () => void listeners.delete(name),
      },
    ]),
  ) as unknown as RequestEvents
  const seen: Seen[] = []
  const undo = followHandshakes(events, (one) => seen.push(one))
  const fire = (name: Name, more: Partial<RequestDetails> = {}) =>
    listeners.get(name)?.({
      requestId: '1',
      url: 'ws://a/',
      tabId: 7,
      frameId: 0,
      documentId: 'doc',
      originUrl: 'http://a/page',
      timeStamp: 1000,
      ...more,
    })
  return { seen, fire, undo, listeners, last: () => seen.at(-1)?.handshake }
}

it('tells each step of a handshake with all that is known so far', () => {
  const { fire, seen, last } = setUp()
  fire('onBeforeRequest')
  expect(seen[0]).toMatchObject({
    tab: 7,
    origin: 'http://a',
    handshake: { asker: 'document', document: 'doc', frame: 0 },
  })
  fire('onSendHeaders', { timeStamp: 1001, requestHeaders: [{ name: 'Origin', value: 'http://a' }] })
  fire('onHeadersReceived', {
    timeStamp: 1002,
    statusCode: 101,
    statusLine: 'HTTP/1.1 101 Switching Protocols',
    ip: '127.0.0.1',
    responseHeaders: [{ name: 'X', binaryValue: [0xe4, 0x21] }],
  })
  fire('onCompleted', { timeStamp: 1003, statusCode: 101, statusLine: 'HTTP/1.1 101 Switching Protocols' })
  expect(last()).toMatchObject({
    times: { started: 1000, sent: 1001, answered: 1002, ended: 1003 },
    status: 101,
    statusText: 'Switching Protocols',
    requestHeaders: [{ name: 'Origin', value: 'http://a' }],
    responseHeaders: [{ name: 'X', value: 'ä!' }],
    address: '127.0.0.1',
    error: null,
  })
})

it('keeps the status of a failure, and the browser’s name of it', () => {
  const { fire, last } = setUp()
  fire('onBeforeRequest')
  fire('onHeadersReceived', { statusCode: 302, statusLine: 'HTTP/1.1 302 Found' })
  fire('onErrorOccurred', { timeStamp: 1009, error: 'NS_ERROR_CORRUPTED_CONTENT' })
  expect(last()).toMatchObject({
    status: 302,
    statusText: 'Found',
    error: 'NS_ERROR_CORRUPTED_CONTENT',
    times: { ended: 1009 },
  })
})

it('tells workers from documents', () => {
  const { fire, last } = setUp()
  const { documentId: _, ...worker } = { documentId: '' }
  fire('onBeforeRequest', { ...worker, documentId: undefined as never })
  expect(last()).toMatchObject({ asker: 'worker', document: null, frame: 0 })
  fire('onBeforeRequest', { requestId: '2', tabId: -1, frameId: -1, documentId: undefined as never })
  expect(last()).toMatchObject({ asker: 'unknown', frame: null })
})

it('listens to nothing after it was undone', () => {
  const { undo, listeners } = setUp()
  expect(listeners.size).toBe(NAMES.length)
  undo()
  expect(listeners.size).toBe(0)
})

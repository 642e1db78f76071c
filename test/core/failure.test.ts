import { describe, expect, it } from 'vitest'
import { type FailureFacts, failureOf } from '../../src/core/failure.ts'
import type { Handshake } from '../../src/core/handshake.ts'

const handshake = (more: Partial<Handshake>): Handshake => ({
  id: '1',
  witness: 'webRequest',
  url: 'ws://a.test/chat',
  asker: 'document',
  document: 'doc',
  frame: 0,
  initiator: '',
  times: { started: 0, sent: 1, answered: 2, ended: 3 },
  requestHeaders: [],
  responseHeaders: [],
  status: null,
  statusText: '',
  redirect: null,
  error: null,
  address: null,
  ...more,
})

const facts = (more: Partial<FailureFacts>): FailureFacts => ({
  url: 'ws://a.test/chat',
  protocols: [],
  page: 'http://a.test/',
  opened: false,
  closed: { code: 1006, reason: '', wasClean: false },
  handshake: null,
  policy: null,
  ...more,
})

const title = (more: Partial<FailureFacts>) => failureOf(facts(more))?.title
const told = (more: Partial<Handshake>) => title({ handshake: handshake(more) })

describe('failureOf', () => {
  it('takes 1015 for a failure as well', () => {
    const closed = { code: 1015, reason: '', wasClean: false }
    expect(title({ closed, handshake: handshake({ error: 'SSL received a record.' }) })).toBe('TLS failed')
  })

  it('says nothing of a socket that closed with a code, or has not ended', () => {
    expect(failureOf(facts({ opened: true, closed: { code: 1000, reason: '', wasClean: true } }))).toBeNull()
    expect(failureOf(facts({ closed: null }))).toBeNull()
    expect(failureOf(facts({ closed: null, handshake: handshake({ status: 101 }) }))).toBeNull()
  })

  it.each([
    [403, 'Forbidden', '403 Forbidden'],
    [404, '', '404 Not Found'],
    [418, 'I’m a teapot', '418 I’m a teapot'],
    [200, 'OK', '200 OK'],
  ])('names the status %i that came instead of 101', (status, statusText, expected) => {
    expect(told({ status, statusText })).toBe(expected)
  })

  it('says where a redirect goes', () => {
    const responseHeaders = [{ name: 'Location', value: 'wss://b.test/' }]
    const failure = failureOf(facts({ handshake: handshake({ status: 302, statusText: 'Found', responseHeaders }) }))
    expect(failure?.title).toBe('302 Found')
    expect(failure?.advice).toContain('redirects to wss://b.test/,')
  })

  it.each([
    ['NS_ERROR_CONNECTION_REFUSED', 'Connection refused'],
    ['Error in connection establishment: net::ERR_CONNECTION_REFUSED', 'Connection refused'],
    ['NS_ERROR_UNKNOWN_HOST', 'Unknown host'],
    ['Error in connection establishment: net::ERR_NAME_NOT_RESOLVED', 'Unknown host'],
    ['NS_ERROR_NET_RESET', 'Closed during the handshake'],
    ['Connection closed before receiving a handshake response', 'Closed during the handshake'],
    ['Error in connection establishment: net::ERR_CONNECTION_TIMED_OUT', 'Timed out'],
    ['Error in connection establishment: net::ERR_UNSAFE_PORT', 'Port blocked by the browser'],
    ['Error in connection establishment: net::ERR_SSL_PROTOCOL_ERROR', 'TLS failed'],
    ['SSL received a record that exceeded the maximum permissible length.', 'TLS failed'],
    ['Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID', 'Certificate not trusted'],
    ['Peer’s Certificate issuer is not recognized.', 'Certificate not trusted'],
    ['Das Zertifikat ist abgelaufen.', 'TLS or certificate problem'],
    ['Error in connection establishment: net::ERR_TUNNEL_CONNECTION_FAILED', 'Proxy failed'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'Blocked in the browser'],
    ["Error during WebSocket handshake: Incorrect 'Sec-WebSocket-Accept' header value", 'Wrong Sec-WebSocket-Accept'],
    [
      "Error during WebSocket handshake: Response must not include 'Sec-WebSocket-Protocol' header if not present in request: zzz",
      'Subprotocol mismatch',
    ],
    ['Error during WebSocket handshake: net::ERR_INVALID_HTTP_RESPONSE', 'Not an HTTP answer'],
    ['HTTP Authentication failed; no valid credentials available', '401 Unauthorized'],
    ['NS_ERROR_SOMETHING_NEW', 'Connection failed'],
  ])('knows what %s means, and keeps it', (error, expected) => {
    const failure = failureOf(facts({ handshake: handshake({ error }) }))
    expect([failure?.title, failure?.cause]).toEqual([expected, error])
  })

  it('compares subprotocols where the answer was 101 and the socket failed all the same', () => {
    const chosen = (value: string) => [{ name: 'sec-websocket-protocol', value }]
    expect(title({ protocols: ['a'], handshake: handshake({ status: 101, responseHeaders: chosen('b') }) })).toBe(
      'Subprotocol mismatch',
    )
    expect(title({ protocols: ['a'], handshake: handshake({ status: 101 }) })).toBe('Subprotocol mismatch, probably')
    expect(title({ protocols: ['a'], handshake: handshake({ status: 101, responseHeaders: chosen('a') }) })).toBe(
      'Answer not accepted',
    )
  })

  it('knows what browsers forbid before anything goes out', () => {
    expect(title({ page: 'https://a.test/' })).toBe('Mixed content')
    expect(title({ page: 'https://a.test/', url: 'ws://127.0.0.1/' })).toMatch(/doesn’t say/)
    expect(title({ url: 'ws://a.test:6667/' })).toBe('Port blocked by the browser')
    expect(title({})).toMatch(/doesn’t say/)
    const failure = failureOf(facts({ policy: "default-src 'self'" }))
    expect(failure?.title).toBe('Blocked by Content Security Policy')
    expect(failure?.advice).toContain("Add ws://a.test to connect-src: default-src 'self'")
  })

  it('doesn’t blame the handshake of a socket that was open', () => {
    expect(title({ opened: true, handshake: handshake({ status: 101 }) })).toBe('Lost without a close frame')
    expect(
      title({ opened: true, handshake: handshake({ status: 101, error: 'One or more reserved bits are on' }) }),
    ).toBe('Protocol error after opening')
  })
})

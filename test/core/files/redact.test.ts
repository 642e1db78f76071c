import { describe, expect, it } from 'vitest'
import { REDACTED, redactProtocols, redactSocket, redactUrl } from '../../../src/core/files/redact.ts'
import { socketOf } from './recordings.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'

describe('redactUrl', () => {
  it.each([
    ['wss://a.example/?token=x&room=1', 'wss://a.example/?token=REDACTED&room=1'],
    ['wss://a.example/?room=1;access_token=x', 'wss://a.example/?room=1;access_token=REDACTED'],
    [
      'wss://a.example/?apiKey=x&api-key=y&API_KEY=z',
      'wss://a.example/?apiKey=REDACTED&api-key=REDACTED&API_KEY=REDACTED',
    ],
    ['wss://a.example/?X-Amz-Signature=x&X-Amz-Date=1', 'wss://a.example/?X-Amz-Signature=REDACTED&X-Amz-Date=1'],
    ['wss://a.example/?t%6Fken=x', 'wss://a.example/?t%6Fken=REDACTED'],
    ['wss://a.example/?auth[token]=x', 'wss://a.example/?auth[token]=REDACTED'],
    ['https://a.example/#id_token=x&state=y', 'https://a.example/#id_token=REDACTED&state=y'],
    ['https://me:pass@a.example/', 'https://REDACTED@a.example/'],
    [`wss://a.example/${JWT}/live`, 'wss://a.example/REDACTED/live'],
    [`wss://a.example/?x=${JWT}`, 'wss://a.example/?x=REDACTED'],
    // AWS AppSync: host and Authorization as Base64 of JSON.
    [
      'wss://a.example/?header=eyJob3N0IjoiYSIsIkF1dGgiOiJ4In0=&payload=e30=',
      'wss://a.example/?header=REDACTED&payload=e30=',
    ],
  ])('%s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted)
    expect(redactUrl(redacted)).toBe(redacted)
  })
  it.each([
    'wss://a.example/?monkey=1&tokenizer=2&keyboard=3&author=me&passenger=4&token',
    'wss://a.example/?token=',
    'wss://a.example/path@x?a=%',
  ])('leaves %s as it is', (url) => {
    expect(redactUrl(url)).toBe(url)
  })
})

describe('redactProtocols', () => {
  it.each([
    [
      ['chat', 'superchat'],
      ['chat', 'superchat'],
    ],
    [
      ['access_token', 'hunter2'],
      ['access_token', REDACTED],
    ],
    [
      ['graphql-ws', `bearer.${JWT}`],
      ['graphql-ws', `bearer.${REDACTED}`],
    ],
    [
      ['base64url.bearer.authorization.k8s.io.aGVsbG8', 'base64.binary.k8s.io'],
      ['base64url.bearer.authorization.k8s.io.REDACTED', 'base64.binary.k8s.io'],
    ],
  ])('%j', (protocols, redacted) => {
    expect(redactProtocols(protocols)).toEqual(redacted)
  })
})

describe('redactSocket', () => {
  it('replaces what is secret in headers, and nothing else', () => {
    const requestHeaders = [
      ['Authorization', 'Bearer x', REDACTED],
      ['cookie', 'sid=1', REDACTED],
      ['X-CSRF-Token', 'x', REDACTED],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Protocol', 'access_token, hunter2', 'access_token, REDACTED'],
      ['Referer', 'https://a.example/?key=1', 'https://a.example/?key=REDACTED'],
      ['User-Agent', 'Mozilla/5.0', 'Mozilla/5.0'],
    ] as const
    const socket = redactSocket(
      socketOf({
        handshake: {
          requestHeaders: requestHeaders.map(([name, value]) => ({ name, value })),
          responseHeaders: [{ name: 'Set-Cookie', value: 'sid=1' }],
          status: 101,
          statusText: '',
        },
      }),
    )
    expect(socket.handshake?.requestHeaders?.map(({ value }) => value)).toEqual(
      requestHeaders.map(([, , value]) => value),
    )
    expect(socket.handshake?.responseHeaders).toEqual([{ name: 'Set-Cookie', value: REDACTED }])
  })
  it('replaces a token that the server chose as the subprotocol', () => {
    const socket = redactSocket(socketOf({ protocols: ['bearer', 'hunter2'], protocol: 'hunter2' }))
    expect(socket).toMatchObject({ protocols: ['bearer', REDACTED], protocol: REDACTED })
  })
})

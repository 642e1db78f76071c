import { describe, expect, test } from 'vitest'
import { checkCloseCode, checkCloseReason, checkNumber, checkProtocols, checkUrl } from '../../src/core/validate.ts'

describe('checkUrl', () => {
  test.each([
    ['ws://localhost:9998/echo', 'ws://localhost:9998/echo'],
    ['  WSS://Example.COM \n', 'wss://example.com/'],
    ['http://example.com:80/a?b=c', 'ws://example.com/a?b=c'],
    ['https://example.com:8443/', 'wss://example.com:8443/'],
    ['ws://user:pass@example.com/a b', 'ws://user:pass@example.com/a%20b'],
    ['ws://[::1]:1/%23', 'ws://[::1]:1/%23'],
    ['ws://bücher.example', 'ws://xn--bcher-kva.example/'],
  ])('reads %j as %s', (text, url) => {
    expect(checkUrl(text)).toEqual({ ok: true, url })
  })

  test.each([
    ['', 'Enter a URL, such as ws://localhost:9998/echo.'],
    ['/echo', 'The URL must be whole. Begin with ws:// or wss://, such as ws://localhost:9998/echo.'],
    ['localhost:9998/echo', 'The URL must be whole. Begin with ws:// or wss://, such as ws://localhost:9998/echo.'],
    ['ftp://a/', '“ftp” can’t carry a WebSocket. Begin with ws:// or wss://, such as ws://localhost:9998/echo.'],
    ['javascript:alert(1)', 'The URL must be whole. Begin with ws:// or wss://, such as ws://localhost:9998/echo.'],
    ['ws://', 'This URL has no valid host and port. Write it like ws://localhost:9998/echo.'],
    ['ws://localhost:99999/', 'This URL has no valid host and port. Write it like ws://localhost:9998/echo.'],
    ['ws://a b/', 'This URL has no valid host and port. Write it like ws://localhost:9998/echo.'],
  ])('refuses %j', (text, message) => {
    expect(checkUrl(text)).toEqual({ ok: false, message })
  })

  test.each(['ws://a/#top', 'ws://a/#', 'https://a/?q#x'])('refuses the fragment of %s', (text) => {
    expect(checkUrl(text)).toMatchObject({ ok: false, message: expect.stringContaining('fragment') })
  })
})

describe('checkProtocols', () => {
  test.each([
    ['', []],
    ['  ', []],
    ['chat', ['chat']],
    [' chat ,superchat', ['chat', 'superchat']],
    ['v1.json, graphql-transport-ws', ['v1.json', 'graphql-transport-ws']],
    ["!#$%&'*+-.^_`|~", ["!#$%&'*+-.^_`|~"]],
    ['chat, Chat', ['chat', 'Chat']],
  ])('reads %j', (text, protocols) => {
    expect(checkProtocols(text)).toEqual({ ok: true, protocols })
  })

  test.each([...'()<>@;:\\"/[]?={}', ' ', '\t', '\0', '\x7f', 'é', '😀'])('refuses %j in a name', (character) => {
    expect(checkProtocols(`a${character}b`)).toMatchObject({ ok: false, message: expect.stringContaining('letters') })
  })

  test.each([',', 'chat,', 'chat,,superchat'])('refuses %j, where a name is missing', (text) => {
    expect(checkProtocols(text)).toMatchObject({ ok: false, message: expect.stringContaining('comma') })
  })

  test('refuses a name that is there twice', () => {
    expect(checkProtocols('chat, b, chat')).toEqual({
      ok: false,
      message: '“chat” is there twice. Name each subprotocol once.',
    })
  })

  test('shows a disguised name as it is', () => {
    expect(checkProtocols('chat\u200b')).toMatchObject({ message: expect.stringContaining('“chat\\u200b”') })
  })
})

describe('checkCloseCode', () => {
  test.each([
    ['', null],
    [' ', null],
    ['1000', 1000],
    [' 3000 ', 3000],
    ['4999', 4999],
  ])('reads %j', (text, code) => {
    expect(checkCloseCode(text)).toEqual({ ok: true, code })
  })

  test.each([
    '0',
    '999',
    '1001',
    '1006',
    '2999',
    '5000',
    '66536',
    '1000.5',
    '1e3',
    '0x3e8',
    '-1000',
    '+1000',
    'x',
    '１０００',
  ])('refuses %s, as browsers do or would read otherwise', (text) =>
    expect(checkCloseCode(text)).toMatchObject({ ok: false, message: expect.stringContaining('1000') }),
  )
})

describe('checkCloseReason', () => {
  test('nothing typed is no reason, with a code or without', () => {
    expect(checkCloseReason('', null)).toEqual({ ok: true, reason: null })
    expect(checkCloseReason('', 1000)).toEqual({ ok: true, reason: null })
  })

  test.each(['x'.repeat(123), '€'.repeat(41), '\ud83d'.repeat(41)])('takes 123 bytes in UTF-8', (reason) => {
    expect(checkCloseReason(reason, 1000)).toEqual({ ok: true, reason })
  })

  test('says by how many bytes a reason is too long', () => {
    expect(checkCloseReason('x'.repeat(124), 1000)).toMatchObject({
      message: expect.stringContaining('1 byte too long'),
    })
    expect(checkCloseReason('€'.repeat(42), 1000)).toMatchObject({
      message: expect.stringContaining('3 bytes too long'),
    })
  })

  test('wants a code beside a reason', () => {
    expect(checkCloseReason('bye', null)).toMatchObject({ ok: false, message: expect.stringContaining('code') })
  })
})

test.each(['0', '2000', ' 7 ', '100000'])('takes the number %s', (text) => {
  expect(checkNumber(text, 100_000)).toEqual({ ok: true, number: Number(text) })
})

test.each(['', '-1', '1.5', '1e3', 'many', '100001'])('refuses %o where a number is wanted', (text) => {
  expect(checkNumber(text, 100_000)).toEqual({ ok: false, message: 'Enter a whole number from 0 to 100,000.' })
})

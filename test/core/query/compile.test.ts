import { describe, expect, it } from 'vitest'
import { Log, type Row } from '../../../src/core/log.ts'
import { compile, type Facts } from '../../../src/core/query/compile.ts'
import { loadEngines, missingEngines } from '../../../src/core/query/engines.ts'
import { parse } from '../../../src/core/query/parse.ts'
import { FLAG, NO_SOCKET } from '../../../src/core/row.ts'

const engines = await loadEngines(['regexp', 'json'])
const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer
const half = new Date(2026, 1, 3, 12, 30, 1, 500).getTime()

const facts: Facts = (socket) =>
  socket === NO_SOCKET
    ? undefined
    : {
        url: `wss://live.example/chat/${socket}`,
        constructed: half - 5000,
        document:
          socket === 2
            ? null
            : { url: 'https://shop.example/basket', origin: 'https://shop.example', top: socket === 0 },
      }

function compiled(text: string) {
  const reading = parse(text)
  if (!reading.ok) throw new Error(reading.problem.message)
  return compile(reading.filter, facts, engines)
}
function matches(text: string, row: Partial<Row>): boolean {
  const log = new Log()
  const filled: Row = {
    time: half,
    kind: 'received',
    socket: 0,
    state: 1,
    flags: 0,
    size: 0,
    buffered: 0,
    body: null,
    ...row,
  }
  const found = compiled(text)
  if (!found.ok) throw new Error(found.problem.message)
  return found.test(log, log.append(filled))
}
const message = (body: Row['body'], more: Partial<Row> = {}): Partial<Row> => ({ body, ...more })
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
const order = message('{"type":"order","user":{"id":42,"name":"Ada"},"price":"101.5","paid":true,"tags":["a","b"]}')
const closed = { kind: 'closed', state: 3, body: { code: 1006, reason: 'Gone', wasClean: false } } as const

describe('a filter', () => {
  it.each<[string, Partial<Row>, boolean]>([
    ['', { kind: 'error' }, true],
    ['WORLD', message('hello world'), true],
    ['mars', message('hello world'), false],
    ['a.c', message('abc'), false],
    ['[x]', message('array[X]'), true],
    ['GRÜSSE', message('viele grüße'), false],
    ['grüße', message('VIELE GRÜßE'), true],
    ['"World"', message('hello world'), false],
    ['"world"', message('hello world'), true],
    ['hello world', message('world, hello'), true],
    ['"hello world"', message('world, hello'), false],
    ['hello or mars', message('hello'), true],
    ['-hello', message('hello'), false],
    ['-(hello mars)', message('hello'), true],
    ['-(hello or mars)', message('hello'), false],
    ['sent', message('x', { kind: 'sent' }), false],
    ['world', message(bytes('hello WORLD')), true],
    ['"world"', message(bytes('hello WORLD')), false],
    ['grüß', message(bytes('GRÜß dich')), true],
    ['nnnx', message(bytes('nnnnx')), true],
    ['x', message(bytes('')), false],
    ['h/echo', { kind: 'constructed', body: { url: 'ws://h/Echo', protocols: [] } }, true],
    ['gone', closed, true],
    ['closed', closed, true],
    ['error', { kind: 'error' }, true],
    ['deflate', { kind: 'open', body: { protocol: '', extensions: 'permessage-deflate' } }, true],
    ['/h.l+o/', message('hello'), true],
    ['/H.l+o/', message('hello'), false],
    ['/H.l+o/i', message('hello'), true],
    ['/^w/', message('hello\nworld'), false],
    ['/^w/m', message('hello\nworld'), true],
    ['/\\u0068ello/', message('hello'), true],
    ['/h.l+o/', message(bytes('hello')), true],
    ['dir:sent', message('x', { kind: 'sent' }), true],
    ['dir:sent', message('x'), false],
    ['-dir:sent', message('x'), true],
    ['dir:sent', { kind: 'open' }, false],
    ['-dir:sent', { kind: 'open' }, true],
    ['type:text', message('x'), true],
    ['type:binary', message(bytes('x')), true],
    ['type:binary', message('x'), false],
    ['type:text', closed, false],
    ['size:>=1k', message('', { size: 1000 }), true],
    ['size:>1k', message('', { size: 1000 }), false],
    ['size:<1', closed, false],
    ['size:10..99', message('', { size: 99 }), true],
    ['kind:closed', closed, true],
    ['kind:message', closed, false],
    ['kind:life', closed, true],
    ['state:closed', closed, true],
    ['is:synthetic', message('x', { flags: FLAG.synthetic }), true],
    ['is:unheard', message('x', { heard: { listeners: 0, ran: null } }), true],
    ['is:unheard', message('x', { heard: { listeners: 1, ran: 2 } }), false],
    ['is:unheard', message('x'), false],
    ['is:history', message('x', { flags: FLAG.synthetic }), false],
    ['is:discarded', message('x', { kind: 'sent', state: 2 }), true],
    ['is:json', message(' [1]'), true],
    ['is:json', message('{a}'), false],
    ['is:json', message(bytes('{"a":1}')), true],
    ['close:1006', closed, true],
    ['close:4000..4999', closed, false],
    ['socket:#1', message('x'), true],
    ['socket:#2', message('x'), false],
    ['socket:/CHAT/0', message('x'), true],
    ['socket:/chat/1', message('x'), false],
    ['frame:top', message('x'), true],
    ['frame:top', message('x', { socket: 1 }), false],
    ['frame:basket', message('x', { socket: 1 }), true],
    ['frame:basket', message('x', { socket: 2 }), false],
    ['frame:shop', { kind: 'navigated', socket: NO_SOCKET }, false],
    ['time:>+4s', message('x'), true],
    ['time:>+5s', message('x'), false],
    ['time:>12:30:01', message('x'), true],
    ['time:>12:30:01.5', message('x'), false],
    ['time:12:30', message('x'), true],
    ['time:12:30:02', message('x'), false],
    ['json:$.user', order, true],
    ['json:$.none', order, false],
    ['json:$.user.id=42', order, true],
    ['json:$.user.id="42"', order, false],
    ['json:$.user.id>41', order, true],
    ['json:$.user.id<42', order, false],
    ['json:$.price>=101', order, true],
    ['json:$.paid=true', order, true],
    ['json:$.paid="true"', order, false],
    ['json:$.type!=order', order, false],
    ['json:$.none!=order', order, false],
    ['-json:$.none=order', order, true],
    ['json:$..name~AD', order, true],
    ['json:$.tags[*]=b', order, true],
    ['json:$.user[?@ == 42]', order, true],
    ['json:$[?search(@,"^ord(er)+$")]', order, true],
    ['json:$[?match(@,"rde")]', order, false],
    ['json:$.type=order', message(bytes('{"type":"order"}')), true],
    ['json:$.type', message('no JSON'), false],
  ])('%j tests %j: %j', (text, row, passes) => {
    expect(matches(text, row)).toBe(passes)
  })

  it('takes JSON of any depth', () => {
    expect(matches('is:json', message(deep))).toBe(true)
    expect(matches('json:$..type', message(deep))).toBe(false)
  })

  it('keeps rows of lost messages where it asks what they may have been', () => {
    const lost = { kind: 'lost', socket: NO_SOCKET, body: { count: 3, cause: 'overflow' } } as const
    for (const text of ['dir:sent', '-dir:sent', 'type:text size:>1k', '-(type:text or dir:sent)']) {
      expect(matches(text, lost), text).toBe(true)
    }
    expect(matches('-is:lost', lost)).toBe(false)
    expect(matches('apple', lost)).toBe(false)
  })

  it.each([
    ['a /(?=b)/', '/(?=b)/', 'Look-ahead and look-behind'],
    ['/(?<!a)b/', '/(?<!a)b/', 'Look-ahead and look-behind'],
    ['/(a)\\1/', '/(a)\\1/', 'Back-references'],
    ['/a(b/', '/a(b/', 'missing closing )'],
    ['x json:$.a..', '.', 'can’t be read'],
    ['json:$[?@.a ==]', ']', 'can’t be read'],
    ['json:$.a b json:$.', '.', 'a name is missing'],
  ])('says of %j what its engine can’t read', (text, marked, message) => {
    const found = compiled(text)
    if (found.ok) throw new Error('It was read')
    expect(found.problem.message).toContain(message)
    expect(text.slice(found.problem.start, found.problem.end)).toBe(marked)
  })

  it('takes linear time for expressions that take for ever elsewhere', () => {
    expect(matches('/(a+)+$/', message(`${'a'.repeat(100_000)}b`))).toBe(false)
    expect(matches('json:$[?search(@,"(a+)+$")]', message(JSON.stringify([`${'a'.repeat(100_000)}b`])))).toBe(false)
  })

  it('says which engines it needs', () => {
    const needs = (text: string) => {
      const reading = parse(text)
      return reading.ok ? missingEngines(reading.filter, {}) : null
    }
    expect(needs('apple dir:sent')).toEqual([])
    expect(needs('a or -(/b/ json:$.c)')).toEqual(['regexp', 'json'])
  })
})

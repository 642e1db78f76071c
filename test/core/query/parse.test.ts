import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from '../../../src/core/query/parse.ts'
import { print } from '../../../src/core/query/print.ts'
import type { Filter } from '../../../src/core/query/syntax.ts'

/** A filter without the places of its terms. */
function shape(filter: Filter): unknown {
  switch (filter.type) {
    case 'term':
      return filter.term
    case 'not':
      return { not: shape(filter.filter) }
    default:
      return { [filter.type]: filter.filters.map(shape) }
  }
}
function read(text: string): unknown {
  const reading = parse(text)
  if (!reading.ok) throw new Error(reading.problem.message)
  return shape(reading.filter)
}
/** What is marked as wrong, and why. */
function fault(text: string): readonly [string, string] {
  const reading = parse(text)
  if (reading.ok) throw new Error(`${text} can be read`)
  const { start, end, message } = reading.problem
  return [text.slice(start, end), message]
}
const text = (text: string, exact = false) => ({ key: 'text', text, exact })

describe('parse', () => {
  it.each<[string, unknown]>([
    ['', { and: [] }],
    ['  \t ', { and: [] }],
    ['apple', text('apple')],
    ['apple pie', { and: [text('apple'), text('pie')] }],
    ['"Big apple"', text('Big apple', true)],
    ['"a\\"b\\\\c\\n\\u00e9"', text('a"b\\c\né', true)],
    ['"type":"order"', text('"type":"order"')],
    ['{"type":"order","id":1}', text('{"type":"order","id":1}')],
    ['wss://host/path?a=b', text('wss://host/path?a=b')],
    ['12:30:01', text('12:30:01')],
    ['call(1)', text('call(1)')],
    ['a or b c', { or: [text('a'), { and: [text('b'), text('c')] }] }],
    ['a OR b', { or: [text('a'), text('b')] }],
    ['order', text('order')],
    ['(a or b) c', { and: [{ or: [text('a'), text('b')] }, text('c')] }],
    ['((a))', text('a')],
    ['-a', { not: text('a') }],
    ['--a', text('a')],
    ['-(a b)', { not: { and: [text('a'), text('b')] } }],
    ['a-b', text('a-b')],
    ['/a b\\/[/)]c/im', { key: 'regexp', source: 'a b\\/[/)]c', flags: 'im' }],
    ['(/a/)', { key: 'regexp', source: 'a', flags: '' }],
    ['dir:sent', { key: 'dir', direction: 'sent' }],
    ['type:binary', { key: 'type', type: 'binary' }],
    ['kind:life', { key: 'kind', kind: 'life' }],
    ['state:CLOSING', { key: 'state', state: 2 }],
    ['is:synthetic', { key: 'is', trait: 'synthetic' }],
    ['size:>1k', { key: 'size', range: { low: 1000, high: Infinity, withLow: false, withHigh: false } }],
    ['size:<=1.5MB', { key: 'size', range: { low: -Infinity, high: 1.5e6, withLow: false, withHigh: true } }],
    ['size:0', { key: 'size', range: { low: 0, high: 0, withLow: true, withHigh: true } }],
    ['size:1k..2k', { key: 'size', range: { low: 1000, high: 2000, withLow: true, withHigh: true } }],
    ['close:>=4000', { key: 'close', range: { low: 4000, high: Infinity, withLow: true, withHigh: false } }],
    ['socket:/chat', { key: 'socket', part: '/chat' }],
    ['socket:"/a b"', { key: 'socket', part: '/a b' }],
    ['socket:#3', { key: 'socket', number: 3 }],
    ['(socket:/chat)', { key: 'socket', part: '/chat' }],
    ['frame:top', { key: 'frame', top: true }],
    ['frame:"top"', { key: 'frame', part: 'top' }],
    [
      'time:>+1.5s',
      { key: 'time', since: 'construction', range: { low: 1500, high: Infinity, withLow: false, withHigh: false } },
    ],
    [
      'time:+200ms..+1m',
      { key: 'time', since: 'construction', range: { low: 200, high: 60_000, withLow: true, withHigh: true } },
    ],
    [
      'time:>12:30:01.5',
      { key: 'time', since: 'midnight', range: { low: 45_001_500, high: Infinity, withLow: false, withHigh: false } },
    ],
    [
      'time:12:30',
      { key: 'time', since: 'midnight', range: { low: 45_000_000, high: 45_060_000, withLow: true, withHigh: false } },
    ],
    ['json:$.user.id=42', json('$.user.id', '=', '42')],
    ['json:$.name="Ada L"', json('$.name', '=', 'Ada L', true)],
    ['json:$["a b"]!=x', json('$["a b"]', '!=', 'x')],
    ['json:$.items[?@.price < 10 && @.name == ")"]', json('$.items[?@.price < 10 && @.name == ")"]', null, '')],
    ['(json:$.a[(1)]~b) c', { and: [json('$.a[(1)]', '~', 'b'), text('c')] }],
  ])('reads %j', (text, filter) => {
    expect(read(text)).toEqual(filter)
  })

  it.each<[string, string, string]>([
    ['a sise:>1k', 'sise:', 'There is no “sise:”'],
    ['host:80', 'host:', 'write "host:80" in quotes'],
    ['size:big', 'big', 'a length such as >1k'],
    ['size:', 'size:', 'a length such as >1k'],
    ['size:2k..1k', '2k..1k', 'a length such as'],
    ['a -dir:up', 'up', 'sent or received'],
    ['is:odd', 'odd', 'synthetic, truncated'],
    ['close:abc', 'abc', 'a close code such as 1006'],
    ['time:5s', '5s', 'such as >+5s'],
    ['time:+5s', '+5s', 'time:<+5s, time:>+5s'],
    ['time:>25:00', '>25:00', 'of day'],
    ['a "b', '"b', 'Add " at the end'],
    ['""', '""', 'nothing between the quotes'],
    ['"\\d"', '"\\d"', 'Write \\\\ for a backslash'],
    ['a /b', '/b', 'write "/b" in quotes'],
    ['//', '//', 'empty'],
    ['/api/v1', '/api/v1', 'i, m and s, not v1'],
    ['a (b', '(', 'Add )'],
    ['a (b or', 'or', 'between two terms'],
    ['a b)', ')', 'closes nothing'],
    ['a ()', '()', 'nothing in these brackets'],
    ['or a', 'or', 'between two terms'],
    ['a or or b', 'or', 'between two terms'],
    ['a - b', '-', 'write "-" in quotes'],
    ['-', '-', 'write "-" in quotes'],
    ['socket:"/a', 'socket:"/a', 'Add " at the end'],
    ['socket:"a"b', '"a"b', 'round the whole value'],
    ['json:user.id', 'user.id', 'json:$.user.id'],
    ['json:$.a=', '=', 'Write what to compare with'],
    ['json:$.a=(b c)', '(b c)', 'Put this value in quotes'],
    ['json:$.a!b', '!', 'Write != for'],
    ['json:$.a[?@.b', 'json:$.a[?@.b', 'Close its brackets'],
    [`${'('.repeat(60)}a`, '(', 'Too many brackets'],
  ])('says of %j that %j is wrong', (text, marked, message) => {
    const [place, why] = fault(text)
    expect(place).toBe(marked)
    expect(why).toContain(message)
  })
})

function json(path: string, comparison: string | null, text: string, quoted = false) {
  return { key: 'json', path, comparison, operand: { text, quoted } }
}

/** Texts that come near to the language. */
const piece = fc.constantFrom(
  ...[
    'a',
    'Ü',
    '"',
    '"b c"',
    '\\',
    '/',
    '/x+/i',
    '(',
    ')',
    '-',
    ' ',
    ' or ',
    ':',
    'size:',
    '>1k',
    '1k..2k',
    'time:',
    '+5s',
    '+1.1min',
  ],
  ...[
    '12:30',
    '12:30:01.25',
    'socket:',
    '#3',
    'frame:top',
    'json:',
    '$.a',
    '[?@.b==1]',
    '=',
    '!=',
    '~',
    'is:json',
    'close:1006',
    "'",
  ],
)
const likely = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

/** Any UTF-16 units, surrogates without a partner included. */
const anything = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

describe('any text', () => {
  it('is read, or said to be wrong at a place inside it', () => {
    fc.assert(
      fc.property(fc.oneof(likely, anything), (text) => {
        const reading = parse(text)
        if (reading.ok) return true
        const { start, end, message } = reading.problem
        return start >= 0 && start < end && end <= text.length && message.length > 10
      }),
      { numRuns: 1000 },
    )
  })
  it('that was read is printed as a text that is read alike', () => {
    fc.assert(
      fc.property(likely, (text) => {
        const reading = parse(text)
        if (!reading.ok) return
        expect(read(print(reading.filter))).toEqual(shape(reading.filter))
      }),
      { numRuns: 1500 },
    )
  })
  it('of a hundred thousand brackets, dashes or quotes is read without a long way down', () => {
    for (const piece of ['(', '-', '"', ')', '/', 'json:[']) expect(() => parse(piece.repeat(100_000))).not.toThrow()
  })
})

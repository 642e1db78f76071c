import { describe, expect, it } from 'vitest'
import { Log, type Row } from '../../../src/core/log.ts'
import { complete, type Known } from '../../../src/core/query/complete.ts'
import { addTerm, readValue, readValues, replaceValue, toggleValue } from '../../../src/core/query/edit.ts'
import { hideLike, likeRow, onlyLike } from '../../../src/core/query/like.ts'

describe('the form of a filter', () => {
  it.each<[string, string | null]>([
    ['a dir:sent b', 'sent'],
    ['dir:sent dir:received', null],
    ['-dir:sent', null],
    ['(dir:sent)', null],
    ['dir:sent or a', null],
    ['dir:sent "open', 'sent'],
  ])('reads the direction of %j as %j', (text, value) => {
    expect(readValue(text, 'dir')).toBe(value)
  })
  it.each<[string, string | null, string]>([
    ['', 'sent', 'dir:sent'],
    ['a', 'sent', 'a dir:sent'],
    ['a dir:received b', 'sent', 'a dir:sent b'],
    ['a dir:received b', null, 'a b'],
    ['dir:received', null, ''],
    ['a dir:received', null, 'a'],
    ['dir:received dir:sent x', 'sent', 'dir:sent x'],
    ['a or b', 'sent', '(a or b) dir:sent'],
    ['-dir:sent', 'sent', '-dir:sent dir:sent'],
    ['a', null, 'a'],
  ])('turns %j, direction %j, into %j', (text, value, next) => {
    expect(replaceValue(text, 'dir', value)).toBe(next)
  })
  it('adds and removes one of several', () => {
    expect(toggleValue('is:json', 'is', 'synthetic', true)).toBe('is:json is:synthetic')
    expect(toggleValue('is:json is:synthetic', 'is', 'json', false)).toBe('is:synthetic')
    expect(toggleValue('is:json', 'is', 'json', true)).toBe('is:json')
    expect(readValues('is:json is:synthetic', 'is')).toEqual(['json', 'synthetic'])
  })
})

describe('completion', () => {
  const known: Known = {
    sockets: [
      { number: 0, url: 'wss://live.example/chat?x=1' },
      { number: 1, url: 'wss://live.example/a (b)' },
    ],
    frames: ['https://shop.example/basket'],
    closeCodes: [{ code: 1006, name: 'Abnormal closure' }],
  }
  /** `|` is the caret. */
  const offers = (marked: string) => {
    const caret = marked.indexOf('|')
    const text = marked.replace('|', '')
    const { start, end, suggestions } = complete(text, caret, known)
    return { replaces: text.slice(start, end), texts: suggestions.map(({ text }) => text) }
  }
  it('offers keys', () => {
    expect(offers('a s|')).toEqual({ replaces: 's', texts: ['size:', 'socket:', 'state:'] })
    expect(offers('-di|').texts).toEqual(['dir:'])
    expect(offers('|').texts).toContain('json:')
    expect(offers('apple|').texts).toEqual([])
  })
  it('offers the values of a key, those first that begin as typed', () => {
    expect(offers('dir:|')).toEqual({ replaces: 'dir:', texts: ['dir:sent', 'dir:received'] })
    expect(offers('kind:clo| b')).toEqual({ replaces: 'kind:clo', texts: ['kind:close', 'kind:closed'] })
    expect(offers('-(dir:r|)')).toEqual({ replaces: 'dir:r', texts: ['dir:received'] })
    expect(offers('dir:sent|').texts).toEqual([])
  })
  it('offers what was seen', () => {
    expect(offers('socket:|').texts).toEqual(['socket:/chat', 'socket:"/a%20(b)"', 'socket:#1', 'socket:#2'])
    expect(offers('socket:cha|').texts).toEqual(['socket:/chat'])
    expect(offers('frame:|').texts).toEqual(['frame:shop.example', 'frame:top'])
    expect(offers('close:|').texts).toEqual(['close:1006', 'close:>=4000'])
  })
  it('offers nothing inside of texts and expressions', () => {
    expect(offers('"di|"').texts).toEqual([])
    expect(offers('/di|/').texts).toEqual([])
  })
})

describe('messages like one', () => {
  const like = (row: Partial<Row>) => {
    const log = new Log()
    return likeRow(
      log,
      log.append({
        time: 0,
        kind: 'received',
        socket: 1,
        state: 1,
        flags: 0,
        size: 0,
        buffered: 0,
        body: null,
        ...row,
      }),
    )
  }
  it('are of its socket, direction and JSON type', () => {
    expect(like({ body: '{"id":1,"type":"order"}' })).toBe('socket:#2 dir:received json:$.type="order"')
    expect(like({ kind: 'sent', body: '{"op":10}' })).toBe('socket:#2 dir:sent json:$.op=10')
    expect(like({ body: '["message",{}]' })).toBe('socket:#2 dir:received json:$[0]="message"')
  })
  it('are of its type and about its size where it doesn’t say what it is', () => {
    expect(like({ body: 'ping', size: 4 })).toBe('socket:#2 dir:received type:text size:<10')
    expect(like({ body: new ArrayBuffer(250), size: 250 })).toBe('socket:#2 dir:received type:binary size:100..999')
  })
  it('are of its kind where it is none', () => {
    expect(like({ kind: 'open' })).toBe('socket:#2 kind:open')
  })
  it('are hidden, or shown alone, by a text that is added to what is there', () => {
    const log = new Log()
    const row = log.append({ time: 0, kind: 'open', socket: 0, state: 1, flags: 0, size: 0, buffered: 0, body: null })
    expect(hideLike('a or b', log, row)).toBe('(a or b) -(socket:#1 kind:open)')
    expect(onlyLike('a', log, row)).toBe('a socket:#1 kind:open')
    expect(addTerm(' ', 'x')).toBe('x')
  })
})

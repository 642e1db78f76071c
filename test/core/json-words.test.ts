import { describe, expect, it } from 'vitest'
import { jsonPlace, jsonWords } from '../../src/core/json-words.ts'

/** The place of the bar in a text. */
function at(marked: string) {
  return jsonPlace(marked.replace('|', ''), marked.indexOf('|'))
}

describe('a place in JSON', () => {
  it.each([
    ['{|', { kind: 'name', from: 1, name: null }],
    ['{"ty|', { kind: 'name', from: 1, name: null }],
    ['{"a": 1, ty|', { kind: 'name', from: 9, name: null }],
    ['{"type": |', { kind: 'value', from: 9, name: 'type' }],
    ['{"type": "he|"}', { kind: 'value', from: 9, name: 'type' }],
    ['{"a": {"b": 1}, "c": [{"d": tr|', { kind: 'value', from: 28, name: 'd' }],
    ['[|', { kind: 'value', from: 1, name: null }],
    ['{"a\\"b": "x|', { kind: 'value', from: 9, name: 'a"b' }],
  ])('%s', (text, place) => {
    expect(at(text)).toEqual(place)
  })
  it.each(['{"type"|', '{"a": "b" |', '{"a": {}|'])('%s: nothing can be offered', (text) => {
    expect(at(text)).toBeNull()
  })
})

describe('words', () => {
  it('are names and their scalar values, nested ones too, as JSON has them', () => {
    const { names, values } = jsonWords([
      '{"type": "a", "list": [{"deep": 1}]}',
      'no JSON',
      '{"type": "b", "x": null}',
      '[]',
      '1',
    ])
    expect([...names].sort()).toEqual(['deep', 'list', 'type', 'x'])
    expect([...(values.get('type') ?? [])]).toEqual(['"a"', '"b"'])
    expect([...(values.get('deep') ?? [])]).toEqual(['1'])
    expect([...(values.get('x') ?? [])]).toEqual(['null'])
  })
  it('are bounded', () => {
    const texts = Array.from({ length: 1000 }, (_, n) => JSON.stringify({ [`n${n}`]: 1, same: n, ['l'.repeat(99)]: 1 }))
    const { names, values } = jsonWords(texts)
    expect(names.size).toBe(300)
    expect(values.get('same')?.size).toBe(20)
    expect([...names].some((name) => name.length > 80)).toBe(false)
  })
})

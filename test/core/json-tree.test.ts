import { describe, expect, test } from 'vitest'
import {
  type JsonRow,
  type JsonValue,
  jsonRows,
  newOpened,
  type Opened,
  parseJson,
  rowPath,
  rowText,
  toggleRow,
} from '../../src/core/json-tree.ts'

function parse(text: string): JsonValue {
  const parsed = parseJson(text)
  if (!parsed.ok) throw new Error(`not JSON: ${text}`)
  return parsed.value
}

/** The rows as a person sees them. */
function drawn(value: JsonValue, opened: Opened): string[] {
  return jsonRows(value, opened).map((row) => {
    const sign = row.expandable ? (row.open ? '▾' : '▸') : ' '
    return `${'  '.repeat(row.depth)}${sign}${row.key === null ? '' : `${row.key}: `}${rowText(row)}`.trimEnd()
  })
}

function toggle(value: JsonValue, opened: Opened, ...keys: readonly string[]): void {
  for (const key of keys) toggleRow(opened, rowNamed(value, opened, key))
}

function rowNamed(value: JsonValue, opened: Opened, key: string): JsonRow {
  const row = jsonRows(value, opened).find((candidate) => candidate.key === key)
  if (!row) throw new Error(`no row ${key}`)
  return row
}

describe('the rows', () => {
  const value = parse('{"user": {"name": "Ann", "tags": ["a", "b"]}, "ok": true, "none": null, "n": -0}')

  test('are the root and its entries at first', () => {
    expect(drawn(value, newOpened())).toEqual([
      '▾{user: {…}, ok: true, none: null, n: -0}',
      '  ▸user: {name: "Ann", tags: Array(2)}',
      '   ok: true',
      '   none: null',
      '   n: -0',
    ])
  })

  test('open level by level, in their places', () => {
    const opened = newOpened()
    toggle(value, opened, 'user', 'tags')
    expect(drawn(value, opened)).toEqual([
      '▾{user: {…}, ok: true, none: null, n: -0}',
      '  ▾user: {name: "Ann", tags: Array(2)}',
      '     name: "Ann"',
      '    ▾tags: (2) ["a", "b"]',
      '       0: "a"',
      '       1: "b"',
      '   ok: true',
      '   none: null',
      '   n: -0',
    ])
  })

  test('close again with all that is below them', () => {
    const opened = newOpened()
    toggle(value, opened, 'user', 'tags', 'user', 'user')
    expect(jsonRows(value, opened).map((row) => row.key)).toEqual([null, 'user', 'name', 'tags', 'ok', 'none', 'n'])
  })

  test('are the root alone once that is closed', () => {
    const opened = newOpened()
    toggleRow(opened, jsonRows(value, opened)[0] as JsonRow)
    expect(drawn(value, opened)).toEqual(['▸{user: {…}, ok: true, none: null, n: -0}'])
  })

  test('of the next message open alike where its shape is alike', () => {
    const opened = newOpened()
    toggle(value, opened, 'user', 'tags')
    const next = parse('{"user": {"tags": [1]}, "tags": [2]}')
    expect(jsonRows(next, opened).map((row) => row.key)).toEqual([null, 'user', 'tags', '0', 'tags'])
  })

  test('of values without entries can not be opened', () => {
    const flat = parse('{"a": {}, "b": [], "c": ""}')
    const opened = newOpened()
    toggle(flat, opened, 'a', 'b', 'c')
    expect(drawn(flat, opened)).toEqual(['▾{a: {}, b: [], c: ""}', '   a: {}', '   b: []', '   c: ""'])
    expect(drawn(parse('7'), newOpened())).toEqual([' 7'])
  })
})

describe('many entries', () => {
  test('up to a hundred are shown at once, one more makes groups', () => {
    expect(jsonRows(new Array(100).fill(0), newOpened())).toHaveLength(101)
    expect(drawn(new Array(101).fill(0), newOpened()).slice(1)).toEqual(['  ▸[0 … 99]:', '  ▸[100 … 100]:'])
  })

  test('of a million each is reached by three openings and never more than a hundred rows a step', () => {
    const value = Array.from({ length: 1_000_000 }, (_, index) => index * 2)
    const opened = newOpened()
    expect(jsonRows(value, opened)).toHaveLength(101)
    toggle(value, opened, '[990000 … 999999]', '[999900 … 999999]')
    const rows = jsonRows(value, opened)
    expect(rows).toHaveLength(301)
    const last = rows.at(-1) as JsonRow
    expect([last.key, rowText(last), rowPath(last), last.depth]).toEqual(['999999', '1999998', '$[999999]', 3])
  })

  test('of an object are grouped too, and no name can pass for a group', () => {
    const value = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`name ${index}`, {}]))
    const opened = newOpened()
    toggle({ ...value, '[0 … 99]': { a: 1 } }, opened, '[0 … 99]')
    expect(jsonRows({ '[0 … 99]': { a: 1 } }, opened)).toHaveLength(2)
    expect(jsonRows(value, opened)).toHaveLength(1 + 1 + 100 + 1)
  })

  test('of two levels keep their own groups apart', () => {
    const value = [new Array(150).fill(0), ...new Array(120).fill(1)]
    const opened = newOpened()
    toggle(value, opened, '[0 … 99]', '0')
    const inner = jsonRows(value, opened).filter((row) => row.key === '[100 … 149]')
    expect(inner.map((row) => [row.depth, row.childCount, row.open])).toEqual([[3, 50, false]])
  })
})

test('a depth of 100,000 opens step by step and all at once', () => {
  const depth = 100_000
  const value = parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`)
  const opened = newOpened()
  // Opening all the way down by hand would list the rows for each step; the steps are what toggleRow leaves behind.
  let steps = opened.root
  for (let level = 1; level < depth && steps; level++) {
    const next: typeof steps = new Map()
    steps.set('0', next)
    steps = next
  }
  const rows = jsonRows(value, opened)
  expect(rows).toHaveLength(depth + 1)
  const last = rows.at(-1) as JsonRow
  expect([last.depth, rowText(last), rowPath(last).length]).toEqual([depth, '1', 1 + 3 * depth])
  toggleRow(opened, rows[depth - 1] as JsonRow)
  expect(jsonRows(value, opened)).toHaveLength(depth)
})

test('a text that is no JSON is no tree', () => {
  expect(parseJson('{"a": ')).toEqual({ ok: false })
})

test('an entry named __proto__ is an entry like any other', () => {
  const value = parse('{"__proto__": {"admin": true}, "constructor": 1}')
  const opened = newOpened()
  toggle(value, opened, '__proto__')
  expect(drawn(value, opened)).toEqual([
    '▾{__proto__: {…}, constructor: 1}',
    '  ▾__proto__: {admin: true}',
    '     admin: true',
    '   constructor: 1',
  ])
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

describe('the text of a row', () => {
  const text = (value: JsonValue) => rowText(jsonRows(value, newOpened())[0] as JsonRow)

  test('stays near a hundred units for an object of many or long entries', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, 'v'.repeat(1000)]))
    expect(text(many).length).toBeLessThan(220)
    expect(text(many)).toMatch(/, …}$/)
    expect(text({ ['n'.repeat(10_000)]: 1 })).toBe(`{"${'n'.repeat(40)}"…: 1}`)
  })

  test('stays near a hundred units for a long array', () => {
    expect(text(new Array(1_000_000).fill(1))).toMatch(/^\(1000000\) \[(1, ){34}…]$/)
  })

  test('is the head of a long string', () => {
    expect(text('a'.repeat(10_000_000))).toBe(`"${'a'.repeat(500)}"…`)
  })

  test('is one line in which everything can be seen', () => {
    expect(text('a\nb\u202e\ud800')).toBe('"a\\nb\\u202e\\ud800"')
    expect(text({ 'x\u200by': 'a\n' })).toBe('{"x\\u200by": "a\\n"}')
  })
})

test.each([
  ['{"user": {"tags": [{"x-y": 1}]}}', ['user', 'tags', '0'], '$.user.tags[0]["x-y"]'],
  ['{"": {"a\\"b": {"9": {"é": 1}}}}', ['', 'a"b', '9'], '$[""]["a\\"b"]["9"]["é"]'],
  ['{"__proto__": [[1]]}', ['__proto__', '0'], '$.__proto__[0][0]'],
])('the path to the deepest row of %s is JSONPath', (json, keys, path) => {
  const value = parse(json)
  const opened = newOpened()
  for (const key of keys) toggle(value, opened, key)
  expect(rowPath(jsonRows(value, opened).at(-1) as JsonRow)).toBe(path)
})

test('the path to the root is the root sign', () => {
  expect(rowPath(jsonRows({}, newOpened())[0] as JsonRow)).toBe('$')
})

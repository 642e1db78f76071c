import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newOpened, type Opened } from '../../../src/core/decoders/opened.ts'
import { readJson } from '../../../src/core/decoders/read-json.ts'
import { type Tree, TreeBuilder, treeOf } from '../../../src/core/decoders/tree.ts'
import { treeJson } from '../../../src/core/decoders/tree-json.ts'
import { rowPath, rowText, toggleRow, treeRows } from '../../../src/core/decoders/tree-rows.ts'

const lines = (tree: Tree, opened: Opened): string[] =>
  treeRows(tree, opened).map((row) => `${'  '.repeat(row.depth)}${row.key ?? '$'}: ${rowText(tree, row)}`)

const open = (tree: Tree, opened: Opened, ...paths: string[]): void => {
  for (const path of paths) {
    const row = treeRows(tree, opened).find((one) => rowPath(tree, one) === path && one.kind !== 'group')
    if (!row) throw new Error(`No row at ${path}`)
    toggleRow(opened, row)
  }
}

const example = treeOf({ user: { name: 'Ada', tags: ['a', 'b'] }, 'x-y': [null, true], bytes: Uint8Array.of(1, 255) })

describe('rows of a tree', () => {
  it('begin with the root and what is in it', () => {
    expect(lines(example, newOpened())).toEqual([
      `$: {user: {…}, x-y: […], bytes: h'01ff'}`,
      '  user: {name: "Ada", tags: […]}',
      '  x-y: (2) [null, true]',
      `  bytes: h'01ff'`,
    ])
  })
  it('open where somebody opens them, and in the next message alike', () => {
    const opened = newOpened()
    open(example, opened, '$.user', '$.user.tags')
    expect(lines(example, opened)).toContain('      1: "b"')
    const other = treeOf({ first: 0, user: { tags: ['z'] } })
    expect(lines(other, opened)).toEqual([
      '$: {first: 0, user: {…}}',
      '  first: 0',
      '  user: {tags: […]}',
      '    tags: (1) ["z"]',
      '      0: "z"',
    ])
    open(example, opened, '$.user')
    expect(lines(example, opened)).toHaveLength(4)
  })
  it('are grouped by hundreds where there are many', () => {
    const many = treeOf(Array.from({ length: 1_000_000 }, (_, index) => index))
    const opened = newOpened()
    const rows = treeRows(many, opened)
    expect(rows).toHaveLength(101)
    expect(rows[1]?.key).toBe('[0 … 9999]')
    toggleRow(opened, rows[100] as (typeof rows)[0])
    const inner = treeRows(many, opened)
    toggleRow(opened, inner.at(-1) as (typeof rows)[0])
    const last = treeRows(many, opened).at(-1)
    expect(last && [last.key, rowText(many, last), rowPath(many, last)]).toEqual(['999999', '999999', '$[999999]'])
  })
  it('show tags, with what is in them one level below and no step of a path', () => {
    const tree = new TreeBuilder().open('object').open('tag', 'id', 'ObjectId').leaf('string', '64').close().done()
    const opened = newOpened()
    open(tree, opened, '$.id')
    expect(lines(tree, opened)).toEqual(['$: {id: ObjectId(…)}', '  id: ObjectId("64")', '    $: "64"'])
  })
  it('bear any depth', () => {
    const { tree } = readJson('['.repeat(100_000) + ']'.repeat(100_000))
    expect(treeRows(tree as Tree, newOpened())).toHaveLength(2)
    expect(treeJson(tree as Tree)).toContain('[]')
  })
})

describe('a tree as JSON', () => {
  it('says the same as the value did', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        const reading = readJson(text)
        if (reading.tree === null || reading.tree.text.includes('JSON in a string')) return
        expect(JSON.parse(treeJson(reading.tree))).toEqual(JSON.parse(text))
      }),
    )
  })
  it('keeps digits and equal names, and writes what JSON lacks', () => {
    const { tree } = readJson('{"a":1.10,"a":12345678901234567890,"b":[],"c":{}}')
    expect(treeJson(tree as Tree)).toBe('{\n  "a": 1.10,\n  "a": 12345678901234567890,\n  "b": [],\n  "c": {}\n}')
    const builder = new TreeBuilder()
      .open('array')
      .bytes(Uint8Array.of(1, 2, 3))
      .leaf('number', 'NaN')
    builder.open('tag', null, '2 bignum').leaf('number', '18446744073709551616').close().leaf('undefined', null)
    expect(treeJson(builder.done())).toBe('[\n  "AQID",\n  "NaN",\n  18446744073709551616,\n  null\n]')
  })
})

import { describe, expect, it } from 'vitest'
import { readJson } from '../../../src/core/decoders/read-json.ts'
import { type Tree, TreeBuilder } from '../../../src/core/decoders/tree.ts'
import { nodeAt, pathText, type TreePath } from '../../../src/core/decoders/tree-path.ts'
import { nodeSummary } from '../../../src/core/decoders/tree-summary.ts'

function json(text: string): Tree {
  const reading = readJson(text)
  if (!reading.ok) throw new Error('No JSON')
  return reading.tree
}
const found = (tree: Tree, path: TreePath): string | null => {
  const node = nodeAt(tree, path)
  return node === null ? null : nodeSummary(tree, node, 100)
}

describe('a path', () => {
  it('leads to a value, through objects and arrays', () => {
    const tree = json('{"user":{"tags":["a","b"],"__proto__":1},"x-y":null}')
    expect(found(tree, ['user', 'tags', 1])).toBe('"b"')
    expect(found(tree, ['user', '__proto__'])).toBe('1')
    expect(found(tree, ['x-y'])).toBe('null')
    expect(found(tree, [])).toContain('user')
  })
  it('leads nowhere where there is no such value', () => {
    const tree = json('{"user":{"tags":["a"]},"0":1}')
    for (const path of [['lost'], ['user', 'tags', 1], ['user', 'tags', '0'], [0], ['user', 'tags', 0, 'more']]) {
      expect(nodeAt(tree, path)).toBe(null)
    }
  })
  it('takes the last of equal names, and passes through tags', () => {
    expect(found(json('{"a":1,"a":2}'), ['a'])).toBe('2')
    const tagged = new TreeBuilder()
      .open('tag', null, 'one')
      .open('object')
      .open('tag', 'a', 'two')
      .leaf('number', '5')
      .done()
    expect(found(tagged, ['a'])).toBe('5')
  })
  it('is written as JSONPath', () => {
    expect(pathText(['user', 'tags', 0, 'x-y', 'a"b'])).toBe('$.user.tags[0]["x-y"]["a\\"b"]')
  })
})

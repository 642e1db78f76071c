import { describe, expect, it } from 'vitest'
import { NODE_KINDS, type Tree, treeOf } from '../../../src/core/decoders/tree.ts'

function kinds(tree: Tree): string[] {
  return Array.from(tree.kind, (kind) => NODE_KINDS[kind] as string)
}

describe('a tree', () => {
  it('has parents before their children and knows where each node ends', () => {
    const tree = treeOf({ a: [1, 'x'], b: null })
    expect(kinds(tree)).toEqual(['object', 'array', 'number', 'string', 'null'])
    expect([...tree.parent]).toEqual([-1, 0, 1, 1, 0])
    expect([...tree.end]).toEqual([5, 4, 3, 4, 5])
    expect(tree.key).toEqual([null, 'a', null, null, 'b'])
    expect(tree.text).toEqual([null, null, '1', 'x', null])
  })

  it('keeps what JSON has no words for', () => {
    const tree = treeOf(
      new Map<unknown, unknown>([
        [1, 2n ** 70n],
        [new Uint8Array([1, 255]), new Uint8Array([7])],
        ['z', -0],
      ]),
    )
    expect(tree.key).toEqual([null, '1', "h'01ff'", 'z'])
    expect(tree.text).toEqual([null, '1180591620717411303424', null, '-0'])
    expect(tree.bytes.get(2)).toEqual(new Uint8Array([7]))
  })

  it('holds a value of any depth, and ends a circle', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth++) deep = [deep]
    expect(treeOf(deep).kind.length).toBe(100_001)
    const circle: { self?: object } = {}
    circle.self = circle
    expect(treeOf(circle).text).toEqual([null, 'circular'])
  })
})

import { describe, expect, it, vi } from 'vitest'
import { Wholes } from '../../src/content/wholes.ts'

// Node 20 has all that the hook takes from a page's realm but this one.
vi.hoisted(() => {
  globalThis.CloseEvent ??= class extends Event {} as never
})

const MEBIBYTE = 2 ** 20

describe('Wholes', () => {
  it('hands out slices of 4 MiB at the most, until there is no more', () => {
    const wholes = new Wholes()
    wholes.keep(3, 'x'.repeat(5 * MEBIBYTE), 5 * MEBIBYTE)
    const lengths = [0, 4 * MEBIBYTE, 5 * MEBIBYTE].map((from) => (wholes.slice(3, from) as string).length)
    expect(lengths).toEqual([4 * MEBIBYTE, MEBIBYTE, 0])
  })

  it('hands out copies of bytes', () => {
    const wholes = new Wholes()
    const bytes = Uint8Array.of(1, 2, 3)
    wholes.keep(0, bytes.buffer, 3)
    const slice = wholes.slice(0, 1) as ArrayBuffer
    new Uint8Array(slice).fill(9)
    expect([...new Uint8Array(slice)]).toEqual([9, 9])
    expect([...bytes]).toEqual([1, 2, 3])
  })

  it('hands out Blobs as Blobs, which the relay reads', async () => {
    const wholes = new Wholes()
    wholes.keep(0, new Blob(['abc']), 3)
    expect(await (wholes.slice(0, 1) as Blob).text()).toBe('bc')
  })

  it('lets the oldest go when they weigh more than 512 MiB, a text two bytes a unit', () => {
    const wholes = new Wholes()
    wholes.keep(1, 'a', 200 * MEBIBYTE)
    wholes.keep(2, 'b', 50 * MEBIBYTE)
    expect(wholes.slice(1, 0)).toBe('a')
    wholes.keep(3, 'c', 10 * MEBIBYTE)
    expect([1, 2, 3].map((row) => wholes.slice(row, 0))).toEqual([null, 'b', 'c'])
    wholes.keep(4, 'too long', 300 * MEBIBYTE)
    expect(wholes.slice(4, 0)).toBeNull()
    expect(wholes.slice(2, 0)).toBe('b')
  })

  it('lets all go when nobody watches', () => {
    const wholes = new Wholes()
    wholes.keep(1, 'a', 1)
    wholes.clear()
    expect(wholes.slice(1, 0)).toBeNull()
  })
})

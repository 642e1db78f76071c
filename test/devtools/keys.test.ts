import { describe, expect, it } from 'vitest'
import { isFilter, isFind, isSend, type KeyPress, moved, rawView } from '../../src/devtools/keys.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('moving in a list', () => {
  it('stays inside it', () => {
    expect(moved(press('ArrowUp'), 0, 10, 4)).toBe(0)
    expect(moved(press('ArrowDown'), 9, 10, 4)).toBe(9)
    expect(moved(press('PageUp'), 2, 10, 4)).toBe(0)
    expect(moved(press('PageDown'), 8, 10, 4)).toBe(9)
  })
  it('begins at the top with down, at the bottom with up', () => {
    expect(moved(press('ArrowDown'), -1, 10, 4)).toBe(0)
    expect(moved(press('ArrowUp'), -1, 10, 4)).toBe(9)
  })
  it('goes nowhere in an empty list, or with a modifier, which is the browser’s', () => {
    expect(moved(press('End'), -1, 0, 4)).toBeNull()
    expect(moved(press('End', { shiftKey: true }), 3, 10, 4)).toBeNull()
  })
})

it('a slash is the filter’s only where it would not be typed', () => {
  expect(isFilter(press('/'), false)).toBe(true)
  expect(isFilter(press('/', { shiftKey: true }), false)).toBe(true)
  expect(isFilter(press('/'), true)).toBe(false)
  expect(isFind(press('f', { metaKey: true }))).toBe(true)
})

it('Enter alone writes a line, with Ctrl it sends', () => {
  expect(isSend(press('Enter'))).toBe(false)
  expect(isSend(press('Enter', { ctrlKey: true }))).toBe(true)
})

it('shows a message raw by Space, in hex with Shift', () => {
  expect([rawView(press(' ')), rawView(press(' ', { shiftKey: true }))]).toEqual(['text', 'hex'])
  expect([rawView(press(' ', { ctrlKey: true })), rawView(press('x'))]).toEqual([null, null])
})

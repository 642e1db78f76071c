import { expect, test } from 'vitest'
import { positionOf, positionText } from '../../src/core/text-position.ts'

test('lines end with LF, CR LF or CR, and CR LF ends one line only', () => {
  const text = 'ab\ncd\r\nef\rgh'
  const places = ['a', 'c', 'e', 'g', 'h'].map((letter) => positionOf(text, text.indexOf(letter)))
  expect(places.map(({ line, column }) => `${line}:${column}`)).toEqual(['1:1', '2:1', '3:1', '4:1', '4:2'])
})

test('the end of a text that ends with a line break is the start of another line', () => {
  expect(positionOf('a\n', 2)).toEqual({ line: 2, column: 1 })
})

test('a text of one line needs no line number', () => {
  expect(positionText('abc', 2)).toBe('Column 3')
  expect(positionText('a\nbc', 3)).toBe('Line 2, column 2')
})

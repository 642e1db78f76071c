import { expect, test } from 'vitest'
import { visible, visibleLine } from '../../src/core/visible.ts'

test('ASCII controls are shown as their pictures', () => {
  expect(visibleLine('a\0b\r\n\t\x1b[31m\x7f')).toBe('a␀b␍␊␉␛[31m␡')
})

test('a file name that bidirectional controls disguise is shown as it is stored', () => {
  expect(visibleLine('invoice\u202Egnp.exe')).toBe('invoice\\u202egnp.exe')
})

test.each([
  ['zero-width space', '\u200b', '\\u200b'],
  ['byte order mark', '\ufeff', '\\ufeff'],
  ['isolate', '\u2066', '\\u2066'],
  ['soft hyphen', '\u00ad', '\\u00ad'],
  ['C1 control', '\u0085', '\\u0085'],
  ['line separator', '\u2028', '\\u2028'],
  ['Hangul filler', '\u3164', '\\u3164'],
  ['combining grapheme joiner', '\u034f', '\\u034f'],
  ['tag character', '\u{e0041}', '\\u{e0041}'],
])('a %s is shown as an escape', (_name, character, shown) => {
  expect(visibleLine(`a${character}b`)).toBe(`a${shown}b`)
})

test('surrogates without a partner are shown, pairs stay', () => {
  expect(visibleLine('\ud83d|\ude00|\ud83d\ude00')).toBe('\\ud83d|\\ude00|😀')
})

test('letters of any script, combining marks and emoji with variation selectors stay', () => {
  const text = 'Grüße 你好 שלום नमस्ते e\u0301 ❤\ufe0f'
  expect(visibleLine(text)).toBe(text)
})

test('a text in full keeps its line feeds and tabs, and shows all else', () => {
  expect(visible('a\tb\r\nc\u202e\0')).toBe('a\tb␍\nc\\u202e␀')
})

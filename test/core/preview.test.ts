import { describe, expect, test } from 'vitest'
import { previewBytes, previewText } from '../../src/core/preview.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('previewText', () => {
  test('is one line, whatever the text holds', () => {
    expect(previewText('{\n\t"a": 1\r\n}\u2028')).toBe('{␊␉"a": 1␍␊}\\u2028')
  })

  test('says by a dot triple that more follows, and only then', () => {
    expect(previewText('abcdef', 3)).toBe('abc…')
    expect(previewText('abc', 3)).toBe('abc')
  })

  test('never splits a pair of surrogates', () => {
    expect(previewText('ab😀c', 3)).toBe('ab…')
    expect(previewText('ab😀c', 4)).toBe('ab😀…')
    expect(previewText('😀😀', 1)).toBe('…')
  })

  test('shows a surrogate that has no partner at the cut', () => {
    expect(previewText('ab\ud83dc', 3)).toBe('ab\\ud83d…')
    expect(previewText('ab\ude00c', 3)).toBe('ab\\ude00…')
  })

  test('stays short for a message of 100 MB that is all controls', () => {
    expect(previewText('\u202e'.repeat(100_000_000), 10)).toBe(`${'\\u202e'.repeat(10)}…`)
  })
})

describe('previewBytes', () => {
  test('is hex, and the text that the bytes say', () => {
    expect(previewBytes(encode('Hi\n'))).toBe('48 69 0a “Hi␊”')
  })

  test('is hex alone for bytes that are no text', () => {
    expect(previewBytes(Uint8Array.of(0, 1, 0xff))).toBe('00 01 ff')
  })

  test('is cut in both, and leaves out a character that the cut splits', () => {
    expect(previewBytes(encode('ab你c'), 4)).toBe('61 62 e4 bd … “ab…”')
    expect(previewBytes(new Uint8Array(9), 2)).toBe('00 00 …')
  })

  test('is empty for no bytes', () => {
    expect(previewBytes(new Uint8Array())).toBe('')
  })
})

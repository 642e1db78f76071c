import { describe, expect, it } from 'vitest'
import { cEscape } from '../../src/core/c-escape.ts'

describe('a C escape', () => {
  it('says every byte, without a digit that could belong to the one before', () => {
    const bytes = new Uint8Array([0x41, 0x00, 0x31, 0x0a, 0x22, 0x5c, 0x3f, 0x3f, 0x3d, 0xff, 0x7f])
    expect(cEscape(bytes)).toBe('"A\\0001\\n\\"\\\\\\?\\?=\\377\\177"')
  })

  it('of text is its UTF-8', () => {
    expect(cEscape(new TextEncoder().encode('ü'))).toBe('"\\303\\274"')
  })
})

import { describe, expect, it } from 'vitest'
import { readOwnFile, withShared, writeOwnFile } from '../../../src/core/decoders/own-file.ts'
import type { OwnDecoder } from '../../../src/core/decoders/preferences.ts'

const TICKS: OwnDecoder = { id: 4, name: 'Ticks', url: '/ticks', code: 'function decode() {}' }

describe('a file of decoders', () => {
  it('is read as it was written, without ids', () => {
    const { id: _, ...shared } = TICKS
    expect(readOwnFile(writeOwnFile([TICKS]))).toEqual([shared])
  })
  it('adds those that are not here yet, with ids of their own', () => {
    const other = { name: 'Ticks', url: '/ticks', code: 'function decode() { return 1 }' }
    expect(withShared([TICKS], [TICKS, other, other])).toEqual([TICKS, { id: 5, ...other }])
  })
  it('that is none, or another’s, or from later, is refused in words', () => {
    expect(readOwnFile('function decode() {}')).toContain('it is not JSON')
    expect(readOwnFile('{"type":"sockeye-messages"}')).toContain('This is no file of decoders')
    const later = writeOwnFile([TICKS]).replace('"version": 1', '"version": 2')
    expect(readOwnFile(later)).toContain('a later version')
    expect(readOwnFile(writeOwnFile([{ ...TICKS, code: 5 as never }]))).toContain('code')
  })
})

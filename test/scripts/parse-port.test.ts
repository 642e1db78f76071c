import { afterEach, describe, expect, it, vi } from 'vitest'
import { parsePort } from '../../scripts/parse-port.ts'

afterEach(() => vi.unstubAllEnvs())

describe('parsePort', () => {
  it('takes the flag before the variable, and the variable before the usual port', () => {
    vi.stubEnv('SOME_PORT', '2')
    expect(parsePort('--port', '1', 'SOME_PORT', 3)).toBe(1)
    expect(parsePort('--port', undefined, 'SOME_PORT', 3)).toBe(2)
    expect(parsePort('--port', undefined, 'OTHER_PORT', 3)).toBe(3)
  })

  it('says where the wrong port came from', () => {
    vi.stubEnv('SOME_PORT', '65536')
    expect(() => parsePort('--port', undefined, 'SOME_PORT', 3)).toThrow(/^SOME_PORT takes a port.*not 65536$/)
    for (const text of ['-1', '1.5', 'http']) {
      expect(() => parsePort('--port', text, 'SOME_PORT', 3)).toThrow(/^--port/)
    }
  })
})

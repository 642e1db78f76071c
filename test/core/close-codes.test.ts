import { expect, test } from 'vitest'
import { closeCode } from '../../src/core/close-codes.ts'

test('1006 says that there was no close frame', () => {
  const { name, meaning } = closeCode(1006)
  expect(name).toBe('Abnormal closure')
  expect(meaning).toContain('without a close frame')
})

test.each([
  [0, 'Unused'],
  [999, 'Unused'],
  [1000, 'Normal closure'],
  [1015, 'TLS handshake'],
  [1016, 'Reserved'],
  [2999, 'Reserved'],
  [3000, 'Unauthorized'],
  [3001, 'Library code'],
  [3003, 'Forbidden'],
  [3008, 'Timeout'],
  [3999, 'Library code'],
  [4000, 'Application code'],
  [4999, 'Application code'],
  [5000, 'Undefined'],
  [65535, 'Undefined'],
])('%i is named %s', (code, name) => {
  expect(closeCode(code).name).toBe(name)
})

test('every code has one sentence and the address of its source', () => {
  for (let code = 900; code < 5100; code++) {
    const { meaning, source } = closeCode(code)
    expect(meaning).toMatch(/^[A-Z][^.]*\.$/)
    expect(source).toMatch(/^https:\/\/(www\.rfc-editor\.org\/rfc\/rfc6455|www\.iana\.org\/assignments\/websocket)/)
  }
})

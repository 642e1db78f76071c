import { expect, it } from 'vitest'
import { lintJson } from '../../src/core/lint-json.ts'

it('finds nothing wrong in JSON, nor in nothing', () => {
  expect(lintJson('{"a": 1}', true)).toBeNull()
  expect(lintJson('  ', true)).toBeNull()
})
it('takes placeholders for values where they are filled in, and keeps the offsets', () => {
  expect(lintJson('{"a": {{counter}}, "b": "{{uuid}}"}', true)).toBeNull()
  expect(lintJson('{"a": {{counter}},}', true)).toMatchObject({ at: 17 })
  expect(lintJson('{"a": {{counter}}}', false)).toMatchObject({ at: 7 })
})

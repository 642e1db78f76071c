import { expect, it } from 'vitest'
import { DEFAULT_LIMITS, limitsOf, MOST_LIMITS } from '../../src/core/history-limits.ts'

it('takes limits as they were stored', () => {
  expect(limitsOf({ rows: 0, bytes: 5 })).toEqual({ rows: 0, bytes: 5 })
  expect(limitsOf(MOST_LIMITS)).toEqual(MOST_LIMITS)
})

it.each([undefined, null, 5, 'many', {}, { rows: -1, bytes: Number.NaN }, { rows: 1e9, bytes: '2' }])(
  'takes the defaults in place of %o',
  (stored) => {
    expect(limitsOf(stored)).toEqual(DEFAULT_LIMITS)
  },
)

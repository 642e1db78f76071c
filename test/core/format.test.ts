import { expect, test } from 'vitest'
import { age, count, sincePrevious, timeOfDay } from '../../src/core/format.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

test('the time of day is local, to the millisecond, in digits of equal number', () => {
  expect(timeOfDay(new Date(2026, 0, 2, 3, 4, 5, 6).getTime() + 0.9)).toBe('03:04:05.006')
  expect(timeOfDay(new Date(2026, 11, 31, 23, 59, 59, 999).getTime())).toBe('23:59:59.999')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])(
  'a time that a hostile page made up (%d) is a dash',
  (time) => {
    expect(timeOfDay(time)).toBe('–')
  },
)

test.each([
  [0, '+0 ms'],
  [0.04, '+0 ms'],
  [0.3, '+0.3 ms'],
  [9.96, '+10 ms'],
  [12, '+12 ms'],
  [999.4, '+999 ms'],
  [999.6, '+1.00 s'],
  [1250, '+1.25 s'],
  [54_990, '+54.99 s'],
  [59_990, '+59.99 s'],
  [59_996, '+1 min 0 s'],
  [MINUTE, '+1 min 0 s'],
  [2 * MINUTE + 3 * SECOND, '+2 min 3 s'],
  [2 * MINUTE - 1, '+2 min 0 s'],
  [HOUR - 1, '+1 h 0 min'],
  [HOUR + 5 * MINUTE, '+1 h 5 min'],
  [50 * HOUR, '+2 d 2 h'],
  [-0.3, '−0.3 ms'],
  [-1250, '−1.25 s'],
  [Number.NaN, '–'],
])('%d ms since the previous row is said as %s', (time, text) => {
  expect(sincePrevious(time)).toBe(text)
})

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [59_999, '59 s'],
  [61_000, '1 min 1 s'],
  [HOUR - 1, '59 min 59 s'],
  [HOUR + 4 * MINUTE, '1 h 4 min'],
  [24 * HOUR, '1 d 0 h'],
])('an age of %d ms is said as %s', (time, text) => {
  expect(age(time)).toBe(text)
})

test('counts have separators', () => {
  expect(count(0)).toBe('0')
  expect(count(1234567)).toBe('1,234,567')
})

import { describe, expect, it } from 'vitest'
import { NO_TESTS, sumOf, tallyOf, tallyText } from '../../scripts/tally.ts'

const file = (status: string, ...statuses: string[]) => ({
  name: 'some.test.ts',
  status,
  assertionResults: statuses.map((status, at) => ({ fullName: `test ${at}`, status })),
})

describe('tally', () => {
  it('counts passed and failed tests, and names those that did not run', () => {
    const report = { testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'todo')] }
    expect(tallyOf(report)).toEqual({ passed: 2, failed: 1, skipped: ['test 2', 'test 1'] })
  })

  it('counts a file that could not be loaded as a failure', () => {
    expect(tallyOf({ testResults: [file('failed')] }).failed).toBe(1)
  })

  it('counts a file whose tests passed but which failed as a failure', () => {
    expect(tallyOf({ testResults: [file('failed', 'passed')] })).toEqual({ passed: 1, failed: 1, skipped: [] })
  })

  it('closes with the plain line, after the names of skipped tests', () => {
    const sum = sumOf([NO_TESTS, { passed: 3, failed: 0, skipped: ['a'] }, { passed: 1, failed: 2, skipped: [] }])
    expect(tallyText(sum)).toBe('Skipped: a\n4 passed, 2 failed, 1 skipped')
  })
})

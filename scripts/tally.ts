/** How tests ended. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  /** Full names of the tests that did not run. */
  readonly skipped: readonly string[]
}

export const NO_TESTS: Tally = { passed: 0, failed: 0, skipped: [] }

/** What is used of a report of vitest's JSON reporter. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** Counts a report. A file that failed without a failed test, say because it can't be loaded, counts as one that failed. */
export function tallyOf({ testResults }: Report): Tally {
  const files = testResults.map(({ status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').length
    return {
      passed: assertionResults.filter((test) => test.status === 'passed').length,
      failed: failed === 0 && status === 'failed' ? 1 : failed,
      skipped: assertionResults
        .filter((test) => test.status !== 'passed' && test.status !== 'failed')
        .map((test) => test.fullName),
    }
  })
  return sumOf(files)
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  }
}

/** The closing line. */
export function tallyLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`
}

/** The names of what was skipped, then the closing line. */
export function tallyText(tally: Tally): string {
  return [...tally.skipped.map((name) => `Skipped: ${name}`), tallyLine(tally)].join('\n')
}

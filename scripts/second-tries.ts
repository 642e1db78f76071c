import type { Reporter, TestCase } from 'vitest/node'

/** Says at the end which tests passed only when they were tried again: each of them is a fault of the test or of Sockeye. */
export default class SecondTries implements Reporter {
  readonly #names: string[] = []

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.project.name}: ${test.fullName}`)
  }

  onTestRunEnd(): void {
    for (const name of this.#names) console.log(`Passed at a second try: ${name}`)
  }
}

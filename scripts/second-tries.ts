import type { Reporter, TestCase } from 'vitest/node'

/** UTF-16 units that are shown of why the first try failed. */
const MOST = 600

/** Says at the end which tests passed only when they were tried again, and why: each is a fault of the test or of Sockeye. */
export default class SecondTries implements Reporter {
  readonly #lines: string[] = []

  onTestCaseResult(test: TestCase): void {
    if (!test.diagnostic()?.flaky) return
    const reasons = (test.result().errors ?? []).map(({ message }) => message.slice(0, MOST))
    this.#lines.push(`Passed at a second try: ${test.project.name}: ${test.fullName}`, ...reasons)
  }

  onTestRunEnd(): void {
    for (const line of this.#lines) console.log(line)
  }
}

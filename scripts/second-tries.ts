import type { Reporter, TestCase } from 'vitest/node'

/** UTF-16 units that are shown of why the first try failed, and of what differed from what was expected. */
const MOST = 600
/** Lines of a difference, past the colours that they are written in. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is what begins a colour.
const DIFFERENT = /^(?:\u001b\[\d+m)*[-+]/

/** Says at the end which tests passed only when they were tried again, and why: each is a fault of the test or of Sockeye. */
export default class SecondTries implements Reporter {
  readonly #lines: string[] = []

  onTestCaseResult(test: TestCase): void {
    if (!test.diagnostic()?.flaky) return
    const reasons = (test.result().errors ?? []).flatMap(({ message, diff }) => {
      const differences = diff?.split('\n').filter((line) => DIFFERENT.test(line)) ?? []
      return [message.slice(0, MOST), differences.join('\n').slice(0, MOST)]
    })
    this.#lines.push(`Passed at a second try: ${test.project.name}: ${test.fullName}`, ...reasons)
  }

  onTestRunEnd(): void {
    for (const line of this.#lines) if (line !== '') console.log(line)
  }
}

import { defineConfig } from 'vitest/config'

/** Browser tests: the same files once for each browser, two browsers at a time. */
const inBrowser = (browser: 'chromium' | 'firefox') => ({
  test: {
    name: browser,
    include: ['test/browser/**/*.test.ts'],
    provide: { browser },
    // Longer than the driver's own patience, whose messages say more.
    testTimeout: 90_000,
    hookTimeout: 180_000,
    // Two browsers on two processors: what passes at a second try is named at the end (scripts/second-tries.ts).
    retry: 1,
    maxWorkers: 2,
    // After the unit tests, both browsers together.
    sequence: { groupOrder: 1 },
  },
})

export default defineConfig({
  test: {
    projects: [
      {
        // As scripts/build.ts does for Chrome.
        define: { FIREFOX: 'false' },
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**'],
          // Tests of components name their own environment in a comment at their top.
          environment: 'node',
          // Files share what they import, libraries above all: half the time. So what a file changes it must set back.
          isolate: false,
          // Far more than any takes: machines may do much else.
          testTimeout: 30_000,
        },
      },
      inBrowser('chromium'),
      inBrowser('firefox'),
    ],
  },
})

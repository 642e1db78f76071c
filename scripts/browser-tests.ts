/** `npm run browser`: the browser tests alone, of what is built from the sources as they are. */
import { parseArgs } from 'node:util'
import { BROWSERS } from './browsers/find.ts'
import { ensureBrowsers } from './browsers/install.ts'
import { parseBrowser } from './browsers/parse-browser.ts'
import { build } from './build.ts'
import { runBrowserTests } from './run-tests.ts'
import { tallyLine, tallyText } from './tally.ts'

const USAGE = `npm run browser -- [options] [part of a file's name …]

  --browser chrome|firefox  in one browser only
  -t, --test PATTERN        only tests whose names match
  --headed                  with windows that can be watched
  --help                    says this`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      browser: { type: 'string' },
      test: { type: 'string', short: 't' },
      headed: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
  } else {
    const browsers = values.browser === undefined ? BROWSERS : [parseBrowser(values.browser)]
    ensureBrowsers(browsers)
    await build()
    const pattern = values.test === undefined ? [] : ['-t', values.test]
    const headed = values.headed ? { SOCKEYE_HEADED: '1' } : {}
    const { tally, ok } = await runBrowserTests(browsers, [...positionals, ...pattern], headed)
    // Tests that a pattern left out are no news.
    console.log(`\n${values.test === undefined ? tallyText(tally) : tallyLine(tally)}`)
    process.exitCode = ok ? 0 : 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

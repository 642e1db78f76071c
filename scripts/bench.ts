/** `npm run bench`: what Sockeye costs and what it can take, measured in real browsers. bench/README.md says how. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Contenders } from './bench/contenders.ts'
import type { Bench, FigureKind, Measured, Measurement, Place } from './bench/figure.ts'
import { describeMachine } from './bench/machine.ts'
import { MEASUREMENTS } from './bench/measurements.ts'
import { type Figure, figureOf, legendOf, tableOf } from './bench/report.ts'
import { startServer } from './bench/start-server.ts'
import { BROWSERS, type BrowserName } from './browsers/find.ts'
import { ensureBrowsers } from './browsers/install.ts'
import { parseBrowser } from './browsers/parse-browser.ts'
import { build, root } from './build.ts'

const USAGE = `npm run bench -- [options]

  --browser chrome|firefox  in one browser only
  --only TEXT               only figures whose name contains this text
  --runs N                  rounds of each comparison, 9 by default
  --out FILE                where the results go: bench/results.json, or nowhere with --only or --browser
  --help                    says this`

const RESULTS = join(root, 'bench/results.json')

interface Choices {
  readonly browsers: readonly BrowserName[]
  readonly only: string
  readonly runs: number
  /** Where results are written; null: nowhere. */
  readonly out: string | null
}

function readChoices(): Choices | null {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string' },
      only: { type: 'string', default: '' },
      runs: { type: 'string', default: '9' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a whole number from 1, not ${values.runs}`)
  const isWhole = values.browser === undefined && values.only === ''
  return {
    browsers: values.browser === undefined ? BROWSERS : [parseBrowser(values.browser)],
    only: values.only,
    runs,
    // A part must not take the place of the whole.
    out: values.out ?? (isWhole ? RESULTS : null),
  }
}

async function run({ browsers, only, runs, out }: Choices): Promise<void> {
  const wanted = ({ name }: FigureKind): boolean => name.toLowerCase().includes(only.toLowerCase())
  const measurements = MEASUREMENTS.filter(({ figures }) => figures.some(wanted))
  if (measurements.length === 0) throw new Error(`No figure's name contains ${only}`)
  ensureBrowsers(browsers)
  console.error('Building the extension')
  await build()
  const figures: Figure[] = []
  const take = (measurement: Measurement, place: Place, measured: readonly Measured[]): void => {
    for (const one of measured) {
      const kind = measurement.figures.find(({ name }) => name === one.figure)
      if (kind === undefined) throw new Error(`No figure is called ${one.figure}`)
      if (wanted(kind)) figures.push(figureOf(kind, place, one))
    }
  }
  /** Other measurements go on after one that broke; the exit code tells. */
  const attempt = async (measurement: Measurement, place: Place, measure: () => Promise<readonly Measured[]>) => {
    console.error(`${place}: ${measurement.figures.find(wanted)?.name}`)
    try {
      take(measurement, place, await measure())
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      process.exitCode = 1
    }
  }
  const server = await startServer()
  const bench: Bench = { server, runs, say: (line) => console.error(`  ${line}`) }
  try {
    for (const browser of browsers) {
      const contenders = new Contenders(browser)
      try {
        for (const measurement of measurements) {
          if (measurement.in !== 'browser') continue
          await attempt(measurement, browser, () => measurement.measure({ ...bench, browser, contenders }))
        }
      } finally {
        await contenders.close()
      }
    }
    for (const measurement of measurements) {
      if (measurement.in === 'node') await attempt(measurement, 'node', () => measurement.measure(bench))
    }
  } finally {
    server.close()
  }
  console.log(`\n${tableOf(figures)}\n\n${legendOf(measurements.flatMap(({ figures }) => figures).filter(wanted))}`)
  if (out === null || process.exitCode === 1) return
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, `${JSON.stringify({ machine: describeMachine(), figures }, null, 2)}\n`)
}

try {
  const choices = readChoices()
  if (choices === null) console.log(USAGE)
  else await run(choices)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

import { fork } from 'node:child_process'
import { join } from 'node:path'
import { atExit } from '../../browsers/at-exit.ts'
import { root } from '../../build.ts'
import type { CoreRows } from '../core-rows.ts'
import { type Measurement, ofRounds } from '../figure.ts'
import { SIZE } from '../frames.ts'

const MILLION = `a million messages of ${SIZE} B of text, in Node`

/** The log and its views alone, in Node: what the same costs in a browser's panel is in panel-rows.ts. */
export const coreRows: Measurement = {
  in: 'node',
  figures: [
    {
      name: 'append',
      unit: 'ms',
      about: `CPU of appending ${MILLION}, to the log and to a view with a text filter on.`,
      goal: { atMost: 400 },
    },
    {
      name: 'filter, first page',
      unit: 'ms',
      about: `From a new text filter, which every hundredth row passes, to its first 50 rows among ${MILLION}.`,
      goal: { atMost: 16 },
    },
    {
      name: 'filter, complete',
      unit: 'ms',
      about: `From the same filter to its last row among ${MILLION}.`,
      goal: { atMost: 250 },
    },
    {
      name: 'memory',
      unit: 'B',
      about: `Heap per row of the log and of a view of all, above the strings that hold the texts: ${MILLION}.`,
      goal: { atMost: 48 },
    },
  ],
  async measure({ runs }) {
    const { append, firstPage, complete, memory } = await measureInNode(runs)
    return [
      ofRounds('append', append),
      ofRounds('filter, first page', firstPage),
      ofRounds('filter, complete', complete),
      ofRounds('memory', memory),
    ]
  },
}

function measureInNode(runs: number): Promise<CoreRows> {
  const child = fork(join(import.meta.dirname, '../core-rows.ts'), [String(runs)], {
    cwd: root,
    execArgv: ['--import', 'tsx', '--expose-gc'],
  })
  const forget = atExit(() => child.kill())
  return new Promise<CoreRows>((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as CoreRows))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Measuring rows in Node ended with ${code}`)))
  }).finally(() => {
    forget()
    child.kill()
  })
}

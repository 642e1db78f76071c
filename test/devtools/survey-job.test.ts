import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { NO_PREFERENCES } from '../../src/core/decoders/preferences.ts'
import { type SurveyAnswer, surveyReader } from '../../src/devtools/survey-job.ts'

const wasm = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')

it('groups messages by the kinds that a user’s decoder says', async () => {
  const answers: SurveyAnswer[] = []
  const follow = surveyReader(
    [],
    (answer) => answers.push(answer),
    () => WebAssembly.compile(readFileSync(wasm)),
  )
  const code =
    'function decode({ text }) { const [kind, value] = text.split("|"); return { summary: text, kind, value } }'
  const own = [{ id: 1, name: 'Ticks', url: '', code }]
  await follow({ type: 'begin', wishes: { kind: null, id: null }, preferences: { ...NO_PREFERENCES, own } })
  const messages = ['tick|1', 'tock|2', 'tick|3'].map((data, row) => ({
    row,
    socket: 0,
    direction: 'received' as const,
    size: data.length,
    time: row,
    data,
  }))
  const facts = { url: 'ws://host', subprotocol: '' }
  await follow({ type: 'read', sockets: [{ number: 0, facts, pinned: null }], messages })
  await follow({ type: 'report', detail: null, now: 9 })
  const report = answers.find((answer) => answer.type === 'report')?.report
  expect(report?.kinds.map(({ kind, count }) => [kind, count])).toEqual([
    ['tick', 2],
    ['tock', 1],
  ])
})

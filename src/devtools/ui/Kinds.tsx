import { useEffect } from 'preact/hooks'
import { count } from '../../core/format.ts'
import { readPlace } from '../../core/survey/place.ts'
import { CallTable } from './CallTable.tsx'
import { Field } from './Field.tsx'
import { KindTable } from './KindTable.tsx'
import { usePanel } from './panel-context.ts'
import { Segmented } from './Segmented.tsx'
import { socketName } from './socket-name.ts'

const TABLES = [
  { value: 'messages', label: 'Messages' },
  { value: 'calls', label: 'Calls' },
] as const

/** What kinds of messages a socket or the whole tab has, and how long calls took. */
export function Kinds() {
  const { state } = usePanel()
  const { choices, surveying, decoding } = state
  const socket = state.socket.value
  const isCalls = choices.kindsOf.value === 'calls'
  const kindPath = choices.kindPath.value
  const idPath = choices.idPath.value
  useEffect(
    () => surveying?.watch(socket?.number ?? null, kindPath, idPath),
    [surveying, socket?.number, kindPath, idPath],
  )
  // The rows of calls, too, say their partners from now on.
  useEffect(() => decoding?.nameIds(idPath), [decoding, idPath])
  state.surveyed.value
  return (
    <div class="kinds" data-testid="kinds">
      <div class="kinds-head">
        <Segmented
          label="Kinds of"
          value={choices.kindsOf.value}
          choices={TABLES}
          testId="kinds-of"
          onChange={(table) => {
            choices.kindsOf.value = table
          }}
        />
        <span class="beside kinds-of">{socket ? `of ${socketName(socket.url).name}` : 'of all sockets'}</span>
        <span class="space" />
        <Progress />
      </div>
      {isCalls ? <CallTable /> : <KindTable />}
      <div class="kinds-paths">
        <Field
          id="kind-path"
          label="Kind"
          placeholder="found by itself, or a path such as $.action"
          value={kindPath}
          problem={problemOf(kindPath)}
          onInput={(value) => {
            choices.kindPath.value = value
          }}
        />
        {isCalls && (
          <Field
            id="id-path"
            label="Call id"
            placeholder="the protocol's own, or a path such as $.requestId"
            value={idPath}
            problem={problemOf(idPath)}
            onInput={(value) => {
              choices.idPath.value = value
            }}
          />
        )}
      </div>
    </div>
  )
}

function problemOf(path: string): string | null {
  const place = readPlace(path)
  return place !== null && 'problem' in place ? place.problem : null
}

function Progress() {
  const { surveying } = usePanel().state
  const progress = surveying?.progress
  if (!progress) return null
  if (progress.failed) {
    return (
      <span class="error" role="alert">
        Messages can't be read here: the worker doesn't start. Close DevTools and open it again.
      </span>
    )
  }
  const isReading = surveying?.report === null || progress.rows - progress.read > 1000
  return (
    <span class="beside" role="status" data-testid="kinds-progress">
      {isReading && progress.rows > 0 && `Reading ${Math.floor((progress.read / progress.rows) * 100)} % `}
      {progress.skipped > 0 && (
        <span title="Cut, on disk alone, gone from the log, or too slow to decode">
          {count(progress.skipped)} left out
        </span>
      )}
    </span>
  )
}

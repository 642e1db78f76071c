import { useState } from 'preact/hooks'
import { count, timeOfDay } from '../../core/format.ts'
import { addTerm } from '../../core/query/edit.ts'
import type { CallReport } from '../../core/survey/survey.ts'
import { KindName } from './KindTable.tsx'
import { usePanel } from './panel-context.ts'
import { type Column, SortedTable } from './SortedTable.tsx'

const COLUMNS: readonly Column<CallReport>[] = [
  {
    name: 'kind',
    label: 'Call',
    sortBy: ({ kind, protocol }) => kind ?? protocol,
    show: (one) => <CallName {...one} />,
  },
  { name: 'count', label: 'Count', sortBy: (one) => one.count, show: (one) => count(one.count) },
  { name: 'p50', label: 'p50', sortBy: (one) => one.p50 ?? -1, show: (one) => timeText(one.p50) },
  { name: 'p95', label: 'p95', sortBy: (one) => one.p95 ?? -1, show: (one) => timeText(one.p95) },
  { name: 'most', label: 'Max', sortBy: (one) => one.most ?? -1, show: (one) => timeText(one.most) },
]

/** ms, as short as a table needs. */
function timeText(time: number | null): string {
  if (time === null) return '–'
  if (time < 10) return `${time.toFixed(1)} ms`
  return time < 10_000 ? `${count(Math.round(time))} ms` : `${count(Math.round(time / 1000))} s`
}

function CallName({ direction, kind, protocol, open, failed }: CallReport) {
  return (
    <span class="kind-name">
      <KindName direction={direction} kind={kind} protocol={protocol} />
      {failed > 0 && <span class="chip chip-warning">{count(failed)} failed</span>}
      {open > 0 && (
        <span class="chip" title="Requests without an answer so far">
          {count(open)} unanswered
        </span>
      )}
    </span>
  )
}

/** Calls by what is called, with how long the answers took. */
export function CallTable() {
  const { state } = usePanel()
  const [open, setOpen] = useState<string | null>(null)
  state.surveyed.value
  const report = state.surveying?.report
  if (!report) return <p class="hint">Reading messages…</p>
  if (report.calls.length === 0) {
    return (
      <p class="hint">
        No calls yet. They are paired by the ids of JSON-RPC, Socket.IO, SignalR, graphql-ws, WAMP, STOMP, MQTT and
        Phoenix. For a protocol of your own, name the path to its id below.
      </p>
    )
  }
  return (
    <SortedTable
      label="Calls"
      testId="call"
      columns={COLUMNS}
      rows={report.calls}
      first="count"
      opened={open}
      onOpen={setOpen}
      detail={(one) => <CallDetail report={one} />}
    />
  )
}

function CallDetail({ report: { term, unanswered, open, slowest } }: { report: CallReport }) {
  const { state } = usePanel()
  const { filter, following } = state.choices
  const { log } = state.session
  const go = (row: number): void => {
    following.value = false
    state.selectRow(row)
  }
  return (
    <div class="kind-detail" data-testid="call-detail">
      <div class="kind-actions">
        {term !== null && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              filter.value = filter.peek().includes(term) ? filter.peek() : addTerm(filter.peek(), term)
            }}
          >
            Only these
          </button>
        )}
        {slowest !== null && (
          <button type="button" class="text-button" onClick={() => go(slowest)}>
            Go to the slowest
          </button>
        )}
      </div>
      {open > 0 && (
        <p class="kind-unanswered">
          Unanswered:{' '}
          {unanswered.slice(0, 20).map((row) => (
            <button key={row} type="button" class="link" data-testid="unanswered" onClick={() => go(row)}>
              {log.has(row) ? timeOfDay(log.time(row)) : `row ${count(row)}`}
            </button>
          ))}
          {open > 20 && <span class="beside"> and {count(open - 20)} more</span>}
        </p>
      )}
    </div>
  )
}

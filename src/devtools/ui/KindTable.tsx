import { useEffect, useState } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import { count } from '../../core/format.ts'
import { addTerm } from '../../core/query/edit.ts'
import type { KindReport } from '../../core/survey/survey.ts'
import { visibleLine } from '../../core/visible.ts'
import { copyText } from './copy-text.ts'
import { Icon } from './Icon.tsx'
import { usePanel } from './panel-context.ts'
import { type Column, SortedTable } from './SortedTable.tsx'

const COLUMNS: readonly Column<KindReport>[] = [
  {
    name: 'kind',
    label: 'Kind',
    sortBy: ({ kind, protocol }) => kind ?? protocol,
    show: (one) => <KindName {...one} />,
  },
  { name: 'count', label: 'Count', sortBy: (one) => one.count, show: (one) => count(one.count) },
  { name: 'bytes', label: 'Size', sortBy: (one) => one.bytes, show: (one) => sizeText(one.bytes) },
  { name: 'rate', label: 'Per s', sortBy: (one) => one.rate, show: ({ rate }) => (rate === 0 ? '' : rateText(rate)) },
]

const rateText = (rate: number): string => (rate < 10 ? rate.toFixed(1) : count(Math.round(rate)))

/** A kind with its direction and protocol. */
export function KindName({ direction, kind, protocol, changes = 0 }: Partial<KindReport>) {
  return (
    <span class="kind-name">
      <Icon name={direction ?? 'received'} label={direction ?? ''} />
      <span class={kind === null ? 'dim' : 'kind-word'} title={kind ?? ''}>
        {kind == null ? 'of no kind' : visibleLine(kind)}
      </span>
      <span class="chip chip-protocol">{visibleLine(protocol ?? '')}</span>
      {changes > 0 && (
        <span class="chip chip-warning" title="Messages with a field or a type that none before them had">
          {count(changes)} changed
        </span>
      )}
    </span>
  )
}

/** Kinds of messages with how many there are; one opened shows the shape of its values. */
export function KindTable() {
  const { state } = usePanel()
  const { surveying } = state
  const [open, setOpen] = useState<string | null>(null)
  useEffect(() => surveying?.want(open), [surveying, open])
  state.surveyed.value
  const report = surveying?.report
  if (!report) return <p class="hint">Reading messages…</p>
  if (report.kinds.length === 0) {
    return <p class="hint">No messages yet. Each kind that comes is listed here, with its shape.</p>
  }
  return (
    <>
      <SortedTable
        label="Kinds of messages"
        testId="kind"
        columns={COLUMNS}
        rows={report.kinds}
        first="count"
        opened={open}
        onOpen={setOpen}
        detail={(one) => <KindDetail report={one} />}
      />
      {report.isCut && (
        <p class="notice">There are more than 1,000 kinds. Name another path to what tells them apart.</p>
      )}
    </>
  )
}

function KindDetail({ report }: { report: KindReport }) {
  const { state } = usePanel()
  const [copied, setCopied] = useState('')
  const detail = state.surveying?.report?.detail
  const { filter } = state.choices
  const { term } = report
  const known = detail?.key === report.key ? detail : null
  return (
    <div class="kind-detail" data-testid="kind-detail">
      <div class="kind-actions">
        {term !== null && (
          <button
            type="button"
            class="text-button"
            data-testid="kind-filter"
            title={`Filter by ${term}`}
            onClick={() => {
              filter.value = filter.peek().includes(term) ? filter.peek() : addTerm(filter.peek(), term)
            }}
          >
            Only these
          </button>
        )}
        <button
          type="button"
          class="text-button"
          onClick={() => {
            state.choices.following.value = false
            state.selection.only(report.lastRow)
          }}
        >
          Go to the last
        </button>
        {known?.typescript && (
          <button
            type="button"
            class="text-button"
            data-testid="kind-copy"
            onClick={(event) => {
              const done = copyText(event.currentTarget.ownerDocument, known.typescript ?? '')
              setCopied(done ? 'Copied' : 'The browser did not let it be copied. Select it instead.')
            }}
          >
            Copy TypeScript
          </button>
        )}
        <span class="beside" role="status">
          {copied}
        </span>
      </div>
      {known?.typescript && (
        <pre class="kind-shape" data-testid="kind-shape">
          {known.typescript}
        </pre>
      )}
      {known && !known.typescript && <p class="beside">These messages have no values that can be read.</p>}
      {known && known.changes.length > 0 && (
        <ul class="kind-changes" aria-label="Changes">
          {known.changes.map((change) => (
            <li key={`${change.row} ${change.path} ${change.type}`}>
              <button
                type="button"
                class="link"
                onClick={() => {
                  state.choices.following.value = false
                  state.selectRow(change.row)
                }}
              >
                {change.what === 'new field' ? 'New field' : 'New type'}
              </button>{' '}
              <code>{visibleLine(change.path)}</code> <span class="beside">{change.type}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

// biome-ignore-all lint/a11y/useSemanticElements: a table's own display would be in the way of a virtual grid.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says by aria-activedescendant where it is.

import { sizeText } from '../../core/bytes.ts'
import { sincePrevious, stateName, timeOfDay } from '../../core/format.ts'
import type { RowNumber, SocketNumber } from '../../core/log.ts'
import { FLAG, isBytes, type Kind, type ReadyState } from '../../core/row.ts'
import { visibleLine } from '../../core/visible.ts'
import { failureOfSocket } from './failure-of-socket.ts'
import { Icon, type IconName } from './Icon.tsx'
import { Marked } from './Marked.tsx'
import { usePanel } from './panel-context.ts'
import { rowText } from './row-text.ts'
import { StateIcon } from './StateIcon.tsx'

interface MessageRowProps {
  readonly row: RowNumber
  /** Place in the view, from 0. */
  readonly index: number
  /** Time of the row above, ms since the epoch; null for the first. */
  readonly previous: number | null
  /** null: all rows are of one socket, and there is no such column. */
  readonly socketName: string | null
  readonly chosen: boolean
  /** Asks for its menu, at a place in CSS pixels of the window. */
}

/** One row of the grid. */
export function MessageRow({ row, index, previous, socketName, chosen }: MessageRowProps) {
  const { state } = usePanel()
  const { log } = state.session
  const kind = log.kind(row)
  const flags = log.flags(row)
  const body = log.body(row)
  // It is drawn again once it has come.
  if (!log.isHere(row)) state.tick.value
  const time = log.time(row)
  const readyState = log.state(row)
  const touched = log.touched(row)
  const isMessage = kind === 'sent' || kind === 'received'
  state.decoded.value
  const known = isMessage ? state.decoding?.meaning(row) : null
  // JSON says what it means as it is.
  const meaning = known && known !== 'late' && (known.id !== 'json' || (isBytes(body) && !known.broken)) ? known : null
  const discarded = kind === 'sent' && readyState >= 2
  const classes = ['row', `row-${isMessage ? kind : 'life'}`, kind === 'error' || kind === 'lost' ? 'row-warning' : '']
  if (flags & FLAG.history) classes.push('row-history')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
    <div
      class={classes.join(' ')}
      role="row"
      id={`row-${row}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-testid="row"
      data-kind={kind}
      onClick={() => {
        state.selectRow(row)
        state.choices.details.value = true
      }}
    >
      <div class="cell cell-kind" role="gridcell">
        <KindIcon kind={kind} />
      </div>
      {socketName !== null && (
        <div class="cell cell-socket" role="gridcell" title={socketName}>
          {socketName}
        </div>
      )}
      <div class="cell cell-data" role="gridcell">
        {(flags & FLAG.synthetic) !== 0 && (
          <span class="chip chip-synthetic" title="Made by Sockeye, not by the page or its server">
            Sockeye
          </span>
        )}
        {touched && (
          <span class="chip chip-synthetic" data-testid="touched" title={touched.by || 'By hand'}>
            {touched.what}
          </span>
        )}
        {meaning && (
          <span class={`chip chip-protocol ${meaning.broken ? 'chip-warning' : ''}`} data-testid="protocol">
            {visibleLine(meaning.protocol)}
          </span>
        )}
        <span class={isMessage ? 'payload' : 'life'}>
          <Marked text={meaning ? meaning.summary : log.isHere(row) ? rowText(kind, body) : 'Reading it from disk…'} />
        </span>
        {meaning && <PartnerChip row={row} />}
        {known === 'late' && (
          <span class="chip chip-warning" title="Open the message to try longer">
            took too long to decode
          </span>
        )}
        {isMessage && log.size(row) === 0 && <span class="nothing">empty</span>}
        <Transition kind={kind} state={readyState} />
        {(kind === 'error' || kind === 'closed') && <FailureChip socket={log.socket(row)} />}
        {discarded && (
          <span class="chip chip-warning" title="send() discards messages after close() was called">
            discarded: socket {stateName(readyState)}
          </span>
        )}
        {log.isUnheard(row) && (
          <span class="chip" title="The page had no listener for this message">
            unheard
          </span>
        )}
        {(flags & FLAG.truncated) !== 0 && (
          <span class="chip" title="Only the beginning of this message was recorded">
            cut
          </span>
        )}
        {(flags & FLAG.history) !== 0 && (
          <span class="earlier" title="From before this panel watched; the page kept it">
            <Icon name="earlier" label="earlier" />
          </span>
        )}
      </div>
      <div class="cell cell-type" role="gridcell">
        {isMessage && (isBytes(body) || flags & FLAG.blob ? 'binary' : 'text')}
      </div>
      <div class="cell cell-length" role="gridcell">
        {isMessage && sizeText(log.size(row))}
      </div>
      <div class="cell cell-time" role="gridcell">
        {timeOfDay(time)}
      </div>
      <div class="cell cell-since" role="gridcell">
        {previous !== null && sincePrevious(time - previous)}
      </div>
    </div>
  )
}

const KIND_ICONS: Readonly<Record<Exclude<Kind, 'constructed' | 'open' | 'close' | 'closed'>, IconName>> = {
  sent: 'sent',
  received: 'received',
  error: 'error',
  lost: 'lost',
  navigated: 'navigated',
}
const STATES = { constructed: 0, open: 1, close: 2, closed: 3 } as const

function KindIcon({ kind }: { kind: Kind }) {
  if (kind === 'constructed' || kind === 'open' || kind === 'close' || kind === 'closed') {
    return <StateIcon state={STATES[kind]} />
  }
  return <Icon name={KIND_ICONS[kind]} label={kind} />
}

/** How long a reply took, on both halves of a call. */
function PartnerChip({ row }: { row: RowNumber }) {
  const partner = usePanel().state.decoding?.partner(row)
  if (!partner) return null
  const { role, took, failed } = partner
  const title = role === 'request' ? 'Time until the reply' : 'Time since the request'
  return (
    <span class={`chip ${failed ? 'chip-warning' : ''}`} title={title} data-testid="partner">
      {failed ? 'failed after ' : role === 'request' ? 'replied in ' : 'took '}
      {sincePrevious(took).replace(/^\+/, '')}
    </span>
  )
}

/** In a few words why a socket failed: the page itself is never told. */
function FailureChip({ socket: number }: { socket: SocketNumber }) {
  const { session } = usePanel().state
  const socket = session.sockets[number]
  const failure = socket && failureOfSocket(session, socket)
  if (!failure) return null
  return (
    <span class="chip chip-warning" title={failure.advice} data-testid="why">
      {failure.title}
    </span>
  )
}

/** The readyState that a row leads to, where it changes. */
function Transition({ kind, state }: { kind: Kind; state: ReadyState }) {
  const changes = kind === 'constructed' || kind === 'open' || kind === 'closed' || (kind === 'close' && state === 2)
  if (!changes) return null
  return (
    <span class={`chip chip-state chip-${stateName(state)}`} title="readyState">
      {kind === 'constructed' ? '' : kind === 'open' ? 'CONNECTING → ' : '→ '}
      {stateName(state)}
    </span>
  )
}

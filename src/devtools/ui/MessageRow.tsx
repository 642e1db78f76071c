// biome-ignore-all lint/a11y/useSemanticElements: a table's own display would be in the way of a virtual grid.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says by aria-activedescendant where it is.

import type { ComponentChildren } from 'preact'
import { sizeText } from '../../core/bytes.ts'
import { sincePrevious, stateName, timeOfDay } from '../../core/format.ts'
import type { RowNumber, SocketNumber } from '../../core/log.ts'
import { FLAG, isBytes, type Kind, NO_SOCKET, type ReadyState } from '../../core/row.ts'
import type { Socket } from '../../core/socket.ts'
import { visibleLine } from '../../core/visible.ts'
import type { Session } from '../state.ts'
import type { ColumnName, TimeShown } from './columns.ts'
import { failureOfSocket } from './failure-of-socket.ts'
import { Icon, type IconName } from './Icon.tsx'
import { Marked } from './Marked.tsx'
import { usePanel } from './panel-context.ts'
import { rowText } from './row-text.ts'
import { StateIcon } from './StateIcon.tsx'
import { socketName } from './socket-name.ts'

export interface MessageRowProps {
  readonly row: RowNumber
  /** Place in the view, from 0. */
  readonly index: number
  /** Time of the row above, ms since the epoch; null for the first. */
  readonly previous: number | null
  readonly names: readonly ColumnName[]
  readonly timeShown: TimeShown
  /** UTF-16 units of text that there is room for; undefined before that was measured. */
  readonly limit: number | undefined
  /** It goes by faster than anybody reads it. */
  readonly flying: boolean
  readonly selected: boolean
  /** It is the one that is shown in full. */
  readonly focused: boolean
}

/** One row of the grid. Its element serves another row when this one has left the sight. */
export function MessageRow(props: MessageRowProps) {
  const { row, index, names, selected, focused } = props
  const { session } = usePanel().state
  const { log } = session
  // It may be drawn again by itself, when the list has not been told yet that it has left.
  if (!log.has(row)) return null
  const kind = log.kind(row)
  const isMessage = kind === 'sent' || kind === 'received'
  const classes = ['row', `row-${isMessage ? kind : 'life'}`]
  if (kind === 'error' || kind === 'lost') classes.push('row-warning')
  if (log.flags(row) & FLAG.history) classes.push('row-history')
  if (focused) classes.push('row-focused')
  return (
    <div
      class={classes.join(' ')}
      role="row"
      id={`row-${row}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-testid="row"
      data-kind={kind}
    >
      {names.map((name, column) => (
        <div key={name} class={`cell cell-${name}`} role="gridcell" aria-colindex={column + 1}>
          {cellOf(session, name, kind, props)}
        </div>
      ))}
    </div>
  )
}

/** What a cell shows. No component: there are hundreds of cells, and while one scrolls, all are drawn anew in each frame. */
function cellOf(session: Session, name: ColumnName, kind: Kind, props: MessageRowProps): ComponentChildren {
  const { row, previous, timeShown, limit } = props
  const { log } = session
  const isMessage = kind === 'sent' || kind === 'received'
  const time = log.time(row)
  const since = previous === null ? null : sincePrevious(time - previous)
  const socket = (): Socket | undefined =>
    log.socket(row) === NO_SOCKET ? undefined : session.sockets[log.socket(row)]
  switch (name) {
    case 'kind':
      return <KindIcon kind={kind} />
    case 'socket': {
      const url = socket()?.url
      return url === undefined ? null : <span title={url}>{socketName(url).name}</span>
    }
    case 'data':
      return <Data row={row} kind={kind} limit={limit} flying={props.flying} />
    case 'type':
      return isMessage && (isBytes(log.body(row)) || log.flags(row) & FLAG.blob) ? 'binary' : isMessage && 'text'
    case 'state':
      return log.socket(row) !== NO_SOCKET && stateName(log.state(row))
    case 'buffered':
      return kind === 'sent' && sizeText(log.buffered(row))
    case 'length':
      return isMessage && sizeText(log.size(row))
    case 'time': {
      if (timeShown === 'clock') return timeOfDay(time)
      if (timeShown === 'previous') return since
      const constructed = socket()?.constructed
      return constructed === null || constructed === undefined ? '–' : sincePrevious(time - constructed)
    }
    case 'since':
      return since
    default:
      return name satisfies never
  }
}

/** What a row says, and what there is to be said about it. */
function Data({ row, kind, limit, flying }: Pick<MessageRowProps, 'row' | 'limit' | 'flying'> & { kind: Kind }) {
  const { state } = usePanel()
  const { log } = state.session
  if (!log.has(row)) return null
  const flags = log.flags(row)
  const readyState = log.state(row)
  const isMessage = kind === 'sent' || kind === 'received'
  const isHere = log.isHere(row)
  // It is drawn again once it has come.
  if (!isHere) state.tick.value
  const body = log.body(row)
  const touched = log.touched(row)
  if (isMessage) state.decoded.value
  const known = !isMessage ? null : flying ? state.decoding?.known(row) : state.decoding?.meaning(row)
  // JSON says what it means as it is.
  const meaning = known && known !== 'late' && (known.id !== 'json' || (isBytes(body) && !known.broken)) ? known : null
  return (
    <>
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
        <Marked text={meaning ? meaning.summary : isHere ? rowText(kind, body, limit) : 'Reading it from disk…'} />
      </span>
      {isMessage && <PartnerChip row={row} />}
      {known === 'late' && (
        <span class="chip chip-warning" title="Open the message to try longer">
          took too long to decode
        </span>
      )}
      {isMessage && log.size(row) === 0 && <span class="nothing">empty</span>}
      <Transition kind={kind} state={readyState} />
      {(kind === 'error' || kind === 'closed') && <FailureChip socket={log.socket(row)} />}
      {kind === 'sent' && readyState >= 2 && (
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
    </>
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
  const { state } = usePanel()
  const { session } = state
  // The reason may come when its row has long been drawn.
  state.tick.value
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

import { sizeText } from '../../core/bytes.ts'
import { count, sincePrevious, stateName, timeOfDay } from '../../core/format.ts'
import type { Row, RowNumber } from '../../core/log.ts'
import { FLAG, type Heard, isBytes, isPayload, type Payload } from '../../core/row.ts'
import { parseStack, placeText } from '../../core/stack.ts'
import { visibleLine } from '../../core/visible.ts'
import { CallStack } from './CallStack.tsx'
import { Digest } from './Digest.tsx'
import { Icon } from './Icon.tsx'
import { LifeDetails } from './LifeDetails.tsx'
import { PayloadActions } from './PayloadActions.tsx'
import { PayloadView } from './PayloadView.tsx'
import { usePanel } from './panel-context.ts'
import { rowText } from './row-text.ts'

/** Bytes from which on nobody compares payloads by reading. */
const LONG = 1024 * 1024

/** The chosen row in full. */
export function MessageDetails() {
  const { state } = usePanel()
  const number = state.row.value
  if (number === null) return null
  const { log } = state.session
  const row = log.row(number)
  // What is missing of it may come.
  if (!log.isHere(number) || (row.flags & FLAG.truncated) !== 0) state.tick.value
  if (!log.isHere(number)) return <p class="hint">Reading it from disk…</p>
  if (!isPayload(row.body)) return <LifeDetails row={row} />
  return (
    <div class="message-details" key={number} data-testid="message-details">
      <MessageHeader number={number} row={row} payload={row.body} />
      {row.stack !== undefined && <SendStack stack={row.stack} />}
      {row.size >= LONG && (row.flags & FLAG.truncated) === 0 && <Digest payload={row.body} />}
      <PayloadView row={number} payload={row.body} />
    </div>
  )
}

/** Who sent it, in one line that opens. */
function SendStack({ stack }: { stack: string }) {
  const [first] = parseStack(stack)
  return (
    <details class="send-stack" data-testid="send-stack">
      <summary>
        Sent by <span class="frame-name">{visibleLine(first?.name ?? '') || '(anonymous)'}</span>{' '}
        {first?.place && <span class="dim">{visibleLine(placeText(first.place))}</span>}
      </summary>
      <CallStack stack={stack} />
    </details>
  )
}

interface MessageProps {
  readonly number: RowNumber
  readonly row: Row
  readonly payload: Payload
}

function MessageHeader({ number, row, payload }: MessageProps) {
  const { kind, flags, state } = row
  const sent = kind === 'sent'
  const marks = [
    (flags & FLAG.synthetic) !== 0 && 'made by Sockeye',
    (flags & FLAG.blob) !== 0 && 'Blob',
    (flags & FLAG.history) !== 0 && 'earlier',
    row.touched && `${row.touched.what}${row.touched.by && ` by ${row.touched.by}`}`,
    sent && state >= 2 && `discarded: the socket was ${stateName(state)}`,
  ].filter(Boolean)
  return (
    <>
      <div class="message-header" data-testid="message-header">
        <Icon name={sent ? 'sent' : 'received'} />
        <strong>{sent ? 'Sent' : 'Received'}</strong>
        <span>{isBytes(payload) ? 'binary' : 'text'}</span>
        <span>{sizeText(row.size)}</span>
        <span>{timeOfDay(row.time)}</span>
        {sent && (
          <span title="Bytes that waited to be sent just after this send">bufferedAmount {sizeText(row.buffered)}</span>
        )}
        {row.heard && <span data-testid="heard">{heardText(row.heard)}</span>}
        <PartnerLink row={number} />
        {marks.map((mark) => (
          <span class="chip" key={mark}>
            {mark}
          </span>
        ))}
        <PayloadActions row={row} payload={payload} />
      </div>
      {row.touched?.before !== undefined && row.touched.before !== null && (
        <p class="before" data-testid="before">
          Before: <span class="payload">{rowText(kind, row.touched.before)}</span>
        </p>
      )}
      {(flags & FLAG.truncated) !== 0 && <CutNotice number={number} row={row} payload={payload} />}
    </>
  )
}

/** The other half of a call, at a click. */
function PartnerLink({ row }: { row: RowNumber }) {
  const { state } = usePanel()
  state.decoded.value
  const partner = state.decoding?.partner(row)
  if (!partner || !state.session.log.has(partner.row)) return null
  const took = sincePrevious(partner.took).replace(/^\+/, '')
  return (
    <button
      type="button"
      class="link"
      data-testid="go-to-partner"
      onClick={() => {
        state.choices.following.value = false
        state.selection.only(partner.row)
      }}
    >
      {partner.role === 'request' ? `Reply after ${took}` : `Request ${took} before`}
    </button>
  )
}

/** How much of a message is here, and a way to the rest, which its page still has. */
function CutNotice({ number, row, payload }: MessageProps) {
  const { files, session } = usePanel().state
  const size = sizeText(row.size)
  const isReachable = row.theirs !== undefined && session.sockets[row.socket]?.gone === false
  return (
    <p class="notice cut-notice" data-testid="cut">
      <span>
        {isReachable
          ? `The first ${sizeText(recorded(payload))} of ${size}. The page has the rest, as long as it stays.`
          : `Only the first ${sizeText(recorded(payload))} of ${size} were recorded.`}
      </span>
      {isReachable && (
        <button
          type="button"
          class="text-button"
          data-testid="load-all"
          onClick={() => files.complete(number, `the message of ${size}`)}
        >
          Load all
        </button>
      )}
    </p>
  )
}

/** Who heard a message, in words. */
function heardText({ listeners, ran }: Heard): string {
  if (listeners === 0) return 'Nobody listened'
  const who = `Heard by ${count(listeners)} ${listeners === 1 ? 'listener' : 'listeners'}`
  // One of them stopped the event before the last was reached, or is still running.
  if (ran === null) return `${who}, time unknown`
  return `${who}, ${ran < 0.1 ? 'less than 0.1' : ran.toFixed(1)} ms`
}

/** Length of what was kept of a message: bytes, or units of a text, which are about as many. */
function recorded(payload: Payload): number {
  return typeof payload === 'string' ? payload.length : payload.byteLength
}

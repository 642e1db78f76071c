import { sizeText } from '../../core/bytes.ts'
import { count, stateName, timeOfDay } from '../../core/format.ts'
import type { Row } from '../../core/log.ts'
import { FLAG, type Heard, isBytes, isPayload, type Payload } from '../../core/row.ts'
import { parseStack, placeText } from '../../core/stack.ts'
import { visibleLine } from '../../core/visible.ts'
import { CallStack } from './CallStack.tsx'
import { Icon } from './Icon.tsx'
import { LifeDetails } from './LifeDetails.tsx'
import { PayloadActions } from './PayloadActions.tsx'
import { PayloadView } from './PayloadView.tsx'
import { usePanel } from './panel-context.ts'

/** The chosen row in full. */
export function MessageDetails() {
  const { state } = usePanel()
  const number = state.row.value
  if (number === null) return <p class="hint">Select a message to see it in full.</p>
  const row = state.session.log.row(number)
  if (!isPayload(row.body)) return <LifeDetails row={row} />
  return (
    <div class="message-details" key={number} data-testid="message-details">
      <MessageHeader row={row} payload={row.body} />
      {row.stack !== undefined && <SendStack stack={row.stack} />}
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

function MessageHeader({ row, payload }: { row: Row; payload: Payload }) {
  const { kind, flags, state } = row
  const sent = kind === 'sent'
  const marks = [
    (flags & FLAG.synthetic) !== 0 && 'made by Sockeye',
    (flags & FLAG.blob) !== 0 && 'Blob',
    (flags & FLAG.history) !== 0 && 'earlier',
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
        {marks.map((mark) => (
          <span class="chip" key={mark}>
            {mark}
          </span>
        ))}
        <PayloadActions row={row} payload={payload} />
      </div>
      {(flags & FLAG.truncated) !== 0 && (
        <p class="notice">
          Only the first {sizeText(recorded(payload))} of {sizeText(row.size)} were recorded.
        </p>
      )}
    </>
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

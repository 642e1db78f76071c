import { count, stateName, timeOfDay } from '../../core/format.ts'
import type { Row } from '../../core/log.ts'
import { type Body, FLAG, isPayload, type Kind, NO_SOCKET } from '../../core/row.ts'
import { CallStack } from './CallStack.tsx'
import { CloseCodeFact } from './CloseCodeFact.tsx'
import { Facts } from './Facts.tsx'
import { FailureNote } from './FailureNote.tsx'
import { failureOfSocket } from './failure-of-socket.ts'
import { usePanel } from './panel-context.ts'
import { rowText } from './row-text.ts'

const TITLES: Readonly<Record<Kind, string>> = {
  constructed: 'new WebSocket() was called',
  open: 'The connection opened',
  sent: 'Sent',
  received: 'Received',
  error: 'The connection failed',
  close: 'close() was called',
  closed: 'The connection closed',
  lost: 'Messages were lost',
  navigated: 'The tab went to another page',
}

/** A WebSocketStream has other words for two of them. */
function streamTitle(kind: Kind): string {
  if (kind === 'constructed') return 'new WebSocketStream() was called'
  if (kind === 'close') return 'close() was called, or one of the streams was ended'
  return TITLES[kind]
}

type Fact = readonly [string, preact.ComponentChildren]

function factsOf(body: Body): readonly Fact[] {
  if (body === null || isPayload(body)) return []
  if ('failure' in body) return [['Reason', body.failure]]
  if ('address' in body) return [['Address', body.address]]
  if ('url' in body) {
    return [
      ['URL', body.url],
      ['Requested subprotocols', body.protocols.join(', ') || 'none'],
    ]
  }
  if ('protocol' in body) {
    return [
      ['Chosen subprotocol', body.protocol || 'none'],
      ['Extensions', body.extensions || 'none'],
    ]
  }
  if ('cause' in body) return [['Messages', count(body.count)]]
  if ('wasClean' in body) {
    return [
      ['Code', <CloseCodeFact key="code" code={body.code} />],
      ['Reason', body.reason || 'none'],
      ['Clean', body.wasClean ? 'Yes: both sides said close' : 'No: the connection just ended'],
    ]
  }
  return [
    ['Code', body.code === null ? 'none given' : <CloseCodeFact key="code" code={body.code} />],
    ['Reason', body.reason ?? 'none given'],
  ]
}

/** An event of a socket's life: its fields, and what they mean. */
export function LifeDetails({ row }: { row: Row }) {
  const { state } = usePanel()
  const { session } = state
  // The reason of a failure may come later than its row.
  state.tick.value
  const { kind, body, flags } = row
  const socket = row.socket === NO_SOCKET ? undefined : session.sockets[row.socket]
  const failure = socket && (kind === 'error' || kind === 'closed') ? failureOfSocket(session, socket) : null
  const facts: Fact[] = [
    ...factsOf(body),
    ['readyState after it', socket && `${row.state} ${stateName(row.state)}`],
    ['Time', timeOfDay(row.time)],
    ['Socket', kind === 'constructed' ? null : socket?.url],
    ['Made by', flags & FLAG.synthetic ? 'Sockeye' : null],
  ]
  return (
    <div class="scroll" data-testid="life-details">
      <h2>{socket?.stream ? streamTitle(kind) : TITLES[kind]}</h2>
      {failure && <FailureNote failure={failure} />}
      {kind === 'lost' && <p class="prose">{rowText(kind, body)}. Their count is known, what they said is not.</p>}
      {kind === 'error' && !failure && body === null && (
        <p class="prose">
          A page is never told why. The console and the Network panel may say more; the close code that follows says how
          it ended.
        </p>
      )}
      {kind === 'closed' && body === null && (
        <p class="prose">Chrome's network log tells when a socket closed, but not the close code and the reason.</p>
      )}
      <Facts facts={facts} />
      {row.stack !== undefined && (
        <section>
          <h2>Call stack</h2>
          <CallStack stack={row.stack} />
        </section>
      )}
    </div>
  )
}

import { useState } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import { age, count, sincePrevious, stateName, timeOfDay } from '../../core/format.ts'
import { NO_SOCKET } from '../../core/log.ts'
import type { Socket, Traffic } from '../../core/socket.ts'
import type { State } from '../state.ts'
import { CloseCodeFact } from './CloseCodeFact.tsx'
import { CloseForm } from './CloseForm.tsx'
import { Facts } from './Facts.tsx'
import { usePanel } from './panel-context.ts'
import { StateIcon } from './StateIcon.tsx'

/** The selected socket; with all selected, the one of the chosen row. */
function socketOf(state: State): Socket | null {
  if (state.socket.value) return state.socket.value
  const row = state.row.value
  const number = row === null ? NO_SOCKET : state.session.log.socket(row)
  return state.session.sockets[number] ?? null
}

/** All that is known about one socket, and its end. */
export function SocketDetails() {
  const { state } = usePanel()
  state.tick.value
  const socket = socketOf(state)
  if (!socket) return <p class="hint">Select a socket to see what is known about it.</p>
  return (
    <div class="scroll" data-testid="socket-details">
      <Facts facts={factsOf(socket, state)} />
      {socket.origin === 'test' && <TestConnection socket={socket} />}
      {socket.origin !== 'file' && <CloseForm key={socket.number} socket={socket} />}
    </div>
  )
}

function factsOf(socket: Socket, { session, now }: State) {
  const document = session.documents.get(socket.document)
  const { constructed, opened, ended, closed } = socket
  return [
    ['URL', socket.url],
    [
      'State',
      <span class="state-fact" key="state">
        <StateIcon state={socket.state} /> {socket.state} {stateName(socket.state)}
        {socket.gone && (socket.origin === 'file' ? ' · when it was recorded' : ' · document gone')}
      </span>,
    ],
    ['Belongs to', belongsTo(socket, session)],
    ['Document', document?.url ?? socket.recorded?.page],
    ['Requested subprotocols', socket.protocols.join(', ') || 'none'],
    ['Chosen subprotocol', socket.protocol || (opened === null ? null : 'none')],
    ['Extensions', socket.extensions || (opened === null ? null : 'none')],
    ['Sent', trafficText(socket.sent)],
    ['Received', trafficText(socket.received)],
    ['Constructed', constructed !== null && timeOfDay(constructed)],
    ['Opened', opened !== null && timeOfDay(opened) + after(constructed, opened)],
    ['Open for', opened !== null && socket.state === 1 && !socket.gone && age(Math.max(0, now.value - opened))],
    ['Closed', ended !== null && timeOfDay(ended) + after(opened ?? constructed, ended)],
    ['Close code', closed && <CloseCodeFact key="code" code={closed.code} />],
    ['Close reason', closed && (closed.reason || 'none')],
    ['Clean', closed && (closed.wasClean ? 'Yes' : 'No')],
  ] as const
}

function belongsTo({ origin, document }: Socket, { documents, files }: State['session']): string {
  switch (origin) {
    case 'file':
      return `the file ${files.get(document)?.name ?? ''}, read-only`
    case 'test':
      return 'a test connection of this panel'
    case 'page':
      return frameText(documents.get(document)?.frame)
    default:
      return origin satisfies never
  }
}

function frameText(frame: number | undefined): string {
  return frame === undefined ? 'a frame that is gone' : frame === 0 ? 'the page' : 'a frame of the page'
}

function after(from: number | null, to: number): string {
  return from === null ? '' : ` (${sincePrevious(to - from)})`
}

function trafficText({ messages, bytes }: Traffic): string {
  return `${count(messages)} ${messages === 1 ? 'message' : 'messages'}, ${sizeText(bytes)}`
}

/** What only the panel's own connections can do. */
function TestConnection({ socket }: { socket: Socket }) {
  const { state } = usePanel()
  const [problem, setProblem] = useState('')
  const again = (): void => {
    try {
      state.connect(socket.url, socket.protocols)
      setProblem('')
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div class="form-end">
      {socket.state < 2 && (
        <button
          type="button"
          class="text-button"
          data-testid="disconnect"
          onClick={() => void state.session.close(socket.number, null, null)}
        >
          Disconnect
        </button>
      )}
      <button type="button" class="text-button" data-testid="connect-again" onClick={again}>
        {socket.state < 2 ? 'Connect another' : 'Connect again'}
      </button>
      <span class="error" role="alert">
        {problem}
      </span>
    </div>
  )
}

import { useState } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import { age, count, sincePrevious, stateName, timeOfDay } from '../../core/format.ts'
import { NO_SOCKET } from '../../core/row.ts'
import type { Socket, Traffic, Watched } from '../../core/socket.ts'
import type { DocumentInfo, State } from '../state.ts'
import { askerText } from './asker-text.ts'
import { CallStack } from './CallStack.tsx'
import { CloseCodeFact } from './CloseCodeFact.tsx'
import { CloseForm } from './CloseForm.tsx'
import { Facts } from './Facts.tsx'
import { FailureNote } from './FailureNote.tsx'
import { failureOfSocket } from './failure-of-socket.ts'
import { goneText } from './gone-text.ts'
import { HandshakeDetails } from './HandshakeDetails.tsx'
import { usePanel } from './panel-context.ts'
import { readOnlyText } from './read-only-text.ts'
import { refusalText } from './refusal-text.ts'
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
  const failure = failureOfSocket(state.session, socket)
  const handshake = state.session.handshakes.of(socket.number)
  return (
    <div class="scroll" data-testid="socket-details">
      {failure && <FailureNote failure={failure} />}
      <Facts facts={factsOf(socket, state)} />
      {socket.stack !== null && (
        <section>
          <h2>Constructed by</h2>
          <CallStack stack={socket.stack} />
        </section>
      )}
      {socket.origin === 'page' && !socket.made && <TraceSwitch socket={socket} />}
      {socket.origin === 'page' && <CountListeners />}
      {(socket.origin === 'test' || socket.made) && <TestConnection socket={socket} />}
      {socket.watched ? (
        <ReadOnly watched={socket.watched} />
      ) : (
        socket.origin !== 'file' && <CloseForm key={socket.number} socket={socket} />
      )}
      {handshake && <HandshakeDetails handshake={handshake} />}
    </div>
  )
}

function factsOf(socket: Socket, { session, now }: State) {
  const document = session.documents.get(socket.document)
  const { constructed, opened, ended, closed } = socket
  return [
    ['URL', socket.url],
    ['Interface', socket.stream && 'WebSocketStream'],
    [
      'State',
      <span class="state-fact" key="state">
        <StateIcon state={socket.state} /> {socket.state} {stateName(socket.state)}
        {socket.gone && ` · ${goneWords(socket, document)}`}
      </span>,
    ],
    ['Belongs to', ownerText(socket, document, session.files)],
    ['Script', socket.watched?.script],
    ['Read from', socket.watched && 'Chrome’s network log, now and then: rows come up to some seconds late'],
    [
      'Not heard of',
      socket.watched?.unheard &&
        'since the tab navigated: Chrome’s network log let go of it. The rest comes when the socket closes.',
    ],
    [document?.worker ? 'Worker script' : 'Document', document?.url ?? socket.recorded?.page],
    ['Origin', socket.made && document?.origin],
    ['Worker name', document?.worker?.name],
    ['Requested subprotocols', socket.protocols.join(', ') || 'none'],
    ['Chosen subprotocol', socket.protocol || (opened === null ? null : 'none')],
    ['Extensions', socket.extensions || (opened === null ? null : 'none')],
    ['Sent', trafficText(socket.sent)],
    ['Received', trafficText(socket.received)],
    ['Constructed', constructed !== null && timeOfDay(constructed)],
    ['Opened', opened !== null && timeOfDay(opened) + after(constructed, opened)],
    ['Open for', opened !== null && socket.state === 1 && !socket.gone && age(Math.max(0, now.value - opened))],
    ['Closed', ended !== null && timeOfDay(ended) + after(opened ?? constructed, ended)],
    [
      'Close code',
      closed ? <CloseCodeFact key="code" code={closed.code} /> : ended !== null && 'not told by Chrome’s network log',
    ],
    ['Close reason', closed && (closed.reason || 'none')],
    ['Clean', closed && (closed.wasClean ? 'Yes' : 'No')],
  ] as const
}

function goneWords({ origin }: Socket, document: DocumentInfo | undefined): string {
  return origin === 'file' ? 'when it was recorded' : origin === 'network' ? 'gone' : goneText(document)
}

function ownerText(socket: Socket, document: DocumentInfo | undefined, files: State['session']['files']): string {
  if (socket.watched) return askerText(socket.watched)
  if (socket.origin === 'file') return `the file ${files.get(socket.document)?.name ?? ''}, read-only`
  if (socket.origin === 'test') return 'a test connection of this panel'
  if (!document) return 'a frame that is gone'
  const frame = document.frame === 0 ? 'the page' : 'a frame of the page'
  if (socket.made) return `${frame}; a test connection, opened by this panel`
  return document.worker ? `a ${document.worker.kind} worker of ${frame}` : frame
}

function after(from: number | null, to: number): string {
  return from === null ? '' : ` (${sincePrevious(to - from)})`
}

function trafficText({ messages, bytes }: Traffic): string {
  return `${count(messages)} ${messages === 1 ? 'message' : 'messages'}, ${sizeText(bytes)}`
}

/** Has sends recorded with their call stacks: for one socket, since each costs the page some microseconds. */
function TraceSwitch({ socket }: { socket: Socket }) {
  const { session } = usePanel().state
  return (
    <label class="check fact-check" title="Each send then takes the page a little longer">
      <input
        type="checkbox"
        data-testid="trace"
        checked={socket.traced}
        disabled={socket.gone || socket.state === 3}
        onChange={(event) => session.trace(socket.number, event.currentTarget.checked)}
      />
      Record the call stack of each send
    </label>
  )
}

/** Why nothing can be done with a socket, and what can be done about that. */
function ReadOnly({ watched }: { watched: Watched }) {
  const { state, workers } = usePanel()
  return (
    <>
      <p class="prose" data-testid="read-only">
        {readOnlyText(watched)}
      </p>
      {workers && watched.asker === 'worker' && (
        <button
          type="button"
          class="text-button"
          data-testid="full-workers-offer"
          onClick={() => {
            state.choices.setting.value = 'workers'
          }}
        >
          Capture workers fully…
        </button>
      )}
    </>
  )
}

/** Listeners can only be counted from the first on. Chrome runs what a reload brings along in the top frame alone. */
function CountListeners() {
  const { browser, reload } = usePanel()
  if (!reload) return null
  return (
    <div class="form-end">
      <button
        type="button"
        class="text-button"
        data-testid="count-listeners"
        title={`Until the page is loaded again, messages say how many listeners heard them and for how long${browser === 'chrome' ? '; not in frames' : ''}`}
        onClick={() => reload(true)}
      >
        Reload and count listeners
      </button>
    </div>
  )
}

/** What only connections that the panel opened can do. */
function TestConnection({ socket }: { socket: Socket }) {
  const { state } = usePanel()
  const [problem, setProblem] = useState('')
  const again = (): void => {
    if (socket.made) {
      // Its own document, or the one that is in its place now.
      const document = state.session.inPage.other(socket.document)?.id ?? null
      void state
        .connectInPage(socket.url, socket.protocols, document)
        .then((refusal) => setProblem(refusal ? refusalText(refusal, 'connect') : ''))
      return
    }
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

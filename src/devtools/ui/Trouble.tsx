import { useState } from 'preact/hooks'
import { visibleLine } from '../../core/visible.ts'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { socketName } from './socket-name.ts'

/** What can be made to happen on a live socket as the page sees it. */
export function Trouble() {
  const { state } = usePanel()
  state.tick.value
  const { acting } = state.session
  const [code, setCode] = useState('1006')
  const [reason, setReason] = useState('')
  const [text, setText] = useState('')
  const chosen = state.target.value
  const socket = chosen && acting.canPlay(chosen) ? chosen : null
  const isCode = /^\d{4}$/.test(code) && Number(code) >= 1000 && Number(code) <= 4999
  const close = (): void => {
    const number = Number(code)
    if (socket) acting.play(socket, { type: 'close', code: number, reason, wasClean: number !== 1006 })
  }
  const silent = socket !== null && acting.silent.has(socket.number)
  return (
    <details class="trouble" data-testid="trouble">
      <summary>Simulate trouble</summary>
      <Offline />
      {socket ? (
        <>
          <p class="prose">
            On <strong>{visibleLine(socketName(socket.url).name)}</strong>, as the page sees it. Select another socket
            in the list to change that.
          </p>
          <Field
            id="play-code"
            label="Close code"
            value={code}
            problem={isCode ? null : 'Write a code from 1000 to 4999.'}
            onInput={setCode}
          />
          <Field id="play-reason" label="Reason" value={reason} problem={null} onInput={setReason}>
            <button type="button" class="text-button" data-testid="play-close" disabled={!isCode} onClick={close}>
              Close
            </button>
          </Field>
          <Field id="play-text" label="Message" value={text} problem={null} onInput={setText}>
            <button
              type="button"
              class="text-button"
              data-testid="inject"
              title="The page receives this as if its server had sent it"
              disabled={socket.state !== 1}
              onClick={() => acting.play(socket, { type: 'message', data: text })}
            >
              Inject
            </button>
          </Field>
          <div class="form-end">
            <button
              type="button"
              class="text-button"
              aria-pressed={silent}
              data-testid="silence"
              title="A half-open connection: nothing comes, nothing goes, and nobody is told"
              onClick={() => acting.play(socket, { type: 'silence', on: !silent })}
            >
              {silent ? 'End the silence' : 'Go silent'}
            </button>
          </div>
        </>
      ) : (
        <p class="prose">Select an open socket of the page. Those of workers, streams and files can’t be acted on.</p>
      )}
    </details>
  )
}

/** All of the tab's sockets at once. */
function Offline() {
  const { session, sockets } = usePanel().state
  const { acting } = session
  return (
    <div class="form-end">
      <button
        type="button"
        class="text-button"
        aria-pressed={acting.offline}
        data-testid="offline"
        title="Closes the sockets of this page with 1006, and lets new ones fail"
        onClick={() => acting.setOffline(!acting.offline, sockets.value)}
      >
        {acting.offline ? 'Go online' : 'Go offline'}
      </button>
      {acting.offline && <span role="status">New connections of this page fail until you go online.</span>}
    </div>
  )
}

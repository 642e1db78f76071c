import { useEffect } from 'preact/hooks'
import type { ConnectFrom, DocumentInfo, State } from '../state.ts'
import { usePanel } from './panel-context.ts'

/** The frame of the selected socket, where it isn't the top document. */
function frameOf({ session, socket }: State): DocumentInfo | null {
  return session.inPage.other(socket.value?.document ?? '')
}

/** What is chosen, as far as it is there: a frame may have gone. */
export function connectFrom(state: State): ConnectFrom {
  const from = state.choices.from.value
  return from === 'frame' && !frameOf(state) ? 'page' : from
}

/** The document in which a connection is to be opened; null: the top one. */
export function connectDocument(state: State): string | null {
  return connectFrom(state) === 'frame' ? (frameOf(state)?.id ?? null) : null
}

/** Whose origin, cookies and policy a test connection has: chosen, and said in one line. */
export function ConnectFromField() {
  const { state } = usePanel()
  state.tick.value
  const from = connectFrom(state)
  const { inPage } = state.session
  // A page without sockets has said nothing yet, not even its origin.
  useEffect(() => {
    if (from === 'page') inPage.wake()
  }, [from, inPage])
  const frame = frameOf(state)
  return (
    <>
      <div class="field field-connect-from">
        <label for="connect-from" class="field-name">
          From
        </label>
        <select
          id="connect-from"
          data-testid="connect-from"
          aria-describedby="connect-from-note"
          value={from}
          onChange={(event) => {
            state.choices.from.value = event.currentTarget.value as ConnectFrom
          }}
        >
          <option value="panel">The panel</option>
          <option value="page">The page</option>
          {frame && <option value="frame">The selected frame</option>}
        </select>
      </div>
      <p class="connect-note" id="connect-from-note" data-testid="connect-from-note">
        {from === 'panel' ? (
          <>
            The server sees <code>Origin: {location.origin}</code>. The page’s policy doesn’t apply, and the connection
            ends with DevTools.
          </>
        ) : (
          <>
            The server sees <Origin of={from === 'frame' ? frame : inPage.top} /> and the cookies that the {from} would
            send; its policy applies. The connection ends with the {from}.
          </>
        )}
      </p>
    </>
  )
}

function Origin({ of }: { of: DocumentInfo | null }) {
  return of?.origin ? <code>Origin: {of.origin}</code> : <>the page’s own origin</>
}

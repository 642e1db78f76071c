import { stateName } from '../../core/format.ts'
import type { Socket } from '../../core/socket.ts'
import { usePanel } from './panel-context.ts'
import { StateIcon } from './StateIcon.tsx'
import { socketName } from './socket-name.ts'

/** The socket to send on: the selected one, until another is chosen here. */
export function TargetField() {
  const { state } = usePanel()
  const target = state.target.value
  return (
    <label class="target">
      <span class="field-name">Socket</span>
      {target && <StateIcon state={target.state} />}
      <select
        data-testid="target"
        value={target ? String(target.number) : ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          state.choices.target.value = value === '' ? null : Number(value)
        }}
      >
        {!target && <option value="">No socket</option>}
        {state.sockets.value.filter(isLive).map((socket) => (
          <option key={socket.number} value={String(socket.number)} disabled={socket.watched !== null}>
            {optionText(socket)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** What came out of a file is not there to be sent on. */
function isLive({ origin }: Socket): boolean {
  return origin !== 'file'
}

function optionText(socket: Socket): string {
  const { name, host } = socketName(socket.url)
  const state = socket.gone ? 'document gone' : stateName(socket.state)
  return [
    state,
    name,
    host,
    (socket.origin === 'test' || socket.made) && 'test connection',
    socket.watched && 'read-only',
  ]
    .filter(Boolean)
    .join(' · ')
}

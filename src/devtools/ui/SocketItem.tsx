import { sizeText } from '../../core/bytes.ts'
import { closeCode } from '../../core/close-codes.ts'
import { age, count, stateName } from '../../core/format.ts'
import type { Socket, Traffic } from '../../core/socket.ts'
import { usePanel } from './panel-context.ts'
import { StateIcon } from './StateIcon.tsx'
import { socketName } from './socket-name.ts'

interface SocketItemProps {
  readonly socket: Socket
  readonly chosen: boolean
}

/** One socket on two lines: its name, and how it does. */
export function SocketItem({ socket, chosen }: SocketItemProps) {
  const { state } = usePanel()
  // A socket changes without becoming another one.
  state.tick.value
  const { name, host } = socketName(socket.url)
  const { closed } = socket
  const unusual = closed !== null && closed.code !== 1000 && closed.code !== 1005
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the list has focus and keys.
    <div
      class={`socket ${socket.gone ? 'gone' : ''}`}
      role="option"
      id={`socket-${socket.number}`}
      data-testid="socket"
      data-state={stateName(socket.state)}
      aria-selected={chosen}
      title={`#${socket.number + 1} · ${socket.url}`}
      onClick={() => state.selectSocket(socket.number)}
    >
      <StateIcon state={socket.state} />
      <div class="socket-name">
        {name} <span class="socket-host">{host}</span>
      </div>
      <div class="socket-facts">
        <span class="socket-state">{stateName(socket.state)}</span>
        {unusual && (
          <span class="socket-code" title={closeCode(closed.code).name}>
            {closed.code}
          </span>
        )}
        {socket.made && <span title="Opened in the page by this panel">test</span>}
        {socket.stream && <span title="A WebSocketStream">stream</span>}
        {socket.protocol && <span class="socket-protocol">{socket.protocol}</span>}
        <Amount arrow="↑" word="sent" traffic={socket.sent} />
        <Amount arrow="↓" word="received" traffic={socket.received} />
        <Age socket={socket} />
      </div>
    </div>
  )
}

function Amount({ arrow, word, traffic }: { arrow: string; word: string; traffic: Traffic }) {
  const messages = `${count(traffic.messages)} ${traffic.messages === 1 ? 'message' : 'messages'} ${word}`
  return (
    <span class={`amount amount-${word}`} title={`${messages}, ${sizeText(traffic.bytes)}`}>
      <span class="amount-arrow">{arrow}</span>
      {count(traffic.messages)}
      {traffic.bytes > 0 && ` · ${sizeText(traffic.bytes)}`}
    </span>
  )
}

/** How long the socket has been open, or was. It asks for the time only while that moves. */
function Age({ socket }: { socket: Socket }) {
  const { now } = usePanel().state
  if (socket.opened === null) return null
  if (socket.ended === null && (socket.state !== 1 || socket.gone)) return null
  const end = socket.ended ?? Math.max(now.value, socket.opened)
  return (
    <span class="socket-age" title="How long it has been open">
      {age(end - socket.opened)}
    </span>
  )
}

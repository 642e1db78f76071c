import { type Body, FLAG, type Payload, type ReadyState } from '../core/row.ts'
import type { Refusal } from '../wire.ts'
import type { Connect, RowOf } from './adopted.ts'

/**
 * Opens the panel's own test connections with a page's WebSocket constructor. They live where the session lives, so that
 * they survive a panel that is re-created, and end with DevTools. All that is sent on them is synthetic.
 */
export function connectionsOf(Socket: typeof WebSocket, now: () => number): Connect {
  return (url, protocols, tell) => {
    const socket = new Socket(url, [...protocols])
    // Bytes in the order of arrival; a Blob would have to be read first.
    socket.binaryType = 'arraybuffer'
    const row = (kind: RowOf['kind'], body: Body, more: Partial<RowOf> = {}): void =>
      tell({ time: now(), kind, state: socket.readyState as ReadyState, flags: 0, buffered: 0, body, ...more })
    row('constructed', { url: socket.url, protocols })
    socket.addEventListener('open', () => row('open', { protocol: socket.protocol, extensions: socket.extensions }))
    socket.addEventListener('message', ({ data }: MessageEvent<Payload>) => row('received', data))
    socket.addEventListener('error', () => row('error', null))
    socket.addEventListener('close', ({ code, reason, wasClean }) => row('closed', { code, reason, wasClean }))
    return {
      send(data) {
        if (socket.readyState !== Socket.OPEN) return refusal(socket)
        socket.send(data)
        row('sent', data, { flags: FLAG.synthetic, buffered: socket.bufferedAmount })
        return null
      },
      close(code, reason) {
        if (socket.readyState > Socket.OPEN) return refusal(socket)
        try {
          socket.close(code ?? undefined, reason ?? undefined)
        } catch (error) {
          return { why: 'threw', message: error instanceof Error ? error.message : String(error) }
        }
        row('close', { code, reason }, { flags: FLAG.synthetic })
        return null
      },
    }
  }
}

function refusal(socket: WebSocket): Refusal {
  return { why: 'state', state: socket.readyState as ReadyState }
}

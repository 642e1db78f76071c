import { isBytes } from '../core/row.ts'
import type { Socket } from '../core/socket.ts'
import type { Adopted } from './adopted.ts'
import type { Recording } from './recording.ts'

/** Lets whoever speaks for a socket tell what happens on it. */
export function adopt(
  socket: Socket,
  recording: Recording,
  { left, changed }: { readonly left: () => void; readonly changed: () => void },
): Adopted {
  const { number } = socket
  return {
    number,
    tell(row) {
      recording.record({ size: isBytes(row.body) ? row.body.byteLength : 0, ...row, socket: number })
      changed()
    },
    leave() {
      socket.gone = true
      left()
      changed()
    },
  }
}

import type { SocketNumber } from '../core/log.ts'
import type { Socket } from '../core/socket.ts'

/**
 * Lists of the devtools page as lists of this window, copied when another one is given: in Firefox each look into an object of
 * another window takes half a microsecond.
 */
export function ownList<Item>(): (list: readonly Item[]) => readonly Item[] {
  let theirs: readonly Item[] = []
  let ours: readonly Item[] = []
  return (list) => {
    if (list !== theirs) ours = Array.from(list)
    theirs = list
    return ours
  }
}

/** The socket of a number in a list in the order of the numbers; null: it isn't there. */
export function socketOf(sockets: readonly Socket[], number: SocketNumber | null): Socket | null {
  if (number === null) return null
  let [low, high] = [0, sockets.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sockets[middle] as Socket).number < number) low = middle + 1
    else high = middle
  }
  const found = sockets[low]
  return found?.number === number ? found : null
}

import type { Watched } from '../../core/socket.ts'

/** Why a socket can only be read, and what to do about it where something can be done. */
export function readOnlyText({ asker }: Watched): string {
  return asker === 'document'
    ? 'Sockeye was not in this document when it made this socket, so it can only be read. Reload the page to act on its sockets.'
    : 'This socket belongs to a worker. Chrome lets extensions read it, not act on it.'
}

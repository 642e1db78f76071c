import type { Socket } from '../core/socket.ts'
import type { SocketSnapshot } from '../wire.ts'

/** Gives a socket what its rows said that the hook has let go of. */
export function restore(socket: Socket, known: SocketSnapshot): void {
  socket.url = known.url
  socket.stream = known.stream
  socket.made = known.made
  socket.stack = known.stack
  socket.protocols = known.protocols
  socket.protocol = known.protocol
  socket.extensions = known.extensions
  socket.constructed = known.constructed
  socket.opened = known.opened
  socket.state = known.state
  socket.sent.messages += known.lostSent.messages
  socket.sent.bytes += known.lostSent.size
  socket.received.messages += known.lostReceived.messages
  socket.received.bytes += known.lostReceived.size
}

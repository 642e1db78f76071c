import type { RecordedSocket } from './files/recording.ts'
import type { Asker } from './handshake.ts'
import type { Row, SocketNumber } from './log.ts'
import { type Closed, FLAG, isPayload, type ReadyState } from './row.ts'

/** Messages and their payload bytes in one direction; a text counts as UTF-8. */
export interface Traffic {
  messages: number
  bytes: number
}

/** What the browser's network log tells of a socket that no hook sees. Such a socket can be read, not acted on. */
export interface Watched {
  readonly asker: Asker
  /** Address of the script that made it; empty where the log doesn't tell. */
  readonly script: string
  /** The log let go of it at a navigation, though it may live on: the rest is told when it closes. */
  unheard: boolean
}

/** A socket as the session knows it: the sum of its rows. Written by `tell` alone. */
export interface Socket {
  readonly number: SocketNumber
  /**
   * `page`: a page's own. `test`: a test connection of the panel's. `network`: of a worker, read from the network log.
   * `file`: it was recorded, and came out of a file.
   */
  readonly origin: 'page' | 'test' | 'network' | 'file'
  /** For `network` only. */
  readonly watched: Watched | null
  /** Which document or file it belongs to; empty for all others. */
  readonly document: string
  /** What its file says of it; null for one that is no file's. */
  readonly recorded: RecordedSocket | null
  url: string
  /** It is a WebSocketStream. */
  stream: boolean
  /** A page's, and the panel had the page construct it. */
  made: boolean
  /** Requested subprotocols. */
  protocols: readonly string[]
  /** The subprotocol that the server chose. */
  protocol: string
  extensions: string
  state: ReadyState
  /** ms since the epoch; null while it hasn't happened or isn't known. */
  constructed: number | null
  /** The call stack of its construction, as the browser writes it. */
  stack: string | null
  /** Whether each of its sends is recorded with its call stack. */
  traced: boolean
  opened: number | null
  ended: number | null
  closed: Closed | null
  readonly sent: Traffic
  readonly received: Traffic
  /** Its document is gone, and nothing more will be heard of it. */
  gone: boolean
}

export function newSocket(
  number: SocketNumber,
  origin: Socket['origin'],
  document: string,
  watched: Watched | null = null,
): Socket {
  return {
    number,
    origin,
    watched,
    document,
    recorded: null,
    url: '',
    stream: false,
    made: false,
    protocols: [],
    protocol: '',
    extensions: '',
    state: 0,
    constructed: null,
    stack: null,
    traced: false,
    opened: null,
    ended: null,
    closed: null,
    sent: { messages: 0, bytes: 0 },
    received: { messages: 0, bytes: 0 },
    gone: false,
  }
}

/** A socket out of a file. It is as it was when the file was written, and nothing more will be heard of it. */
export function recordedSocket(number: SocketNumber, file: string, recorded: RecordedSocket): Socket {
  const { url, protocols, protocol, extensions, state, constructed, opened, ended, closed, sent, received } = recorded
  return {
    ...newSocket(number, 'file', file),
    ...{ recorded, url, protocols, protocol, extensions, state, constructed, opened, ended, closed },
    sent: { ...sent },
    received: { ...received },
    gone: true,
  }
}

/** Lets a socket learn from a row of its own. */
export function tell(socket: Socket, row: Row): void {
  const { body, kind, time } = row
  socket.state = row.state
  if (kind === 'sent' || kind === 'received') {
    socket[kind].messages++
    socket[kind].bytes += row.size
    return
  }
  if (kind === 'closed') socket.ended = time
  if (body === null || isPayload(body)) return
  if (kind === 'constructed' && 'url' in body) {
    socket.url = body.url
    socket.stream = body.stream === true
    socket.made = (row.flags & FLAG.synthetic) !== 0
    socket.protocols = body.protocols
    socket.constructed = time
    socket.stack = row.stack ?? null
  } else if (kind === 'open' && 'protocol' in body) {
    socket.protocol = body.protocol
    socket.extensions = body.extensions
    socket.opened = time
  } else if (kind === 'closed' && 'wasClean' in body) {
    socket.closed = body
  }
}

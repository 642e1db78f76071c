import type { Log, RowNumber, SocketNumber } from './log.ts'
import { type Body, isBytes } from './row.ts'
import type { Test } from './view.ts'

/** What the toolbar asks for. */
export interface Query {
  /** Plain text to be found in the row, without regard to case. Empty: any. */
  readonly text: string
  readonly direction: 'all' | 'sent' | 'received'
  /** null: all sockets. */
  readonly socket: SocketNumber | null
}

/** The text in which a body is searched: what a person can read of it. */
function searchable(body: Body): string {
  if (body === null) return ''
  if (typeof body === 'string') return body
  if (isBytes(body)) return new TextDecoder().decode(body)
  if ('address' in body) return body.address
  if ('url' in body) return `${body.url} ${body.protocols.join(' ')}`
  if ('protocol' in body) return `${body.protocol} ${body.extensions}`
  if ('failure' in body) return body.failure
  if ('code' in body) return `${body.code ?? ''} ${body.reason ?? ''}`
  return body.cause
}

/**
 * Turns a query into a test. A direction shows messages of that direction only: the socket's life is neither sent nor
 * received. A text is looked for in payloads (binary ones read as UTF-8) and in what life rows say.
 */
export function compile(query: Query): Test {
  const text = query.text.toLowerCase()
  const { direction, socket } = query
  return (log: Log, row: RowNumber) => {
    if (socket !== null && log.socket(row) !== socket) return false
    const kind = log.kind(row)
    if (direction !== 'all' && kind !== direction && kind !== 'lost') return false
    if (text === '') return true
    return kind.includes(text) || searchable(log.body(row)).toLowerCase().includes(text)
  }
}

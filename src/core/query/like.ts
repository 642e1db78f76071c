import type { Log, RowNumber } from '../log.ts'
import { isBytes, NO_SOCKET } from '../row.ts'
import { addTerm } from './edit.ts'
import { quote } from './quote.ts'
import { jsonReader } from './read-json.ts'

/** Names by which messages of one JSON protocol say what they are, the usual ones first. */
const DISCRIMINATORS = ['type', 'event', 'op', 'method', 'action', 'topic', 'channel', 'command', 'cmd', 'kind', 't']

/** The value by which a message says what it is, as a term. */
function discriminator(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Readonly<Record<string, unknown>>
  for (const name of DISCRIMINATORS) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (typeof field === 'string' && field.length <= 100) return `json:$.${name}=${quote(field)}`
    if (typeof field === 'number') return `json:$.${name}=${field}`
  }
  // Many protocols send arrays that begin with their event's name.
  const first = Array.isArray(value) ? value[0] : undefined
  return typeof first === 'string' && first.length <= 100 ? `json:$[0]=${quote(first)}` : null
}

/** The power of ten that a size is in: 10..99, 100..999. */
function sizeClass(size: number): string {
  if (size < 10) return 'size:<10'
  const low = 10 ** Math.floor(Math.log10(size))
  return `size:${low}..${low * 10 - 1}`
}

/**
 * A filter for messages like this one: of its socket and direction, and of what it says it is, in JSON; else of its type
 * and about its size. For a row of a socket's life: of its kind.
 */
export function likeRow(log: Log, row: RowNumber): string {
  const kind = log.kind(row)
  const socket = log.socket(row)
  const ofSocket = socket === NO_SOCKET ? [] : [`socket:#${socket + 1}`]
  if (kind !== 'sent' && kind !== 'received') return [...ofSocket, `kind:${kind}`].join(' ')
  const body = log.body(row)
  const said = discriminator(jsonReader()(body))
  const looks = said ? [said] : [`type:${isBytes(body) ? 'binary' : 'text'}`, sizeClass(log.size(row))]
  return [...ofSocket, `dir:${kind}`, ...looks].join(' ')
}

/** A filter's text that also hides messages like this one. */
export function hideLike(text: string, log: Log, row: RowNumber): string {
  return addTerm(text, `-(${likeRow(log, row)})`)
}

/** A filter's text that shows messages like this one only. */
export function onlyLike(text: string, log: Log, row: RowNumber): string {
  return addTerm(text, likeRow(log, row))
}

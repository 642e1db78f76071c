import type { Log, RowNumber } from '../log.ts'
import { type Body, isBytes, type Kind } from '../row.ts'
import type { Search } from './text-search.ts'

/** The text in which a life row is searched. */
export function lifeWords(kind: Kind, body: Exclude<Body, string | ArrayBuffer>): string {
  if (body === null) return kind
  if ('address' in body) return `${kind} ${body.address}`
  if ('url' in body) return `${kind} ${body.url} ${body.protocols.join(' ')}`
  if ('protocol' in body) return `${kind} ${body.protocol} ${body.extensions}`
  if ('failure' in body) return `${kind} ${body.failure}`
  if ('code' in body) return `${kind} ${body.code ?? ''} ${body.reason ?? ''}`
  return `${kind} ${body.cause}`
}

/** Whether what a row says is found. */
export function isInRow(search: Search, log: Log, row: RowNumber): boolean {
  const body = log.body(row)
  if (typeof body === 'string') return search.inText(body)
  if (isBytes(body)) return search.inBytes(new Uint8Array(body))
  return search.inText(lifeWords(log.kind(row), body))
}

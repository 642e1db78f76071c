import { count } from '../../core/format.ts'
import { previewBytes, previewText } from '../../core/preview.ts'
import type { Body, Kind, LossCause } from '../../core/row.ts'
import { isBytes } from '../../core/row.ts'
import { closeText } from './close-text.ts'

const LOSSES: Readonly<Record<LossCause, string>> = {
  history: 'they came before this panel watched, and the page keeps only the last ones',
  overflow: 'the page was faster than the panel',
  left: 'the page went before they could be told',
  unreadable: 'the browser could not read the Blob',
  paused: 'recording was paused',
  limit: 'the log is full',
}

/** The arguments of `close()` as code. */
function callText(code: number | null, reason: string | null): string {
  if (code === null) return 'close()'
  return reason === null ? `close(${code})` : `close(${code}, ${JSON.stringify(reason)})`
}

/** UTF-16 units and bytes of a payload that a line shows. */
const TEXT_LIMIT = 300
const BYTE_LIMIT = 32

/**
 * What a row says on one line: the head of a payload, `limit` UTF-16 units at the most, or an event of the socket's life in
 * plain words.
 */
export function rowText(kind: Kind, body: Body, limit = TEXT_LIMIT): string {
  if (typeof body === 'string') return previewText(body, Math.min(limit, TEXT_LIMIT))
  if (isBytes(body)) return previewBytes(new Uint8Array(body), BYTE_LIMIT)
  return previewText(lifeText(kind, body), TEXT_LIMIT)
}

type LifeBody = Exclude<Body, string | ArrayBuffer>

function lifeText(kind: Kind, body: LifeBody): string {
  if (body === null) return kind === 'closed' ? 'closed · code not told' : kind
  if ('failure' in body) return `failed: ${body.failure}`
  if ('address' in body) return `navigated to ${body.address}`
  if ('url' in body) return joined(`constructed ${body.url}`, list('protocols', body.protocols))
  if ('protocol' in body) return joined('open', list('protocol', [body.protocol]), body.extensions)
  if ('cause' in body) {
    return `${count(body.count)} ${body.count === 1 ? 'message' : 'messages'} lost: ${LOSSES[body.cause]}`
  }
  if ('wasClean' in body) {
    return joined(`closed ${closeText(body.code, body.reason)}`, body.wasClean ? 'clean' : 'not clean')
  }
  return `${callText(body.code, body.reason)} called`
}

function list(name: string, values: readonly string[]): string {
  const known = values.filter(Boolean)
  return known.length === 0 ? '' : `${name} ${known.join(', ')}`
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(' · ')
}

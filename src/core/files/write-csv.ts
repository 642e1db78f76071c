import { toBase64 } from '../bytes.ts'
import type { Row } from '../log.ts'
import { type Body, isBytes, NO_SOCKET } from '../row.ts'
import { gather, type Part, type WriteOptions } from './part.ts'
import type { Recording } from './recording.ts'
import { redactBody, redactSocket } from './redact.ts'
import { flagNames } from './write-ndjson.ts'

const COLUMNS = ['time', 'type', 'socket', 'url', 'page', 'readyState', 'flags', 'size', 'encoding', 'data'] as const

/** Spreadsheets read the file as UTF-8 only when it begins with this. */
const BYTE_ORDER_MARK = '\ufeff'

/**
 * A field by RFC 4180 §2. What a spreadsheet would run as a formula gets an apostrophe in front, which makes it text there
 * (https://owasp.org/www-community/attacks/CSV_Injection): a page chooses what stands here.
 */
export function csvField(text: string): string {
  const safe = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function encodingOf(body: Body): string {
  return typeof body === 'string' ? 'text' : isBytes(body) ? 'base64' : body === null ? '' : 'json'
}

function dataOf(body: Body): string {
  if (body === null || typeof body === 'string') return body ?? ''
  return isBytes(body) ? toBase64(new Uint8Array(body)) : JSON.stringify(body)
}

/** Local spreadsheets know no time zones, so it is UTC and says so: ISO 8601 with ms. */
function timeText(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/** Writes rows for a spreadsheet, RFC 4180 with a header line. Surrogates without a partner and parts of a ms are lost. */
export function* writeCsv(recording: Recording, { secrets }: WriteOptions): Generator<Part, number> {
  const sockets = secrets ? recording.sockets : recording.sockets.map(redactSocket)
  const line = ({ time, kind, socket: number, state, flags, size, body }: Row): string => {
    const socket = number === NO_SOCKET ? undefined : sockets[number]
    const shown = secrets ? body : redactBody(body)
    const isMessage = kind === 'sent' || kind === 'received'
    const fields = [
      timeText(time),
      kind,
      socket ? String(number) : '',
      socket?.url ?? '',
      socket?.page ?? '',
      socket ? String(state) : '',
      flagNames(flags).join(' '),
      isMessage ? String(size) : '',
      encodingOf(shown),
      dataOf(shown),
    ]
    return `${fields.map(csvField).join(',')}\r\n`
  }
  yield { text: `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\r\n`, done: 0 }
  yield* gather(recording.length, (place) => line(recording.row(place)), 0, recording)
  return recording.length
}

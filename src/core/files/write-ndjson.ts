import { toBase64 } from '../bytes.ts'
import type { Row } from '../log.ts'
import { FLAG, isBytes, NO_SOCKET } from '../row.ts'
import { gather, type Part, type WriteOptions } from './part.ts'
import type { RecordedSocket, Recording } from './recording.ts'
import { redactBody, redactSocket } from './redact.ts'

/** Raised when a line's meaning changes or a kind of line or flag is added; docs/files.md says what each version holds. */
export const NDJSON_VERSION = 1

/** The names of a row's flags, in the order of their bits. */
export function flagNames(flags: number): string[] {
  return Object.entries(FLAG)
    .filter(([, bit]) => flags & bit)
    .map(([name]) => name)
}

/** The line of a socket, without its line break. */
function socketLine(socket: RecordedSocket, number: number): string {
  return JSON.stringify({ type: 'socket', number, ...socket })
}

/** The line of a row, without its line break. JSON.stringify escapes a surrogate without a partner, so it survives UTF-8. */
export function rowLine({ kind, time, socket, state, flags, size, buffered, body }: Row): string {
  // By hand: there may be a million of these, and all but the payload are numbers and words of ours.
  let line = `{"type":"${kind}","time":${time},"socket":${socket === NO_SOCKET ? 'null' : socket},"state":${state}`
  if (flags !== 0) line += `,"flags":${JSON.stringify(flagNames(flags))}`
  if (kind === 'sent' || kind === 'received' || size !== 0) line += `,"size":${size}`
  if (buffered !== 0) line += `,"buffered":${buffered}`
  if (typeof body === 'string') line += `,"text":${JSON.stringify(body)}`
  else if (isBytes(body)) line += `,"base64":"${toBase64(new Uint8Array(body))}"`
  else if (body !== null) line += `,"body":${JSON.stringify(body)}`
  return `${line}}`
}

/** Writes a recording without loss, one JSON value a line (https://github.com/ndjson/ndjson-spec), as docs/files.md tells. */
export function* writeNdjson(recording: Recording, { secrets }: WriteOptions): Generator<Part, number> {
  const { sockets, length } = recording
  const header = { type: 'sockeye', version: NDJSON_VERSION, sockets: sockets.length, rows: length }
  yield { text: `${JSON.stringify(header)}\n`, done: 0 }
  for (const part of gather(sockets.length, (number) => {
    const socket = sockets[number] as RecordedSocket
    return `${socketLine(secrets ? socket : redactSocket(socket), number)}\n`
  })) {
    yield { text: part.text, done: 0 }
  }
  const textOf = (place: number): string => {
    const row = recording.row(place)
    return `${rowLine(secrets ? row : { ...row, body: redactBody(row.body) })}\n`
  }
  yield* gather(length, textOf, 0, recording)
  return recording.length
}

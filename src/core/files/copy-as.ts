import { toBase64 } from '../bytes.ts'
import type { Row } from '../log.ts'
import { isBytes, isPayload, type Payload } from '../row.ts'
import type { RecordedSocket, Recording } from './recording.ts'
import { scriptLiteral } from './script-literal.ts'
import { shellQuote } from './shell-quote.ts'
import { rowLine } from './write-ndjson.ts'

/** The messages of one socket. */
interface Talk {
  readonly socket: RecordedSocket
  readonly payloads: readonly Payload[]
}

/** What is copied can be run again, so nothing in it is redacted: it goes to a person's own clipboard, not to a file. */
function talksOf(recording: Recording): readonly Talk[] {
  const talks = new Map<number, Payload[]>()
  for (let place = 0; place < recording.length; place++) {
    const { kind, socket, body } = recording.row(place)
    if ((kind !== 'sent' && kind !== 'received') || !isPayload(body)) continue
    const payloads = talks.get(socket)
    if (payloads) payloads.push(body)
    else talks.set(socket, [body])
  }
  return [...talks].flatMap(([number, payloads]) => {
    const socket = recording.sockets[number]
    return socket ? [{ socket, payloads }] : []
  })
}

/** Rows as JSON: one as an object, several as an array; each as in NDJSON, with its socket's address. */
export function asJson(recording: Recording): string {
  const objects = Array.from({ length: recording.length }, (_, place) => {
    const row: Row = recording.row(place)
    const { type, time, ...rest } = JSON.parse(rowLine(row))
    return { type, time, ...rest, socket: recording.sockets[row.socket]?.url ?? null }
  })
  return JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2)
}

/** Words of a command, quoted; null where one can't be. */
function command(...words: readonly string[]): string | null {
  const quoted = words.map(shellQuote)
  return quoted.includes(null) ? null : quoted.join(' ')
}

/**
 * Commands of wscat 5.2 or newer (https://github.com/websockets/wscat) that connect, send the messages, and stay; one a
 * socket. null where there is none: wscat sends no binary messages, and no command takes a null character.
 */
export function asWscat(recording: Recording): string | null {
  const commands = talksOf(recording).map(({ socket, payloads }) => {
    if (!payloads.every((payload) => typeof payload === 'string')) return null
    return command(
      'wscat',
      ...['--connect', socket.url],
      ...socket.protocols.flatMap((protocol) => ['--subprotocol', protocol]),
      // With an equals sign, since a message may begin with a hyphen.
      ...payloads.map((payload) => `--execute=${payload}`),
      '--wait=-1',
    )
  })
  return joined(commands)
}

/** websocat's own limit of a message, bytes. */
const WEBSOCAT_BUFFER = 65_536

/**
 * Commands of websocat 1.x (https://github.com/vi/websocat) that send the messages and stay connected: the texts of a
 * socket together, each of its binary messages alone, because binary messages have no end in a pipe. null where there is none.
 */
export function asWebsocat(recording: Recording): string | null {
  const commands = talksOf(recording).flatMap(({ socket, payloads }) => {
    const texts = payloads.filter((payload) => typeof payload === 'string')
    const longest = Math.max(
      0,
      ...payloads.map((payload) => (isBytes(payload) ? payload.byteLength : payload.length * 3)),
    )
    const options = [
      '--no-close',
      ...(longest + 1 > WEBSOCAT_BUFFER ? [`--buffer-size=${longest + 1}`] : []),
      ...(socket.protocols.length > 0 ? [`--protocol=${socket.protocols.join(',')}`] : []),
      socket.url,
    ]
    const sent: (string | null)[] = []
    if (texts.length > 0) {
      // A null character ends a message, so that a line break is part of it.
      const line = command('printf', '%s\\0', ...texts)
      const client = command('websocat', '--text', '--null-terminated', '--linemode-strip-newlines', ...options)
      sent.push(line && client && `${line} | ${client}`)
    }
    for (const payload of payloads) {
      if (typeof payload === 'string') continue
      const line = command('printf', '%s', toBase64(new Uint8Array(payload)))
      const client = command('websocat', '--binary', ...options)
      sent.push(line && client && `${line} | base64 --decode | ${client}`)
    }
    return sent
  })
  return joined(commands)
}

/** A script for a page's console or Node 22 that connects, sends the messages and logs what comes; null: nothing to send. */
export function asJavaScript(recording: Recording): string | null {
  const scripts = talksOf(recording).map(({ socket, payloads }) => {
    const protocols = socket.protocols.map(scriptLiteral)
    const list = protocols.length > 0 ? `, [${protocols.join(', ')}]` : ''
    return `{
  const socket = new WebSocket(${scriptLiteral(socket.url)}${list})
  socket.binaryType = 'arraybuffer'
  socket.onmessage = ({ data }) => console.log('received', data)
  socket.onclose = ({ code, reason }) => console.log('closed', code, reason)
  socket.onopen = () => {
${payloads.map((payload) => `    socket.send(${literalOf(payload)})`).join('\n')}
  }
}`
  })
  return joined(scripts)
}

function literalOf(payload: Payload): string {
  if (typeof payload === 'string') return scriptLiteral(payload)
  return `Uint8Array.from(atob('${toBase64(new Uint8Array(payload))}'), (unit) => unit.charCodeAt(0))`
}

/** All or none: what is copied is never less than what was asked for. */
function joined(texts: readonly (string | null)[]): string | null {
  return texts.length === 0 || texts.includes(null) ? null : texts.join('\n')
}

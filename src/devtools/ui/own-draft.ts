import type { OwnDecoder } from '../../core/decoders/preferences.ts'
import { addressOf } from '../../core/decoders/url-pattern.ts'

/** The id of a decoder that is not saved yet. */
export const NEW_OWN = 0

/** UTF-16 units of a program: the extension's storage has 10 MB. */
export const MOST_CODE = 200_000

const EXAMPLE = `// Called with each message of the sockets above. It can reach nothing but what it is given,
// and has 100 ms. What it throws is shown beside the message.
function decode({ text, bytes, direction, url, protocol, time, memory }) {
  // A text message has text, a binary one bytes (a Uint8Array); the other is undefined.
  // undefined is for what is not yours: the other decoders are asked then.
  if (text === undefined) return undefined

  // memory is an object that stays from message to message of a socket, sent and received.
  memory.count = (memory.count ?? 0) + 1

  // Any value is an answer. With a summary, that is what the row says; with a kind,
  // event: finds it; and with inner (a text or bytes), the other decoders read that in turn.
  const [kind, ...fields] = text.split(/[|;,\\s]+/)
  return { summary: \`\${kind} with \${fields.length} fields\`, kind, value: { fields, number: memory.count } }
}
// For bytes: new DataView(bytes.buffer).getUint16(0), new TextDecoder().decode(bytes.subarray(2)).
`

/** A decoder to begin with, for the address of a socket without what differs from one visit to the next. */
export function newOwn(url: string): OwnDecoder {
  return { id: NEW_OWN, name: '', url: addressOf(url), code: EXAMPLE }
}

/** For people. */
export function ownName({ name }: OwnDecoder): string {
  return name || 'Own decoder'
}

import type { Encoder, FieldProblem } from './encoder.ts'

/** Source: STOMP 1.2, Value Encoding. */
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\r': '\\r', '\n': '\\n', ':': '\\c' }

/** A STOMP SEND frame with its end. https://stomp.github.io/stomp-specification-1.2.html#SEND */
export const stompSendEncoder: Encoder = {
  id: 'stomp-send',
  name: 'STOMP SEND',
  protocol: 'stomp',
  fields: [
    { id: 'destination', label: 'Destination', kind: 'line', isOptional: false, example: '/app/chat' },
    { id: 'headers', label: 'Headers', kind: 'lines', isOptional: true, example: 'content-type: application/json' },
    { id: 'body', label: 'Body', kind: 'lines', isOptional: true, example: '{"text": "hi"}' },
  ],
  encode({ destination = '', headers = '', body = '' }) {
    if (destination === '') return { ok: false, field: 'destination', message: 'Enter where the message goes.' }
    const lines = [`destination:${escaped(destination)}`]
    for (const [at, line] of headers.split(/\r\n?|\n/).entries()) {
      if (line.trim() === '') continue
      const colon = line.indexOf(':')
      if (colon < 1) return wrongHeader(at)
      lines.push(`${escaped(line.slice(0, colon).trim())}:${escaped(line.slice(colon + 1).trim())}`)
    }
    // The frame ends at the first NUL but for those that are counted.
    if (body.includes('\0')) lines.push(`content-length:${new TextEncoder().encode(body).length}`)
    return { ok: true, payload: `SEND\n${lines.join('\n')}\n\n${body}\0` }
  },
}

const escaped = (text: string): string => text.replace(/[\\\r\n:]/g, (one) => ESCAPES[one] as string)

const wrongHeader = (at: number): FieldProblem => ({
  ok: false,
  field: 'headers',
  message: `Line ${at + 1}: write a header as name: value.`,
})

/** What a close code says. */
export interface CloseCode {
  readonly name: string
  /** One sentence. */
  readonly meaning: string
  /** Address of the text that says so. */
  readonly source: string
}

const RFC = 'https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4.1'
const RANGES = 'https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4.2'
const REGISTRY = 'https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number'

const NAMED: ReadonlyMap<number, CloseCode> = new Map(
  (
    [
      [1000, 'Normal closure', 'The connection did what it was opened for and was closed on purpose.', RFC],
      [1001, 'Going away', 'The server goes down, or the browser leaves the page.', RFC],
      [1002, 'Protocol error', 'One side broke the WebSocket protocol.', RFC],
      [1003, 'Unsupported data', 'One side got a kind of data that it can’t take, such as binary for text.', RFC],
      [1004, 'Reserved', 'This code has no meaning yet and should not be in use.', RFC],
      [1005, 'No status received', 'The close frame held no code; this one is never sent.', RFC],
      [1006, 'Abnormal closure', 'The connection ended without a close frame; this code is never sent.', RFC],
      [1007, 'Invalid payload data', 'A message did not hold what its type says, such as text that is not UTF-8.', RFC],
      [1008, 'Policy violation', 'A message broke a rule of the side that got it; no closer code fits.', RFC],
      [1009, 'Message too big', 'A message was larger than the side that got it takes.', RFC],
      [1010, 'Mandatory extension', 'The client needs an extension that the server did not agree to.', RFC],
      [1011, 'Internal error', 'The server met something unexpected and could not go on.', RFC],
      [1012, 'Service restart', 'The server restarts; one may connect again a little later.', REGISTRY],
      [1013, 'Try again later', 'The server has too much to do; one should connect again later.', REGISTRY],
      [1014, 'Bad gateway', 'A gateway or proxy got an invalid answer from the server behind it.', REGISTRY],
      [1015, 'TLS handshake', 'The TLS handshake failed; this code is never sent.', RFC],
      [3000, 'Unauthorized', 'The endpoint wants the client to prove who it is.', REGISTRY],
      [3003, 'Forbidden', 'The client is known but may not use the endpoint.', REGISTRY],
      [3008, 'Timeout', 'Something that the endpoint waited for took too long.', REGISTRY],
    ] as const
  ).map(([code, name, meaning, source]) => [code, { name, meaning, source }]),
)

const UNUSED = { name: 'Unused', meaning: 'Codes below 1000 are not used.', source: RANGES }
const RESERVED = {
  name: 'Reserved',
  meaning: 'Codes up to 2999 belong to the protocol and its extensions, and none that is known uses this one.',
  source: RANGES,
}
const LIBRARY = {
  name: 'Library code',
  meaning:
    'Codes from 3000 to 3999 belong to libraries and frameworks; the one that is in use here says what it means.',
  source: RANGES,
}
const PRIVATE = {
  name: 'Application code',
  meaning: 'Codes from 4000 to 4999 are for private use; the application and its server agree on what it means.',
  source: RANGES,
}
const UNDEFINED = { name: 'Undefined', meaning: 'No standard defines codes above 4999.', source: RANGES }

/**
 * What a close code says, by RFC 6455 §7.4 (https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4) and the IANA
 * WebSocket Close Code Number Registry (https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number);
 * for a code without a name of its own, what its range is for.
 */
export function closeCode(code: number): CloseCode {
  const named = NAMED.get(code)
  if (named) return named
  if (code < 1000) return UNUSED
  if (code < 3000) return RESERVED
  if (code < 4000) return LIBRARY
  return code < 5000 ? PRIVATE : UNDEFINED
}

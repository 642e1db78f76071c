import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Lines } from '../../../src/core/files/lines.ts'
import { writeNdjson } from '../../../src/core/files/write-ndjson.ts'
import { FLAG, NO_SOCKET } from '../../../src/core/row.ts'
import { anyRecording, readNdjson, recorded, recording, rowOf, rowsOf, socketOf, written } from './recordings.ts'

const header = '{"type":"sockeye","version":1}\n'
const socket = `${JSON.stringify({ type: 'socket', number: 7, ...socketOf() })}\n`
const received = (more: object) =>
  `${JSON.stringify({ type: 'received', time: 1e12, socket: 7, state: 1, text: 'x', ...more })}\n`

describe('writeNdjson', () => {
  it('writes a line for the file, one for each socket, and one for each row', () => {
    const text = written(
      writeNdjson,
      recording([rowOf('received', 'hé'), rowOf('sent', Uint8Array.of(0, 255).buffer, { buffered: 2, flags: 1 })]),
    )
    const lines = text.split('\n')
    expect(lines[0]).toBe('{"type":"sockeye","version":1,"sockets":1,"rows":2}')
    expect(lines[1]).toMatch(/^{"type":"socket","number":0,"origin":"page","page":"https:\/\/shop/)
    expect(lines[2]).toBe('{"type":"received","time":1767323045718,"socket":0,"state":1,"size":3,"text":"hé"}')
    expect(lines[3]).toBe(
      '{"type":"sent","time":1767323045718,"socket":0,"state":1,"flags":["synthetic"],"size":2,"buffered":2,"base64":"AP8="}',
    )
    expect(lines.slice(4)).toEqual([''])
  })

  it('hands on parts that are bounded, however many rows there are, and tells how far it is', () => {
    const parts = [
      ...writeNdjson(recording(Array.from({ length: 5000 }, () => rowOf('sent', 'x'.repeat(200)))), { secrets: true }),
    ]
    expect(parts.length).toBeGreaterThan(10)
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThan(70_000)
    expect(parts.at(-1)?.done).toBe(5000)
  })

  it('redacts addresses and headers, and leaves payloads alone', () => {
    const secret = 'token=hunter2'
    const text = written(
      writeNdjson,
      recording(
        [
          rowOf('constructed', { url: `wss://a.example/?${secret}`, protocols: ['access_token', 'hunter2'] }),
          rowOf('received', secret),
        ],
        [
          socketOf({
            url: `wss://a.example/?${secret}`,
            handshake: {
              requestHeaders: [{ name: 'Cookie', value: 'hunter2' }],
              responseHeaders: [{ name: 'set-cookie', value: 'hunter2' }],
              status: 101,
              statusText: '',
            },
          }),
        ],
      ),
      false,
    )
    expect(text.match(/hunter2/g)).toHaveLength(1)
    expect(text).toContain('"text":"token=hunter2"')
    expect(text).toContain('wss://a.example/?token=REDACTED')
  })
})

describe('NDJSON', () => {
  it('comes back as it was, and written again as the same bytes', () => {
    fc.assert(
      fc.property(anyRecording, fc.integer({ min: 1, max: 300 }), (original, piece) => {
        const text = written(writeNdjson, original)
        const read = readNdjson(text, piece)
        expect(read.sockets).toEqual(original.sockets)
        expect(rowsOf(read)).toEqual(Array.from({ length: original.length }, (_, place) => original.row(place)))
        expect(written(writeNdjson, recorded(read))).toBe(text)
      }),
    )
  })

  it('keeps its bytes when it was redacted', () => {
    fc.assert(
      fc.property(anyRecording, (original) => {
        const text = written(writeNdjson, original, false)
        expect(written(writeNdjson, recorded(readNdjson(text)), false)).toBe(text)
      }),
    )
  })

  it('keeps surrogates without a partner through UTF-8', () => {
    const text = 'a\ud800b\udc00c\u2028'
    expect(rowsOf(readNdjson(written(writeNdjson, recording([rowOf('sent', text)]))))[0]?.body).toBe(text)
  })

  it('keeps rows in the order of the file, whatever their times', () => {
    const read = readNdjson(header + socket + received({ time: 2000 }) + received({ time: 1000 }))
    expect(rowsOf(read).map(({ time }) => time)).toEqual([2000, 1000])
  })

  it('may have lines left out, blank lines, a byte order mark, CRLF, and members nobody knows', () => {
    const text = `\ufeff${header}${socket}\r\n\n${received({ later: { a: 1 } }).replace('\n', '\r\n')}`
    expect(rowsOf(readNdjson(text))).toHaveLength(1)
  })

  it('counts the size of a message that does not say it', () => {
    expect(rowsOf(readNdjson(header + socket + received({ text: 'hé' })))[0]?.size).toBe(3)
  })

  it('takes rows about no one socket, and flags by name', () => {
    const line = received({ socket: null, flags: ['history', 'blob'] })
    expect(rowsOf(readNdjson(header + line))[0]).toMatchObject({ socket: NO_SOCKET, flags: FLAG.history | FLAG.blob })
  })
})

describe('NDJSON that can’t be opened', () => {
  const problem = (text: string | Uint8Array, room?: { rows: number; bytes: number }) => {
    try {
      readNdjson(text, 1000, room)
    } catch (error) {
      return (error as Error).message
    }
    throw new Error('It was opened')
  }

  it.each([
    ['', 'The file is empty.'],
    ['hello', 'Line 1: it is not JSON. Choose a HAR file'],
    ['{"type":"other"}', 'Line 1: it does not say that Sockeye wrote'],
    ['[]', 'Line 1: the line has to be an object, but is an array.'],
    [
      '{"type":"sockeye","version":2}',
      'Line 1: the file has version 2, and this Sockeye reads version 1. Update Sockeye.',
    ],
    ['{"type":"sockeye","version":"1"}', 'Line 1: version has to be a whole number, 0 or more, but is "1".'],
    [`${header}{"type":"rec`, 'Line 2: it is not JSON. The file may have been cut off or edited.'],
    [header + received({}), 'Line 2: there is no socket with the number 7 before it.'],
    [header + socket + socket, 'Line 3: there is a socket with the number 7 already.'],
    [header + socket + received({ type: 'ping' }), 'Line 3: type has to be one of constructed, open'],
    [header + socket + received({ flags: ['new'] }), 'Line 3: flags has to be one of synthetic'],
    [header + socket + received({ text: 5 }), 'Line 3: text has to be a string, but is 5.'],
    [header + socket + received({ text: undefined, base64: '§' }), 'Line 3: base64 has to be Base64, but is "§".'],
    [header + socket + received({ time: null }), 'Line 3: time has to be a number, but is null.'],
    [header + socket + received({ time: 1e300 }), 'Line 3: time has to be a time'],
    [header + socket + received({ state: 4 }), 'Line 3: readyState has to be one of 0, 1, 2, 3, but is 4.'],
    [header + socket + received({ size: -1 }), 'Line 3: size has to be a whole number'],
    [header + socket + received({ text: undefined, body: {} }), 'Line 3: a row of type received has no body.'],
    [header + socket + received({ type: 'closed', text: undefined, body: { code: '1' } }), 'Line 3: code has to be'],
    [
      header + socket.replace('"https://shop.example/basket"', '[[]]'),
      'Line 2: page has to be a string, but is an array.',
    ],
    [`{"type":"sockeye","version":1,"rows":3}\n${socket}`, 'The first line promises 3 rows, but there are 0'],
    [`${header}{"__proto__":{"type":"socket"}}`, 'Line 2: type has to be one of'],
    [`${header}{"type":"error","time":${'['.repeat(100_000)}`, 'Line 2: it is not JSON.'],
  ])('%.60s: %s', (text, words) => {
    expect(problem(text)).toContain(words)
  })

  it('says in which line there is something other than text', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode(header), 0x7b, 0xff, 0x7d, 10])
    expect(problem(bytes)).toBe('Line 2: it is not UTF-8 text.')
  })
  it('stops at a row that the log has no room for', () => {
    expect(problem(header + socket + received({}).repeat(4), { rows: 3, bytes: 100 })).toContain(
      'more rows than the log',
    )
    expect(problem(header + socket + received({ text: 'xxxx' }), { rows: 3, bytes: 3 })).toContain('room for (3 B)')
  })
  it('stops at a line without an end', () => {
    const lines = new Lines(() => {}, 1000)
    expect(() => {
      for (;;) lines.push(new Uint8Array(100).fill(0x20))
    }).toThrow('Line 1: it is longer than 1.0 kB.')
  })
})

import type { FrameToSend } from './raw-client.ts'

/**
 * What RFC 6455 asks of a server, as data: frames that are sent, and what must come back. Numbered as the cases of the
 * Autobahn test suite (https://github.com/crossbario/autobahn-testsuite) that ask the same.
 */
export interface Case {
  readonly id: string
  readonly send: readonly FrameToSend[]
  /** Bytes that are written at a time; without it, each frame at once. */
  readonly chop?: number
  /** What comes back, closing apart: opcode and payload. */
  readonly answers: readonly Answer[]
  /** Of these, how many must come; those after may be lost to a failure that is noticed first. All by default. */
  readonly least?: number
  /** Codes with which the server may close; null stands for none. By default the client closes with 1000 and is answered so. */
  readonly close?: readonly (number | null)[]
}
export type Answer = readonly [opcode: number, payload: Uint8Array]

const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10]
const text = (words: string): Buffer => Buffer.from(words)
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')
const frame = (opcode: number, payload: string | Uint8Array = '', more: Partial<FrameToSend> = {}): FrameToSend => ({
  opcode,
  payload: typeof payload === 'string' ? text(payload) : payload,
  ...more,
})
const part = (opcode: number, payload: string | Uint8Array = ''): FrameToSend => frame(opcode, payload, { fin: false })
const echo = (payload: string | Uint8Array, opcode: number = TEXT): Answer => [
  opcode,
  typeof payload === 'string' ? text(payload) : payload,
]
const closing = (code: number, reason: string | Uint8Array = ''): FrameToSend =>
  frame(
    CLOSE,
    Buffer.concat([Buffer.from([code >> 8, code & 0xff]), typeof reason === 'string' ? text(reason) : reason]),
  )

/** The connection is failed, for a violation of the protocol or for text that is no UTF-8. */
const PROTOCOL = [1002, null]
const UTF8 = [1007, null]

/** §5.2, §5.6: payload lengths in all three forms. */
const framing: Case[] = ([TEXT, BINARY] as const).flatMap((opcode, kind) =>
  [0, 125, 126, 127, 128, 65_535, 65_536, 65_536].map((length, index): Case => {
    const payload = Buffer.alloc(length, opcode === TEXT ? '*' : 0xfe)
    const send = [frame(opcode, payload)]
    const answers = [echo(payload, opcode)]
    return { id: `1.${kind + 1}.${index + 1}`, send, answers, ...(index === 7 && { chop: 997 }) }
  }),
)

const tenPings = Array.from({ length: 10 }, (_, index) => frame(PING, `payload-${index}`))
const tenPongs = tenPings.map(({ payload }): Answer => [PONG, payload as Uint8Array])
const LONG = Buffer.alloc(125, 0xfe)

/** §5.5.2, §5.5.3 */
const pings: Case[] = [
  { id: '2.1', send: [frame(PING)], answers: [echo('', PONG)] },
  { id: '2.2', send: [frame(PING, 'Hello, world!')], answers: [echo('Hello, world!', PONG)] },
  {
    id: '2.3',
    send: [frame(PING, hex('00 ff fe fd fc fb 00 ff'))],
    answers: [echo(hex('00 ff fe fd fc fb 00 ff'), PONG)],
  },
  { id: '2.4', send: [frame(PING, LONG)], answers: [echo(LONG, PONG)] },
  { id: '2.5', send: [frame(PING, Buffer.alloc(126, 0xfe))], answers: [], close: PROTOCOL },
  { id: '2.6', send: [frame(PING, LONG)], answers: [echo(LONG, PONG)], chop: 1 },
  { id: '2.7', send: [frame(PONG)], answers: [] },
  { id: '2.8', send: [frame(PONG, 'unsolicited')], answers: [] },
  { id: '2.9', send: [frame(PONG, 'unsolicited'), frame(PING, 'asked')], answers: [echo('asked', PONG)] },
  { id: '2.10', send: tenPings, answers: tenPongs },
  { id: '2.11', send: tenPings, answers: tenPongs, chop: 1 },
]

const HELLO = frame(TEXT, 'Hello')
/** What may come back of a good message and a ping before and after a bad frame. */
const before = { answers: [echo('Hello')], least: 0, close: PROTOCOL }

/** §5.2: reserved bits without an extension. */
const reserved: Case[] = [
  { id: '3.1', send: [frame(TEXT, 'x', { rsv: 1 })], answers: [], close: PROTOCOL },
  { id: '3.2', send: [HELLO, frame(TEXT, 'x', { rsv: 2 }), frame(PING)], ...before },
  { id: '3.3', send: [HELLO, frame(TEXT, 'x', { rsv: 3 }), frame(PING)], chop: 7, ...before },
  { id: '3.4', send: [HELLO, frame(TEXT, 'x', { rsv: 4 }), frame(PING)], chop: 1, ...before },
  { id: '3.5', send: [frame(BINARY, 'x', { rsv: 5 })], answers: [], close: PROTOCOL },
  { id: '3.6', send: [frame(PING, 'x', { rsv: 6 })], answers: [], close: PROTOCOL },
  { id: '3.7', send: [frame(CLOSE, '', { rsv: 7 })], answers: [], close: PROTOCOL },
]

/** §5.2: opcodes that mean nothing. */
const opcodes: Case[] = [3, 11].flatMap((first, kind) =>
  [0, 1, 2, 3, 4].map((more): Case => {
    const id = `4.${kind + 1}.${more + 1}`
    const bad = frame(first + more, more % 2 === 0 ? '' : 'reserved')
    if (more < 2) return { id, send: [bad], answers: [], close: PROTOCOL }
    return { id, send: [HELLO, bad, frame(PING)], ...before, ...(more === 4 && { chop: 1 }) }
  }),
)

const ONE = 'fragment1'
const TWO = 'fragment2'
const both = [part(TEXT, ONE), frame(CONTINUATION, TWO)]
const withPing = [part(TEXT, ONE), frame(PING, 'between'), frame(CONTINUATION, TWO)]
const pinged = [echo('between', PONG), echo(ONE + TWO)]
/** A good message behind a bad frame is not answered. */
const after = { answers: [], close: PROTOCOL }

/** §5.4 */
const fragments: Case[] = [
  { id: '5.1', send: [part(PING, ONE), frame(CONTINUATION, TWO)], ...after },
  { id: '5.2', send: [part(PONG, ONE), frame(CONTINUATION, TWO)], ...after },
  ...[undefined, 7, 1].map((chop, index): Case => {
    return { id: `5.${index + 3}`, send: both, answers: [echo(ONE + TWO)], ...(chop && { chop }) }
  }),
  ...[undefined, 7, 1].map((chop, index): Case => {
    return { id: `5.${index + 6}`, send: withPing, answers: pinged, ...(chop && { chop }) }
  }),
  ...[undefined, 7, 1].map((chop, index): Case => {
    const send = [frame(CONTINUATION, 'nothing to continue'), HELLO]
    return { id: `5.${index + 9}`, send, ...after, ...(chop && { chop }) }
  }),
  ...[undefined, 7, 1].map((chop, index): Case => {
    const send = [part(CONTINUATION, 'nothing to continue'), HELLO]
    return { id: `5.${index + 12}`, send, ...after, ...(chop && { chop }) }
  }),
  {
    id: '5.15',
    send: [...both, part(CONTINUATION, 'nothing to continue'), HELLO],
    answers: [echo(ONE + TWO)],
    least: 0,
    close: PROTOCOL,
  },
  {
    id: '5.16',
    send: [part(CONTINUATION, ONE), frame(TEXT, TWO), part(CONTINUATION, ONE), frame(TEXT, TWO)],
    ...after,
  },
  {
    id: '5.17',
    send: [frame(CONTINUATION, ONE), frame(TEXT, TWO), frame(CONTINUATION, ONE), frame(TEXT, TWO)],
    ...after,
  },
  { id: '5.18', send: [part(TEXT, ONE), frame(TEXT, TWO)], ...after },
  ...[undefined, 1].map((chop, index): Case => {
    const send = [
      part(TEXT, '1'),
      part(CONTINUATION, '2'),
      frame(PING, 'first'),
      part(CONTINUATION, '3'),
      part(CONTINUATION, '4'),
      frame(PING, 'second'),
      frame(CONTINUATION, '5'),
    ]
    const answers = [echo('first', PONG), echo('second', PONG), echo('12345')]
    return { id: `5.${index + 19}`, send, answers, ...(chop && { chop }) }
  }),
]

/** RFC 3629: first and last of each length, the edges of what is left out, and noncharacters, which are allowed. */
const VALID = [
  'ce ba e1 bd b9 cf 83 ce bc ce b5',
  '00',
  'c2 80',
  'e0 a0 80',
  'f0 90 80 80',
  '7f',
  'df bf',
  'ef bf bf',
  'f4 8f bf bf',
  'ed 9f bf',
  'ee 80 80',
  'ef bf bd',
  'ef bf be',
  ...['f0 9f bf', 'f0 af bf', 'f0 bf bf', 'f1 8f bf', 'f2 8f bf', 'f3 bf bf'].flatMap((head) => [
    `${head} be`,
    `${head} bf`,
  ]),
  '48 65 6c 6c 6f 2d c2 b5 40 c3 9f c3 b6 c3 a4 c3 bc c3 a0 c3 a1 2d 55 54 46 2d 38 21 21',
]
/** Bytes that stand nowhere, what is cut or alone, what is longer than it need be, surrogates, and what lies beyond U+10FFFF. */
const INVALID = [
  '80',
  'bf',
  '80 bf',
  '80 bf 80 bf 80 bf',
  'c0 20',
  'df 20',
  'e0 20',
  'ef 20',
  'f0 20',
  'f4 20',
  'c2',
  'e0 a0',
  'ef bf',
  'f0 90 80',
  'f4 8f bf',
  'fe',
  'ff',
  'fe fe ff ff',
  'c0 af',
  'e0 80 af',
  'f0 80 80 af',
  'f8 80 80 80 af',
  'fc 80 80 80 80 af',
  'c1 bf',
  'e0 9f bf',
  'f0 8f bf bf',
  'f8 87 bf bf bf',
  'fc 83 bf bf bf bf',
  'c0 80',
  'e0 80 80',
  'f8 80 80 80 80',
  'fc 80 80 80 80 80',
  'f4 90 80 80',
  'f7 bf bf bf',
  'f8 88 80 80 80',
  'fb bf bf bf bf',
  'ed a0 80',
  'ed ad bf',
  'ed ae 80',
  'ed af bf',
  'ed b0 80',
  'ed be 80',
  'ed bf bf',
  'ed a0 80 ed b0 80',
  'ed af bf ed bf bf',
  'ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64',
]
const GREETING = hex(VALID.at(-1) as string)

/** §8.1: text is UTF-8, whatever frames and writes it comes in. */
const texts: Case[] = [
  { id: '6.1.1', send: [frame(TEXT)], answers: [echo('')] },
  { id: '6.1.2', send: [part(TEXT), part(CONTINUATION), frame(CONTINUATION)], answers: [echo('')] },
  { id: '6.1.3', send: [part(TEXT), part(CONTINUATION, 'middle'), frame(CONTINUATION)], answers: [echo('middle')] },
  { id: '6.2.1', send: [frame(TEXT, GREETING)], answers: [echo(GREETING)] },
  {
    id: '6.2.2',
    send: [part(TEXT, GREETING.subarray(0, 12)), frame(CONTINUATION, GREETING.subarray(12))],
    answers: [echo(GREETING)],
  },
  {
    id: '6.2.3',
    send: [...GREETING].map((byte, index) =>
      frame(index === 0 ? TEXT : CONTINUATION, Uint8Array.of(byte), { fin: index === GREETING.length - 1 }),
    ),
    answers: [echo(GREETING)],
  },
  { id: '6.2.4', send: [frame(TEXT, GREETING)], answers: [echo(GREETING)], chop: 1 },
  ...VALID.map((digits, index): Case => {
    return { id: `6.5–22 valid ${index + 1}`, send: [frame(TEXT, hex(digits))], answers: [echo(hex(digits))] }
  }),
  ...INVALID.map((digits, index): Case => {
    return { id: `6.3–21 invalid ${index + 1}`, send: [frame(TEXT, hex(digits))], answers: [], close: UTF8 }
  }),
  ...INVALID.map((digits, index): Case => {
    const bytes = hex(digits)
    const send = [part(TEXT, bytes.subarray(0, 1)), frame(CONTINUATION, bytes.subarray(1))]
    return { id: `6.4 invalid in two frames ${index + 1}`, send, answers: [], close: UTF8 }
  }),
]

/** §5.5.1, §7.4: closing, and what may stand in a close frame. */
const closes: Case[] = [
  { id: '7.1.1', send: [HELLO, closing(1000)], answers: [echo('Hello')], close: [1000] },
  { id: '7.1.2', send: [closing(1000), closing(1000)], answers: [], close: [1000] },
  { id: '7.1.3', send: [closing(1000), frame(PING)], answers: [], close: [1000] },
  { id: '7.1.4', send: [closing(1000), HELLO], answers: [], close: [1000] },
  { id: '7.1.5', send: [part(TEXT, ONE), closing(1000), frame(CONTINUATION, TWO)], answers: [], close: [1000] },
  { id: '7.3.1', send: [frame(CLOSE)], answers: [], close: [null] },
  { id: '7.3.2', send: [frame(CLOSE, 'a')], answers: [], close: PROTOCOL },
  { id: '7.3.3', send: [closing(1000)], answers: [], close: [1000] },
  { id: '7.3.4', send: [closing(1000, 'Hello, world!')], answers: [], close: [1000] },
  { id: '7.3.5', send: [closing(1000, '*'.repeat(123))], answers: [], close: [1000] },
  { id: '7.3.6', send: [closing(1000, '*'.repeat(124))], answers: [], close: PROTOCOL },
  { id: '7.5.1', send: [closing(1000, hex('ce ba ed a0 80'))], answers: [], close: UTF8 },
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map((code, index): Case => {
    return { id: `7.7.${index + 1}`, send: [closing(code)], answers: [], close: [code] }
  }),
  ...[0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999].map((code, index): Case => {
    return { id: `7.9.${index + 1}`, send: [closing(code)], answers: [], close: PROTOCOL }
  }),
  ...[5000, 65_535].map((code, index): Case => {
    return { id: `7.13.${index + 1}`, send: [closing(code)], answers: [], close: [...PROTOCOL, code] }
  }),
]

const KIB = 1024
const MIB = 1024 * KIB

/** What takes long at full size: 1 of `scale` of it by default. */
export function limits(scale: number): Case[] {
  const size = (bytes: number): number => Math.max(1, Math.round(bytes / scale))
  const split = (payload: Buffer, opcode: number, length: number): FrameToSend[] => {
    const frames: FrameToSend[] = []
    for (let at = 0; at < payload.length; at += length) {
      const fin = at + length >= payload.length
      frames.push(frame(at === 0 ? opcode : CONTINUATION, payload.subarray(at, at + length), { fin }))
    }
    return frames
  }
  return ([TEXT, BINARY] as const).flatMap((opcode, kind) => {
    const payloadOf = (bytes: number): Buffer => Buffer.alloc(size(bytes), opcode === TEXT ? '*' : 0xfe)
    const whole = [64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB].map((bytes, index): Case => {
      const payload = payloadOf(bytes)
      return { id: `9.${kind + 1}.${index + 1}`, send: [frame(opcode, payload)], answers: [echo(payload, opcode)] }
    })
    const inFrames = [64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB].map((length, index): Case => {
      const payload = payloadOf(4 * MIB)
      const send = split(payload, opcode, Math.max(64, size(length)))
      return { id: `9.${kind + 3}.${index + 1}`, send, answers: [echo(payload, opcode)] }
    })
    const inParts = [64, 128, 256, 512, KIB, 2 * KIB].map((chop, index): Case => {
      const payload = payloadOf(MIB)
      return {
        id: `9.${kind + 5}.${index + 1}`,
        send: [frame(opcode, payload)],
        answers: [echo(payload, opcode)],
        chop,
      }
    })
    const many = [0, 16, 64, 256, KIB, 4 * KIB].map((bytes, index): Case => {
      const payload = Buffer.alloc(bytes, opcode === TEXT ? '*' : 0xfe)
      const send = Array.from({ length: size(1000) }, () => frame(opcode, payload))
      return { id: `9.${kind + 7}.${index + 1}`, send, answers: send.map(() => echo(payload, opcode)) }
    })
    return [...whole, ...inFrames, ...inParts, ...many]
  })
}

/** §5.4: a server may split what it sends; the message is the same. */
const splitting: Case[] = [
  { id: '10.1.1', send: [frame(TEXT, '*'.repeat(65_536))], answers: [echo('*'.repeat(65_536))], chop: 1300 },
]

export const CASES: readonly Case[] = [
  ...framing,
  ...pings,
  ...reserved,
  ...opcodes,
  ...fragments,
  ...texts,
  ...closes,
  ...splitting,
]

/** Bytes of the text of each message that is measured with. */
export const SIZE = 200
/** Digits of a message's number. */
const DIGITS = 8
const HEAD = '{"n":'
/** Bytes of a frame: FIN and opcode 1, then a length of 16 bits, unmasked. RFC 6455 §5.2. */
const HEADER = Buffer.from([0x81, 126, SIZE >> 8, SIZE & 0xff])
export const FRAME = HEADER.length + SIZE

const TEMPLATE = Buffer.concat([HEADER, Buffer.from(textOf(0))])
const AT = HEADER.length + HEAD.length

/** A message: JSON of SIZE bytes that begins with its number, to which a 1 in front gives always the same width. */
function textOf(number: number): string {
  const start = `${HEAD}${10 ** DIGITS + number},"text":"`
  return `${start.padEnd(SIZE - 2, 'abcdefghijklmnopqrstuvwxyz ')}"}`
}

/** Frames of the messages from a number on, one after the other. */
export function frames(first: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(count * FRAME)
  for (let at = 0; at < count; at++) {
    TEMPLATE.copy(bytes, at * FRAME)
    let number = first + at
    // The digits after the leading 1, the last one first.
    for (let place = AT + DIGITS; place > AT && number > 0; place--) {
      bytes[at * FRAME + place] = 48 + (number % 10)
      number = Math.floor(number / 10)
    }
  }
  return bytes
}

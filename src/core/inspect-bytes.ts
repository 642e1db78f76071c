/** One way to read the bytes at a place. */
export interface Reading {
  readonly name: string
  readonly value: string
  /** Bytes that it takes. */
  readonly length: number
}

type Getter =
  | 'Int8'
  | 'Uint8'
  | 'Int16'
  | 'Uint16'
  | 'Int32'
  | 'Uint32'
  | 'BigInt64'
  | 'BigUint64'
  | 'Float32'
  | 'Float64'

const NUMBERS: readonly (readonly [name: string, getter: Getter, length: number])[] = [
  ['int8', 'Int8', 1],
  ['uint8', 'Uint8', 1],
  ['int16', 'Int16', 2],
  ['uint16', 'Uint16', 2],
  ['int32', 'Int32', 4],
  ['uint32', 'Uint32', 4],
  ['int64', 'BigInt64', 8],
  ['uint64', 'BigUint64', 8],
  ['float32', 'Float32', 4],
  ['float64', 'Float64', 8],
]

/** The longest variable-length integer of 64 bits, bytes. */
const LONGEST_VARINT = 10

/** All that the bytes from a place on can be read as: fixed numbers in one byte order, LEB128 and a UTF-8 character. */
export function inspectBytes(bytes: Uint8Array, at: number, littleEndian: boolean): Reading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const left = bytes.length - at
  const readings = NUMBERS.filter(([, , length]) => length <= left).map(([name, getter, length]): Reading => {
    const value = view[`get${getter}`](at, littleEndian)
    return { name, value: Object.is(value, -0) ? '-0' : String(value), length }
  })
  const varint = varintAt(bytes, at)
  if (varint) readings.push(varint)
  const character = characterAt(bytes, at)
  if (character) readings.push(character)
  return readings
}

/** LEB128, unsigned, as protobuf has it. */
function varintAt(bytes: Uint8Array, at: number): Reading | null {
  let value = 0n
  for (let index = 0; index < LONGEST_VARINT && at + index < bytes.length; index++) {
    const byte = bytes[at + index] as number
    value |= BigInt(byte & 0x7f) << BigInt(7 * index)
    if (byte < 0x80) return { name: 'varint', value: String(BigInt.asUintN(64, value)), length: index + 1 }
  }
  return null
}

function characterAt(bytes: Uint8Array, at: number): Reading | null {
  const first = bytes[at]
  if (first === undefined) return null
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0
  if (length === 0 || at + length > bytes.length) return null
  try {
    const value = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, at + length))
    const code = (value.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
    return { name: 'UTF-8', value: `${value} U+${code}`, length }
  } catch {
    return null
  }
}

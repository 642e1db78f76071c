import { ByteCursor, utf8Text } from '../decoders/byte-cursor.ts'
import { addFields } from '../decoders/protobuf.ts'
import { type Tree, TreeBuilder } from '../decoders/tree.ts'
import type { Field, MessageType, Scalar, Schema } from './schema.ts'
import { type Header, header, skip, varint } from './wire.ts'

/**
 * Reads messages by a schema: fields have their names and types, repeated ones are arrays, maps are objects, and what the schema does not
 * know has its number for a name, as without one. Timestamps are dates, durations seconds, and `Any` is opened.
 */

/** Messages in messages, as the reference implementations have it: what is deeper is shown as bytes. */
const DEEPEST = 100
const MOST_NOTES = 8

export interface MessageReading {
  readonly tree: Tree
  /** The byte from which on it is no message; null: all of it was read. */
  readonly brokenAt: number | null
  readonly notes: readonly string[]
}

/** A field's value on the wire: with its header, and alone. */
interface Occurrence {
  readonly type: number
  readonly whole: Uint8Array
  readonly value: Uint8Array
}

export function readMessage(schema: Schema, type: MessageType, bytes: Uint8Array): MessageReading {
  const builder = new TreeBuilder().open('object')
  const notes = new Set<string>()
  const brokenAt = new MessageReader(schema, builder, notes).fields(type, bytes, 0)
  return { tree: builder.done(), brokenAt, notes: [...notes].slice(0, MOST_NOTES) }
}

class MessageReader {
  readonly #schema: Schema
  readonly #builder: TreeBuilder
  readonly #notes: Set<string>

  constructor(schema: Schema, builder: TreeBuilder, notes: Set<string>) {
    this.#schema = schema
    this.#builder = builder
    this.#notes = notes
  }

  /** Adds a message's fields to what is open. Answers the byte from which on it is none; null: none is. */
  fields(type: MessageType, bytes: Uint8Array, depth: number): number | null {
    const { found, brokenAt } = occurrences(bytes)
    for (const [number, all] of found) {
      const field = type.fields.get(number)
      const fits = field ? all.filter((one) => this.#fits(field, one.type)) : []
      if (field && fits.length > 0) this.#field(field, fits, depth)
      for (const one of all) {
        if (field && fits.includes(one)) continue
        addFields(this.#builder, one.whole)
        if (!field) continue
        const { name, type: expected } = field
        if (expected.is === 'missing') continue
        this.#note(`Field ${number} of ${type.name} is not what the schema calls ${name}: it is shown by its number.`)
      }
    }
    return brokenAt
  }

  #note(text: string): void {
    if (this.#notes.size < MOST_NOTES) this.#notes.add(text)
  }

  /** Whether a wire type can hold a field's values: one by one, or packed in one. */
  #fits({ type, repeated }: Field, wireType: number): boolean {
    if (type.is === 'missing') return false
    if (type.is === 'message') return wireType === 2 || wireType === 3
    const own = type.is === 'enum' ? 0 : wireTypeOf(type.scalar)
    return wireType === own || (repeated && wireType === 2)
  }

  #field(field: Field, all: readonly Occurrence[], depth: number): void {
    const { name, type, repeated } = field
    const message = type.is === 'message' ? this.#schema.messages.get(type.name) : undefined
    if (message?.isMapEntry) {
      this.#map(name, message, all, depth)
      return
    }
    if (!repeated && all.length > 1) this.#note(`${name} is there ${all.length} times; readers take the last one.`)
    if (repeated) this.#builder.open('array', name)
    for (const one of all) {
      const key = repeated ? null : name
      if (message) this.#message(message, one.value, key, depth)
      else if (type.is === 'enum' || type.is === 'scalar') {
        const scalar = type.is === 'enum' ? 'int32' : type.scalar
        if (one.type === 2 && wireTypeOf(scalar) !== 2) this.#packed(field, scalar, one.value)
        else this.#scalar(field, scalar, new ByteCursor(one.value), key)
      }
    }
    if (repeated) this.#builder.close()
  }

  #packed(field: Field, scalar: Scalar, bytes: Uint8Array): void {
    const cursor = new ByteCursor(bytes)
    while (cursor.left > 0 && !cursor.short) {
      const before = cursor.at
      if (
        wireTypeOf(scalar) === 0 ? varint(cursor) === null : cursor.take(wireTypeOf(scalar) === 1 ? 8 : 4).length === 0
      ) {
        this.#note(`The packed values of ${field.name} end within one of them.`)
        return
      }
      this.#scalar(field, scalar, new ByteCursor(bytes, before), null)
    }
  }

  #scalar({ name, type }: Field, scalar: Scalar, cursor: ByteCursor, key: string | null): void {
    const builder = this.#builder
    if (scalar === 'bytes') builder.bytes(cursor.take(cursor.left), key)
    else if (scalar === 'string') {
      const bytes = cursor.take(cursor.left)
      const text = utf8Text(bytes)
      if (text === null) this.#note(`${name} is no valid UTF-8: its bytes are shown.`)
      if (text === null) builder.bytes(bytes, key)
      else builder.leaf('string', text, key)
    } else if (scalar === 'bool') builder.leaf('boolean', String(varint(cursor) !== 0n), key)
    else {
      const value = numberOf(scalar, cursor)
      const known = type.is === 'enum' ? this.#schema.enums.get(type.name)?.get(Number(value)) : undefined
      if (known !== undefined) builder.leaf('string', known, key)
      else builder.leaf('number', Object.is(value, -0) ? '-0' : String(value), key)
    }
  }

  #message(type: MessageType, bytes: Uint8Array, key: string | null, depth: number): void {
    const builder = this.#builder
    if (depth >= DEEPEST) {
      this.#note(`What is deeper than ${DEEPEST} messages is shown as bytes.`)
      builder.bytes(bytes, key)
      return
    }
    if (type.name === 'google.protobuf.Timestamp' || type.name === 'google.protobuf.Duration') {
      const { seconds, nanos } = secondsOf(bytes)
      const text = type.name.endsWith('Timestamp') ? dateText(seconds, nanos) : durationText(seconds, nanos)
      if (text !== null) {
        builder.leaf(type.name.endsWith('Timestamp') ? 'date' : 'string', text, key)
        return
      }
    }
    builder.open('object', key)
    const any = type.name === 'google.protobuf.Any' ? this.#inside(bytes) : null
    if (any) {
      builder.leaf('string', any.url, '@type')
      this.#message(any.type, any.value, 'value', depth + 1)
    } else if (this.fields(type, bytes, depth + 1) !== null)
      this.#note(`A ${type.name} ends before its last field does.`)
    builder.close()
  }

  /** What an `Any` holds, where the schema knows its type. */
  #inside(bytes: Uint8Array) {
    const { found } = occurrences(bytes)
    const url = utf8Text(found.get(1)?.at(-1)?.value ?? new Uint8Array()) ?? ''
    const type = this.#schema.messages.get(url.slice(url.lastIndexOf('/') + 1))
    return type ? { url, type, value: found.get(2)?.at(-1)?.value ?? new Uint8Array() } : null
  }

  #map(name: string, entry: MessageType, all: readonly Occurrence[], depth: number): void {
    const [keyField, valueField] = [entry.fields.get(1), entry.fields.get(2)]
    if (!keyField || !valueField) return
    this.#builder.open('object', name)
    for (const { value: bytes } of all) {
      const { found } = occurrences(bytes)
      const keys = new TreeBuilder().open('object')
      const given = found.get(1)?.at(-1)
      if (given && this.#fits(keyField, given.type)) {
        new MessageReader(this.#schema, keys, this.#notes).#field(keyField, [given], depth)
      }
      // An absent key is its type's default.
      const isText = keyField.type.is === 'scalar' && keyField.type.scalar === 'string'
      const key = keys.done().text[1] ?? (isText ? '' : '0')
      const value = found.get(2)?.at(-1)
      if (value && this.#fits(valueField, value.type)) this.#field({ ...valueField, name: key }, [value], depth)
      else this.#builder.leaf('null', null, key)
    }
    this.#builder.close()
  }
}

/** The number that a value on the wire is. */
function numberOf(scalar: Exclude<Scalar, 'string' | 'bytes' | 'bool'>, cursor: ByteCursor): number | bigint {
  const bits = (): bigint => varint(cursor) ?? 0n
  const zigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n)
  switch (scalar) {
    case 'double':
      return cursor.f64(true)
    case 'float':
      return shortest(cursor.f32(true))
    case 'fixed32':
      return cursor.u32(true)
    case 'sfixed32':
      return cursor.u32(true) | 0
    case 'fixed64':
      return cursor.u64(true)
    case 'sfixed64':
      return BigInt.asIntN(64, cursor.u64(true))
    case 'int32':
      return BigInt.asIntN(32, bits())
    case 'uint32':
      return BigInt.asUintN(32, bits())
    case 'int64':
      return BigInt.asIntN(64, bits())
    case 'uint64':
      return bits()
    case 'sint32':
      return BigInt.asIntN(32, zigzag(bits()))
    case 'sint64':
      return BigInt.asIntN(64, zigzag(bits()))
    default:
      return scalar satisfies never
  }
}

function wireTypeOf(scalar: Scalar): 0 | 1 | 2 | 5 {
  switch (scalar) {
    case 'double':
    case 'fixed64':
    case 'sfixed64':
      return 1
    case 'float':
    case 'fixed32':
    case 'sfixed32':
      return 5
    case 'string':
    case 'bytes':
      return 2
    default:
      return 0
  }
}

/** The values of a message by their fields' numbers, in the order of their first ones. */
function occurrences(bytes: Uint8Array): {
  readonly found: ReadonlyMap<number, readonly Occurrence[]>
  readonly brokenAt: number | null
} {
  const found = new Map<number, Occurrence[]>()
  const cursor = new ByteCursor(bytes)
  while (cursor.left > 0) {
    const start = cursor.at
    const next = header(cursor)
    const from = cursor.at
    if (next === null || next.type === 4 || !skip(cursor, next.field, next.type)) return { found, brokenAt: start }
    const { field, type } = next
    const one = { type, whole: bytes.subarray(start, cursor.at), value: wireValue(bytes, from, cursor.at, next) }
    const known = found.get(field)
    if (known) known.push(one)
    else found.set(field, [one])
  }
  return { found, brokenAt: null }
}

/** A value without its length, a group without its end. */
function wireValue(bytes: Uint8Array, from: number, to: number, { field, type }: Header): Uint8Array {
  if (type === 2) {
    const cursor = new ByteCursor(bytes.subarray(from, to))
    varint(cursor)
    return bytes.subarray(from + cursor.at, to)
  }
  // A group's end is a header of the same number: three bits for the type, seven to a byte.
  const end = type === 3 ? Math.ceil((Math.floor(Math.log2(field)) + 4) / 7) : 0
  return bytes.subarray(from, to - end)
}

/** A 32-bit float with no more digits than it needs. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits))
    if (Math.fround(text) === value) return text
  }
  return value
}

function secondsOf(bytes: Uint8Array): { readonly seconds: bigint; readonly nanos: number } {
  const { found } = occurrences(bytes)
  const number = (field: number): bigint => {
    const one = found.get(field)?.at(-1)
    return one?.type === 0 ? BigInt.asIntN(64, varint(new ByteCursor(one.value)) ?? 0n) : 0n
  }
  return { seconds: number(1), nanos: Number(BigInt.asIntN(32, number(2))) }
}

/** `.5`, `.000000001`; empty for none. */
function fraction(nanos: number): string {
  return nanos === 0 ? '' : `.${String(Math.abs(nanos)).padStart(9, '0').replace(/0+$/, '')}`
}

/** null: no time that a date can be. */
function dateText(seconds: bigint, nanos: number): string | null {
  const time = Number(seconds) * 1000
  if (Math.abs(time) > 8.64e15 || nanos < 0 || nanos >= 1e9) return null
  return `${new Date(time).toISOString().slice(0, -'.000Z'.length)}${fraction(nanos)}Z`
}

function durationText(seconds: bigint, nanos: number): string | null {
  if (Math.abs(nanos) >= 1e9) return null
  const sign = seconds < 0n || nanos < 0 ? '-' : ''
  return `${sign}${seconds < 0n ? -seconds : seconds}${fraction(nanos)}s`
}

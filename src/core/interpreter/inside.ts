import type { NodeKind } from '../decoders/tree.ts'

/**
 * The values of an answer, three entries for each: its kind, its name, its text; for bytes one unit for each byte. `end`
 * closes what is open. Flat, because the interpreter takes five times as long for an array of arrays.
 */
export type Cells = readonly (string | null)[]

/** What comes out of the interpreter, as JSON. */
export type Told =
  /** Not mine. */
  | null
  | {
      readonly summary?: string
      readonly kind?: string
      /** To be decoded in turn. Bytes as one unit for each. */
      readonly inner?: { readonly is: 'text' | 'bytes'; readonly data: string }
      readonly cells: Cells
      /** There was more than is told. */
      readonly cut: boolean
    }
  /** What was thrown, with the stack of an error. */
  | { readonly thrown: string; readonly stack: string }

/** What the host asks of the interpreter; see `prepare`. */
export interface Inside {
  /** The answer to one message: `Told` as JSON. `input`: JSON, of `own-decoder`'s Input. */
  call(decode: (input: object) => unknown, input: string, bytes: ArrayBuffer | undefined, memory: number): string
  forget(memory: number): void
}

/**
 * Runs inside the interpreter, before the user's program: its source is handed over, so it names nothing outside itself.
 * It takes what it calls before that program can change it; what that spoils otherwise it spoils for itself.
 * Nothing recurses with the depth of an answer. TextDecoder and TextEncoder are not the language's, but everybody needs
 * them for bytes: here they know UTF-8 alone.
 */
export function prepare(mostValues: number, mostUnits: number): Inside {
  const { parse, stringify } = JSON
  const { keys } = Object
  const { isArray } = Array
  const { isView } = ArrayBuffer
  const { fromCharCode } = String
  const text = String
  const apply = Reflect.apply as (call: unknown, self: unknown, values: ArrayLike<unknown>) => unknown
  const [mapEntries, setValues, subarray, toIso] = [
    Map.prototype.entries,
    Set.prototype.values,
    Uint8Array.prototype.subarray,
    Date.prototype.toISOString,
  ]
  const memories = new Map<number, object>()

  const unitsOf = (bytes: Uint8Array): string => {
    let units = ''
    for (let at = 0; at < bytes.length; at += 4096) {
      units += apply(fromCharCode, null, apply(subarray, bytes, [at, at + 4096]) as Uint8Array) as string
    }
    return units
  }
  const bytesOf = (value: unknown): Uint8Array | null => {
    if (value instanceof Uint8Array) return value
    if (value instanceof ArrayBuffer) return new Uint8Array(value)
    return value instanceof DataView ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null
  }
  const nameOf = (key: unknown): string => (typeof key === 'object' && key !== null ? '{…}' : text(key))

  /** A container whose values are being told. */
  interface Open {
    readonly of: object
    /** An array's values; else null. */
    readonly list: ArrayLike<unknown> | null
    /** An object's names; else null. */
    readonly names: readonly string[] | null
    /** A map's or a set's. */
    readonly entries: Iterator<unknown> | null
    at: number
  }
  const openOf = (of: object): Open => {
    if (of instanceof Map)
      return { of, list: null, names: null, entries: apply(mapEntries, of, []) as Iterator<unknown>, at: 0 }
    if (of instanceof Set)
      return { of, list: null, names: null, entries: apply(setValues, of, []) as Iterator<unknown>, at: 0 }
    if (isArray(of) || isView(of))
      return { of, list: of as unknown as ArrayLike<unknown>, names: null, entries: null, at: 0 }
    return { of, list: null, names: keys(of), entries: null, at: 0 }
  }

  const cellsOf = (answer: unknown): { cells: Cells; cut: boolean } => {
    const cells: (string | null)[] = []
    const open: Open[] = []
    const above = new Set<object>()
    let units = 0
    let cut = false
    const put = (kind: NodeKind, key: string | null, content: string | null): void => {
      const short =
        content !== null && units + content.length > mostUnits ? content.slice(0, mostUnits - units) : content
      if (short !== content) cut = true
      units += (short?.length ?? 0) + (key?.length ?? 0)
      cells.push(kind, key, short)
    }
    const add = (value: unknown, key: string | null): void => {
      if (value === null) put('null', key, null)
      else if (typeof value === 'string') put('string', key, value)
      else if (typeof value === 'number') put('number', key, value === 0 && 1 / value < 0 ? '-0' : text(value))
      else if (typeof value === 'bigint') put('number', key, text(value))
      else if (typeof value === 'boolean') put('boolean', key, text(value))
      else if (typeof value !== 'object') put('undefined', key, null)
      else if (value instanceof Date) {
        put('date', key, Number.isNaN(+value) ? 'Invalid date' : (apply(toIso, value, []) as string))
      } else {
        const bytes = bytesOf(value)
        if (bytes) put('bytes', key, unitsOf(bytes))
        else if (above.has(value)) {
          put('tag', key, 'circular')
          cells.push('end', null, null)
        } else {
          put(isArray(value) || value instanceof Set || isView(value) ? 'array' : 'object', key, null)
          above.add(value)
          open.push(openOf(value))
        }
      }
    }
    /** Adds the next value of what is open; false: there is none. */
    const step = (top: Open): boolean => {
      const { list, names, entries } = top
      const at = top.at++
      if (list) {
        if (at >= list.length) return false
        add(list[at], null)
      } else if (names) {
        const key = names[at]
        if (key === undefined) return false
        add((top.of as Record<string, unknown>)[key], key)
      } else {
        const next = entries?.next()
        if (!next || next.done) return false
        const [key, value] = top.of instanceof Map ? (next.value as [unknown, unknown]) : [null, next.value]
        add(value, key === null && !(top.of instanceof Map) ? null : nameOf(key))
      }
      return true
    }
    add(answer, null)
    for (let top = open[open.length - 1]; top; top = open[open.length - 1]) {
      const isFull = cells.length >= 3 * mostValues || units >= mostUnits
      if (isFull) cut = true
      else if (step(top)) continue
      cells.push('end', null, null)
      above.delete(top.of)
      open.pop()
    }
    return { cells, cut }
  }

  const DESCRIBED = ['summary', 'kind', 'inner', 'value']
  /** An answer that says of itself what it is; null: it is a value as any other. */
  const describedOf = (answer: object): Record<string, unknown> | null => {
    const names = keys(answer)
    if (names.some((name) => !DESCRIBED.includes(name))) return null
    const described = answer as Record<string, unknown>
    return typeof described.summary === 'string' || 'inner' in described ? described : null
  }
  const tell = (answer: unknown): Told => {
    if (answer === undefined) return null
    if (answer instanceof Promise) {
      throw new TypeError('decode answered a promise. It must answer at once: leave out async')
    }
    const described = typeof answer === 'object' && answer !== null ? describedOf(answer) : null
    if (!described) return cellsOf(answer)
    const { summary, kind, inner } = described
    const bytes = bytesOf(inner)
    return {
      ...(typeof summary === 'string' && { summary: summary.slice(0, 1000) }),
      ...((typeof kind === 'string' || typeof kind === 'number') && { kind: text(kind).slice(0, 1000) }),
      ...(bytes && { inner: { is: 'bytes', data: unitsOf(bytes) } }),
      ...(typeof inner === 'string' && { inner: { is: 'text', data: inner } }),
      ...cellsOf('value' in described ? described.value : { ...(kind !== undefined && { kind }) }),
    }
  }
  const thrown = (error: unknown): Told => {
    try {
      if (!(error instanceof Error)) return { thrown: text(error).slice(0, 1000), stack: '' }
      const { name, message, stack } = error
      return { thrown: `${name}: ${message}`.slice(0, 1000), stack: text(stack).slice(0, 1000) }
    } catch {
      return { thrown: 'It threw something that can’t be shown', stack: '' }
    }
  }

  class Utf8Decoder {
    decode(source?: unknown): string {
      const bytes = source === undefined ? new Uint8Array() : bytesOf(source)
      if (!bytes) throw new TypeError('TextDecoder decodes a Uint8Array, an ArrayBuffer or a DataView')
      let out = ''
      let units: number[] = []
      for (let at = 0; at < bytes.length; ) {
        const first = bytes[at++] as number
        // https://encoding.spec.whatwg.org/#utf-8-decoder
        const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1
        let code = more === 0 ? first : more < 0 ? 0xfffd : first & (0x3f >> more)
        for (let left = more; left > 0; left--) {
          const byte = bytes[at] ?? 0
          const isSecond = left === more
          const least = !isSecond ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
          const most = !isSecond ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
          if (byte < least || byte > most) {
            code = 0xfffd
            break
          }
          code = (code << 6) | (byte & 0x3f)
          at++
        }
        if (code > 0xffff) units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff))
        else units.push(code)
        if (units.length > 4000) {
          out += apply(fromCharCode, null, units) as string
          units = []
        }
      }
      return out + (apply(fromCharCode, null, units) as string)
    }
  }
  class Utf8Encoder {
    encode(source: unknown = ''): Uint8Array {
      const bytes: number[] = []
      for (const character of text(source)) {
        const point = character.codePointAt(0) as number
        const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point
        if (code < 0x80) bytes.push(code)
        else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
        else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
        else {
          const middle = [0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f)]
          bytes.push(0xf0 | (code >> 18), ...middle, 0x80 | (code & 0x3f))
        }
      }
      return Uint8Array.from(bytes)
    }
  }
  Object.assign(globalThis, { TextDecoder: Utf8Decoder, TextEncoder: Utf8Encoder })

  // Browsers compile WebAssembly when it is first run: not on the time of the first message.
  stringify(tell(parse('{"a":[1,"b",null,true],"c":{}}')))

  return {
    call(decode, input, bytes, memory) {
      try {
        const given = parse(input) as Record<string, unknown>
        if (bytes) given.bytes = new Uint8Array(bytes)
        given.memory = memories.get(memory) ?? {}
        memories.set(memory, given.memory as object)
        return stringify(tell(decode(given)))
      } catch (error) {
        return stringify(thrown(error))
      }
    },
    forget(memory) {
      memories.delete(memory)
    },
  }
}

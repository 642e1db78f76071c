const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as UTF-8 text; null where they are none. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return STRICT_UTF8.decode(bytes)
  } catch {
    return null
  }
}

/**
 * Reads bytes from their beginning. What goes beyond the end is read as zeros and empty, takes nothing, and is
 * remembered in `short`: a reader asks once at its end, and no length that bytes claim is ever allocated.
 */
export class ByteCursor {
  readonly bytes: Uint8Array
  readonly #view: DataView
  at: number
  short = false
  /** How many bytes more the first reading beyond the end would have needed. */
  missing = 0

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  /** Whether everything was read and nothing was missing. */
  get isSpent(): boolean {
    return !this.short && this.left === 0
  }

  u8(): number {
    return this.#step(1) ? this.#view.getUint8(this.at - 1) : 0
  }
  u16(littleEndian = false): number {
    return this.#step(2) ? this.#view.getUint16(this.at - 2, littleEndian) : 0
  }
  u32(littleEndian = false): number {
    return this.#step(4) ? this.#view.getUint32(this.at - 4, littleEndian) : 0
  }
  i32(): number {
    return this.#step(4) ? this.#view.getInt32(this.at - 4) : 0
  }
  u64(littleEndian = false): bigint {
    return this.#step(8) ? this.#view.getBigUint64(this.at - 8, littleEndian) : 0n
  }
  i64(): bigint {
    return this.#step(8) ? this.#view.getBigInt64(this.at - 8) : 0n
  }
  f32(littleEndian = false): number {
    return this.#step(4) ? this.#view.getFloat32(this.at - 4, littleEndian) : 0
  }
  f64(littleEndian = false): number {
    return this.#step(8) ? this.#view.getFloat64(this.at - 8, littleEndian) : 0
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Uint8Array {
    return this.#step(length) ? this.bytes.subarray(this.at - length, this.at) : new Uint8Array()
  }

  /** UTF-8; what is invalid becomes U+FFFD. */
  text(length: number): string {
    return UTF8.decode(this.take(length))
  }

  /**
   * An unsigned integer of 7 bits a byte, lowest first, the top bit meaning that more follow (LEB128, as MQTT, lib0 and
   * SignalR have it). More than `limit` bytes, or a value that is no safe integer, are `short`.
   */
  varint(limit = 8): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < limit; count++) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) break
      scale *= 128
      if (count === limit - 1) this.short = true
    }
    if (!Number.isSafeInteger(value)) this.short = true
    return this.short ? 0 : value
  }

  #step(length: number): boolean {
    if (!this.short && (length < 0 || length > this.left)) {
      this.short = true
      this.missing = length - this.left
    }
    if (!this.short) this.at += length
    return !this.short
  }
}

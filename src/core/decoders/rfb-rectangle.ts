import type { ByteCursor } from './byte-cursor.ts'

/** What the length of a rectangle's pixels depends on. */
export interface RfbRectangle {
  readonly width: number
  readonly height: number
  readonly encoding: number
}

/** RFC 6143 §7.7, and https://github.com/rfbproto/rfbproto/blob/master/rfbproto.rst#encodings */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'Raw'],
  [1, 'CopyRect'],
  [2, 'RRE'],
  [5, 'Hextile'],
  [6, 'Zlib'],
  [7, 'Tight'],
  [16, 'ZRLE'],
  [-223, 'desktop size'],
  [-224, 'last rectangle'],
  [-239, 'cursor'],
  [-258, 'extended keys'],
  [-260, 'Tight PNG'],
  [-307, 'desktop name'],
  [-308, 'extended desktop size'],
])

export function rfbEncodingName(encoding: number): string {
  return NAMES.get(encoding) ?? `encoding ${encoding}`
}

/** Passes over a rectangle's data. False where the encoding is one whose length can't be told. */
export function passRfbRectangle(cursor: ByteCursor, rectangle: RfbRectangle, bytesPerPixel: number): boolean {
  const { width, height, encoding } = rectangle
  switch (encoding) {
    case 0:
      cursor.take(width * height * bytesPerPixel)
      return true
    case 1:
      cursor.take(4)
      return true
    case 2: {
      const count = cursor.u32()
      cursor.take(bytesPerPixel + count * (bytesPerPixel + 8))
      return true
    }
    case 5:
      passHextile(cursor, width, height, bytesPerPixel)
      return true
    case 6:
    case 16:
      cursor.take(cursor.u32())
      return true
    case 7:
    case -260:
      return passTight(cursor, width, height, bytesPerPixel)
    case -223:
    case -224:
    case -258:
      return true
    case -239:
      cursor.take(width * height * bytesPerPixel + Math.ceil(width / 8) * height)
      return true
    case -307:
      cursor.take(cursor.u32())
      return true
    case -308: {
      const screens = cursor.u8()
      cursor.take(3 + screens * 16)
      return true
    }
    default:
      return false
  }
}

function passHextile(cursor: ByteCursor, width: number, height: number, bytesPerPixel: number): void {
  for (let y = 0; y < height && !cursor.short; y += 16) {
    for (let x = 0; x < width && !cursor.short; x += 16) {
      const flags = cursor.u8()
      if (flags & 1) {
        cursor.take(Math.min(16, width - x) * Math.min(16, height - y) * bytesPerPixel)
        continue
      }
      cursor.take((flags & 2 ? bytesPerPixel : 0) + (flags & 4 ? bytesPerPixel : 0))
      if (flags & 8) cursor.take(cursor.u8() * (flags & 16 ? bytesPerPixel + 2 : 2))
    }
  }
}

function passTight(cursor: ByteCursor, width: number, height: number, bytesPerPixel: number): boolean {
  // Of 32-bit colours, three bytes are sent.
  const size = bytesPerPixel === 4 ? 3 : bytesPerPixel
  const control = cursor.u8()
  const kind = control >> 4
  if (kind === 8) cursor.take(size)
  else if (kind === 9 || kind === 10) cursor.take(compactLength(cursor))
  else if (kind > 10) return false
  else {
    const filter = kind & 4 ? cursor.u8() : 0
    let length = width * height * size
    if (filter === 1) {
      const colours = cursor.u8() + 1
      cursor.take(colours * size)
      length = colours === 2 ? Math.ceil(width / 8) * height : width * height
    }
    // What is shorter than twelve bytes isn't compressed.
    cursor.take(length < 12 ? length : compactLength(cursor))
  }
  return true
}

/** 7, 7 and 8 bits, lowest first. */
function compactLength(cursor: ByteCursor): number {
  const first = cursor.u8()
  if (first < 0x80) return first
  const second = cursor.u8()
  const low = (first & 127) | ((second & 127) << 7)
  return second < 0x80 ? low : low | (cursor.u8() << 14)
}

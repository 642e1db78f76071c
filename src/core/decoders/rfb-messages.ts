import type { ByteCursor } from './byte-cursor.ts'
import { nameText, type Packet, quoted } from './packets.ts'
import { record } from './record.ts'
import { passRfbRectangle, rfbEncodingName } from './rfb-rectangle.ts'

const packet = (kind: string, said: string, fields: Readonly<Record<string, unknown>> = {}): Packet => ({
  summary: said === '' ? kind : `${kind} ${said}`,
  kind,
  tree: record({ message: kind, ...fields }),
})

/** The client's message at the cursor; null where its type is unknown. RFC 6143 §7.5, and the extensions that noVNC has. */
export function rfbClientMessage(cursor: ByteCursor): Packet | null {
  switch (cursor.u8()) {
    case 0: {
      cursor.take(3)
      const format = pixelFormat(cursor)
      return packet('SetPixelFormat', `${format['bits per pixel']} bits`, { format })
    }
    case 2: {
      cursor.u8()
      const count = cursor.u16()
      const encodings: string[] = []
      for (let left = count; left > 0 && !cursor.short; left--) encodings.push(rfbEncodingName(cursor.i32()))
      return packet('SetEncodings', encodings.slice(0, 4).join(', '), { encodings })
    }
    case 3: {
      const incremental = cursor.u8() !== 0
      const area = areaAt(cursor)
      return packet('FramebufferUpdateRequest', `${areaText(area)}${incremental ? '' : ' whole'}`, {
        incremental,
        ...area,
      })
    }
    case 4: {
      const down = cursor.u8() !== 0
      cursor.take(2)
      const key = cursor.u32()
      return packet('KeyEvent', `${keyText(key)} ${down ? 'down' : 'up'}`, { key, down })
    }
    case 5: {
      const buttons = cursor.u8()
      const x = cursor.u16()
      const y = cursor.u16()
      return packet('PointerEvent', `${x},${y}${buttons === 0 ? '' : ` buttons ${buttons}`}`, { buttons, x, y })
    }
    case 6:
      return cutText(cursor, 'ClientCutText')
    case 150: {
      const enable = cursor.u8() !== 0
      return packet('EnableContinuousUpdates', enable ? 'on' : 'off', { enable, ...areaAt(cursor) })
    }
    case 248:
      return fence(cursor, 'ClientFence')
    case 250: {
      cursor.u8()
      return packet('xvp', '', { version: cursor.u8(), code: cursor.u8() })
    }
    case 251: {
      cursor.u8()
      const width = cursor.u16()
      const height = cursor.u16()
      const screens = cursor.u8()
      cursor.take(1 + screens * 16)
      return packet('SetDesktopSize', `${width}×${height}`, { width, height, screens })
    }
    case 255: {
      if (cursor.u8() !== 0) return null
      const down = cursor.u16() !== 0
      const key = cursor.u32()
      const code = cursor.u32()
      return packet('QEMU KeyEvent', `${keyText(key)} ${down ? 'down' : 'up'}`, { key, code, down })
    }
    default:
      return null
  }
}

/** The server's message at the cursor; null where its type or a rectangle's encoding is unknown. RFC 6143 §7.6 */
export function rfbServerMessage(cursor: ByteCursor, bytesPerPixel: number): Packet | null {
  switch (cursor.u8()) {
    case 0:
      return update(cursor, bytesPerPixel)
    case 1: {
      cursor.u8()
      const first = cursor.u16()
      const colours = cursor.u16()
      cursor.take(colours * 6)
      return packet('SetColourMapEntries', `${colours} from ${first}`, { first, colours })
    }
    case 2:
      return packet('Bell', '')
    case 3:
      return cutText(cursor, 'ServerCutText')
    case 150:
      return packet('EndOfContinuousUpdates', '')
    case 248:
      return fence(cursor, 'ServerFence')
    case 250: {
      cursor.u8()
      return packet('xvp', '', { version: cursor.u8(), code: cursor.u8() })
    }
    default:
      return null
  }
}

/** Rectangles that are listed; the others are passed over. */
const LISTED = 1000
const LAST_RECTANGLE = -224

function update(cursor: ByteCursor, bytesPerPixel: number): Packet | null {
  cursor.u8()
  const count = cursor.u16()
  const rectangles: Record<string, unknown>[] = []
  let read = 0
  for (; read < count && !cursor.short; read++) {
    const area = areaAt(cursor)
    const encoding = cursor.i32()
    if (encoding === LAST_RECTANGLE) break
    const begin = cursor.at
    if (!passRfbRectangle(cursor, { ...area, encoding }, bytesPerPixel) && !cursor.short) return null
    if (rectangles.length < LISTED) {
      rectangles.push({ ...area, encoding: rfbEncodingName(encoding), bytes: cursor.at - begin })
    }
  }
  const encodings = [...new Set(rectangles.map(({ encoding }) => encoding))].slice(0, 4).join(', ')
  return packet(
    'FramebufferUpdate',
    `${read} rectangle${read === 1 ? '' : 's'}${encodings === '' ? '' : `, ${encodings}`}`,
    { rectangles },
  )
}

function areaAt(cursor: ByteCursor) {
  return { x: cursor.u16(), y: cursor.u16(), width: cursor.u16(), height: cursor.u16() }
}

function areaText({ x, y, width, height }: ReturnType<typeof areaAt>): string {
  return `${width}×${height} at ${x},${y}`
}

function cutText(cursor: ByteCursor, kind: string): Packet {
  cursor.take(3)
  const length = cursor.i32()
  // A negative length says that flags and compressed formats follow.
  const bytes = cursor.take(Math.abs(length))
  if (length < 0) return packet(kind, 'extended', { bytes })
  const text = new TextDecoder('latin1').decode(bytes)
  return packet(kind, quoted(text), { text })
}

function fence(cursor: ByteCursor, kind: string): Packet {
  cursor.take(3)
  const flags = cursor.u32()
  return packet(kind, '', { flags, payload: cursor.take(cursor.u8()) })
}

/** The 16 bytes of RFC 6143 §7.4. */
export function pixelFormat(cursor: ByteCursor) {
  const format = {
    'bits per pixel': cursor.u8(),
    depth: cursor.u8(),
    'big endian': cursor.u8() !== 0,
    'true colour': cursor.u8() !== 0,
  }
  cursor.take(12)
  return format
}

/** X's keysyms are Latin-1 where they are less than 256. */
function keyText(key: number): string {
  return key > 0x20 && key < 0x7f ? nameText(String.fromCharCode(key)) : `0x${key.toString(16)}`
}

/**
 * RFB, the protocol of VNC, as noVNC and websockify carry it over WebSocket: the handshake, and messages by type.
 * RFC 6143, and https://github.com/rfbproto/rfbproto/blob/master/rfbproto.rst for its extensions
 *
 * Refuses: conversations whose beginning was not seen; pixels; and what follows security types other than None and VNC
 * authentication, or an encoding whose length it can't tell: that is shown as bytes.
 */
import { ByteCursor } from './byte-cursor.ts'
import { ByteQueue } from './byte-queue.ts'
import type { Decoder, Message, Outcome, Reader } from './decoder.ts'
import { decodedOf, type Packet, quoted, SHOWN } from './packets.ts'
import { record } from './record.ts'
import { pixelFormat, rfbClientMessage, rfbServerMessage } from './rfb-messages.ts'

const KEPT = 16 * 1024 * 1024
const VERSION = /^RFB 00[34]\.00\d\n/
const SECURITY: Readonly<Record<number, string>> = {
  0: 'invalid',
  1: 'None',
  2: 'VNC authentication',
  5: 'RA2',
  16: 'Tight',
  19: 'VeNCrypt',
  30: 'Apple',
}

/** What a side sends next. `lost`: it can't be told any more. */
type Phase = 'version' | 'security' | 'challenge' | 'result' | 'init' | 'messages' | 'lost'

interface Side {
  readonly queue: ByteQueue
  phase: Phase
  /** The queue is looked at again when it has so many bytes. */
  awaited: number
}

export const rfbDecoder: Decoder = {
  id: 'rfb',
  name: 'RFB (VNC)',
  ordered: true,
  reader({ subprotocol }, pinned) {
    return subprotocol === '' || subprotocol === 'binary' || pinned ? new RfbReader() : null
  },
}

class RfbReader implements Reader {
  readonly #sides: Record<Message['direction'], Side> = {
    sent: { queue: new ByteQueue(), phase: 'version', awaited: 0 },
    received: { queue: new ByteQueue(), phase: 'version', awaited: 0 },
  }
  #known = false
  /** 3, 7 or 8, of 3.3, 3.7 and 3.8. */
  #version = 8
  #bytesPerPixel = 4

  read({ data, direction }: Message): Outcome {
    if (typeof data === 'string' || data.length === 0) return 'not mine'
    if (!this.#known) {
      if (direction !== 'received' || !VERSION.test(new ByteCursor(data).text(Math.min(12, data.length))))
        return 'not mine'
      this.#known = true
    }
    const side = this.#sides[direction]
    const { queue } = side
    const packets: Packet[] = []
    let total = 0
    if (side.phase !== 'lost') queue.push(data)
    while (queue.length > 0 && queue.length >= side.awaited) {
      const cursor = new ByteCursor(queue.bytes)
      const packet = direction === 'sent' ? this.#client(side, cursor) : this.#server(side, cursor)
      if (packet && cursor.short && queue.length + cursor.missing <= KEPT) {
        side.awaited = queue.length + cursor.missing
        break
      }
      side.awaited = 0
      if (!packet || cursor.short) {
        queue.clear()
        side.phase = 'lost'
        break
      }
      queue.drop(cursor.at)
      this.#advance(side, direction, cursor)
      if (total < SHOWN) packets.push(packet)
      total++
    }
    if (packets.length > 0) return decodedOf('RFB', 'certain', packets, total)
    const lost = side.phase === 'lost'
    const what = lost ? `${data.length} bytes` : `part of a message, ${queue.length} of at least ${side.awaited} bytes`
    const notes = lost
      ? ['What was negotiated can’t be read from here on: an unknown security type, message or encoding.']
      : undefined
    return decodedOf('RFB', 'certain', [{ summary: what, kind: 'part', tree: record({ data }), notes }])
  }

  #client(side: Side, cursor: ByteCursor): Packet | null {
    switch (side.phase) {
      case 'version':
        return versionPacket(cursor)
      case 'security': {
        const type = cursor.u8()
        return named('security type', SECURITY[type] ?? `type ${type}`, { type })
      }
      case 'challenge':
        return named('VNC authentication', 'response', { response: cursor.take(16) })
      case 'init': {
        const shared = cursor.u8() !== 0
        return named('ClientInit', shared ? 'shared' : 'alone', { shared })
      }
      case 'messages':
        return rfbClientMessage(cursor)
      default:
        return null
    }
  }

  #server(side: Side, cursor: ByteCursor): Packet | null {
    switch (side.phase) {
      case 'version':
        return versionPacket(cursor)
      case 'security': {
        if (this.#version === 3) {
          const type = cursor.u32()
          return named('security type', SECURITY[type] ?? `type ${type}`, { type })
        }
        const types = [...cursor.take(cursor.u8())]
        if (types.length === 0 && !cursor.short) return named('refused', quoted(cursor.text(cursor.u32())))
        return named('security types', types.map((type) => SECURITY[type] ?? `type ${type}`).join(', '), { types })
      }
      case 'challenge':
        return named('VNC authentication', 'challenge', { challenge: cursor.take(16) })
      case 'result': {
        const failed = cursor.u32() !== 0
        const reason = failed && this.#version === 8 ? ` ${quoted(cursor.text(cursor.u32()))}` : ''
        return named('SecurityResult', `${failed ? 'failed' : 'accepted'}${reason}`, { accepted: !failed })
      }
      case 'init': {
        const width = cursor.u16()
        const height = cursor.u16()
        const format = pixelFormat(cursor)
        const name = cursor.text(cursor.u32())
        return named('ServerInit', `${width}×${height} ${quoted(name)}`, { width, height, format, name })
      }
      case 'messages':
        return rfbServerMessage(cursor, this.#bytesPerPixel)
      default:
        return null
    }
  }

  /** What comes after the message that was just read. */
  #advance(side: Side, direction: Message['direction'], { bytes }: ByteCursor): void {
    const { sent, received } = this.#sides
    const first = bytes[0] as number
    switch (side.phase) {
      case 'version':
        side.phase = 'security'
        if (direction === 'sent') {
          this.#version = Number(String.fromCharCode(bytes[10] as number))
          if (this.#version < 7) this.#version = 3
          // In 3.3 the server chooses.
          if (this.#version === 3) sent.phase = 'init'
        }
        return
      case 'security':
        if (direction === 'received') {
          if (this.#version === 3) this.#secure(new ByteCursor(bytes).u32())
          else if (first === 0) received.phase = 'lost'
          else received.phase = 'challenge'
        } else this.#secure(first)
        return
      case 'challenge':
        if (direction === 'received') received.phase = 'result'
        else sent.phase = 'init'
        return
      case 'result':
        side.phase = 'init'
        return
      case 'init':
        side.phase = 'messages'
        if (direction === 'received') this.#bytesPerPixel = Math.max(1, (bytes[4] as number) >> 3)
        return
      case 'messages':
        if (direction === 'sent' && first === 0) this.#bytesPerPixel = Math.max(1, (bytes[4] as number) >> 3)
        return
      case 'lost':
        return
      default:
        side.phase satisfies never
    }
  }

  #secure(type: number): void {
    const { sent, received } = this.#sides
    const phase: Phase = type === 1 ? 'init' : type === 2 ? 'challenge' : 'lost'
    sent.phase = phase
    // Without a password only 3.8 has a result.
    received.phase = type === 1 && this.#version === 8 ? 'result' : phase
  }
}

function named(kind: string, said: string, fields: Readonly<Record<string, unknown>> = {}): Packet {
  return { summary: `${kind} ${said}`, kind, tree: record({ message: kind, ...fields }) }
}

function versionPacket(cursor: ByteCursor): Packet | null {
  const text = cursor.text(12)
  return cursor.short || VERSION.test(text) ? named('ProtocolVersion', text.slice(4).trim()) : null
}

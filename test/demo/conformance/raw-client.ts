import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** A frame of RFC 6455 §5.2 as it is to be sent, right or wrong. */
export interface FrameToSend {
  readonly opcode: number
  readonly payload?: Uint8Array
  /** true by default */
  readonly fin?: boolean
  /** Three bits, 0 by default. */
  readonly rsv?: number
}

export interface ReceivedFrame {
  readonly opcode: number
  readonly fin: boolean
  readonly payload: Buffer
}

/** The frame's bytes, masked as a client's must be. */
export function encodeFrame({ opcode, payload = new Uint8Array(), fin = true, rsv = 0 }: FrameToSend): Buffer {
  const { length } = payload
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode]
  if (length < 126) head.push(0x80 | length)
  else if (length < 65_536) head.push(0x80 | 126, length >> 8, length & 0xff)
  else head.push(0x80 | 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff)
  const mask = randomBytes(4)
  const masked = Buffer.from(payload)
  for (let at = 0; at < length; at++) masked[at] = (masked[at] as number) ^ (mask[at % 4] as number)
  return Buffer.concat([Buffer.from(head), mask, masked])
}

/** A WebSocket client that checks nothing and sends what it is told: for what no proper client would do. */
export class RawClient {
  readonly frames: ReceivedFrame[] = []
  /** Resolves when the TCP connection has ended. */
  readonly ended: Promise<void>
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.#socket = socket
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {})
    socket.on('data', (bytes) => this.#read(bytes))
  }

  /** Opens a connection. Rejects when the handshake is refused. */
  static connect(port: number, path: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        const key = randomBytes(16).toString('base64')
        const lines = [
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Key: ${key}`,
          'Sec-WebSocket-Version: 13',
        ]
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('\r\n')}\r\n\r\n`)
      })
      let head = Buffer.alloc(0)
      const hear = (bytes: Buffer): void => {
        head = Buffer.concat([head, bytes])
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        socket.off('data', hear)
        socket.off('error', reject)
        if (!head.toString('latin1').startsWith('HTTP/1.1 101 ')) {
          socket.destroy()
          reject(new Error(`Refused: ${head.toString('latin1').split('\r\n', 1)[0]}`))
          return
        }
        const client = new RawClient(socket)
        client.#read(head.subarray(end + 4))
        resolve(client)
      }
      socket.on('data', hear)
    })
  }

  /** Sends bytes, `chop` at a time where that is given. A server may have hung up meanwhile. */
  async send(bytes: Buffer, chop?: number): Promise<void> {
    for (let at = 0; at < bytes.length; at += chop ?? bytes.length) {
      if (this.#socket.destroyed || !this.#socket.writable) return
      const part = chop === undefined ? bytes : bytes.subarray(at, at + chop)
      if (!this.#socket.write(part))
        await new Promise((resolve) => this.#socket.once('drain', resolve).once('close', resolve))
      // So that parts arrive as parts.
      if (chop !== undefined) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    for (;;) {
      const { length } = this.#rest
      if (length < 2) return
      const [first, second] = [this.#rest[0] as number, this.#rest[1] as number]
      const short = second & 0x7f
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (length < head) return
      const size =
        short < 126 ? short : short === 126 ? this.#rest.readUInt16BE(2) : Number(this.#rest.readBigUInt64BE(2))
      if (length < head + size) return
      this.frames.push({
        opcode: first & 0x0f,
        fin: (first & 0x80) !== 0,
        payload: Buffer.from(this.#rest.subarray(head, head + size)),
      })
      this.#rest = this.#rest.subarray(head + size)
    }
  }
}

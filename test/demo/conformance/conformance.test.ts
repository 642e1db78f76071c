import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type RunningServer, startEchoServer } from '../../../demo/echo-server.ts'
import { type Answer, CASES, type Case, limits } from './cases.ts'
import { encodeFrame, RawClient, type ReceivedFrame } from './raw-client.ts'

/** The echo server against RFC 6455 and RFC 7692. SOCKEYE_FULL=1 takes the sizes and counts of the original suite. */

const isFull = process.env.SOCKEYE_FULL === '1'
const SCALE = isFull ? 1 : 64
/** ms */
const PATIENCE = isFull ? 300_000 : 30_000

let server: RunningServer
beforeAll(async () => {
  server = await startEchoServer({ port: 0 })
})
afterAll(() => server.close())

/** What came back but the close frame, fragments put together. */
function messagesOf(frames: readonly ReceivedFrame[]): Answer[] {
  const messages: Answer[] = []
  let opcode = 0
  let parts: Buffer[] = []
  for (const frame of frames) {
    if (frame.opcode === 8) break
    if (frame.opcode > 8) {
      messages.push([frame.opcode, frame.payload])
      continue
    }
    if (frame.opcode !== 0) opcode = frame.opcode
    parts.push(frame.payload)
    if (!frame.fin) continue
    messages.push([opcode, Buffer.concat(parts)])
    parts = []
  }
  return messages
}

async function play({ send, chop, answers, least = answers.length, close }: Case, path = '/echo'): Promise<void> {
  const client = await RawClient.connect(server.port, path)
  try {
    for (const frame of send) await client.send(encodeFrame(frame), chop)
    if (!close) await client.send(encodeFrame({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) }))
    await client.ended
    const got = messagesOf(client.frames)
    expect(got.length).toBeGreaterThanOrEqual(least)
    expect(got.length).toBeLessThanOrEqual(answers.length)
    got.forEach(([opcode, payload], index) => {
      const [wanted, bytes] = answers[index] as Answer
      expect(opcode).toBe(wanted)
      expect(Buffer.compare(payload, bytes)).toBe(0)
    })
    const closed = client.frames.find(({ opcode }) => opcode === 8)
    const code = closed && closed.payload.length >= 2 ? closed.payload.readUInt16BE(0) : null
    expect(close ?? [1000]).toContain(code)
  } finally {
    client.destroy()
  }
}

describe('RFC 6455', () => {
  it.each(CASES.map((one) => [one.id, one] as const))('%s', (_, one) => play(one))
  it.each(limits(SCALE).map((one) => [one.id, one] as const))('%s', (_, one) => play(one), PATIENCE)
  it('fragments what it sends where it is asked to, and the messages are the same', async () => {
    for (const one of CASES.filter(({ id }) => id.startsWith('1.'))) await play(one, '/fragments?parts=3')
  })
})

/** Groups 12 and 13: message sizes, and what is negotiated of contexts and windows. */
const SIZES = [16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072]
const OFFERS = [
  {},
  { clientNoContextTakeover: true },
  { serverNoContextTakeover: true },
  { clientNoContextTakeover: true, serverNoContextTakeover: true },
  { serverMaxWindowBits: 9 },
  { clientMaxWindowBits: 9 },
  { serverMaxWindowBits: 9, clientMaxWindowBits: 9, serverNoContextTakeover: true },
]

describe('RFC 7692', () => {
  it.each(OFFERS)(
    'echoes compressed messages, offered %o',
    async (offer) => {
      const socket = new WebSocket(`${server.url}/deflate`, { perMessageDeflate: { threshold: 0, ...offer } })
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
      expect(socket.extensions).toContain('permessage-deflate')
      const count = Math.max(3, Math.round(1000 / SCALE))
      for (const size of SIZES) {
        const sent = Array.from({ length: count }, (_, index) =>
          `${index} ${JSON.stringify({ text: 'Grüße ' })}`.repeat(size / 16).slice(0, size),
        )
        const got: string[] = []
        const whole = new Promise<void>((resolve, reject) => {
          socket.on('message', (data) => {
            if (got.push(String(data)) === count) resolve()
          })
          socket.once('close', () => reject(new Error('The server closed')))
        })
        for (const message of sent) socket.send(message)
        await whole
        socket.removeAllListeners('message')
        expect(got).toEqual(sent)
      }
      socket.removeAllListeners('close')
      socket.terminate()
    },
    PATIENCE,
  )
})

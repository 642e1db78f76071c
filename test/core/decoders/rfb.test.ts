import { describe, expect, it } from 'vitest'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'

/** Messages as RFC 6143 has them; noVNC is not on npm as something that runs here. */

const text = (value: string) => [...new TextEncoder().encode(value)]
const version = Uint8Array.from(text('RFB 003.008\n'))
const format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]
const handshake = [
  ['<', version],
  ['>', version],
  ['<', Uint8Array.of(2, 1, 2)],
  ['>', Uint8Array.of(1)],
  ['<', Uint8Array.of(0, 0, 0, 0)],
  ['>', Uint8Array.of(1)],
  ['<', Uint8Array.of(4, 0, 3, 0, ...format, 0, 0, 0, 4, ...text('desk'))],
] as const
const rectangle = (encoding: number, ...data: number[]) => [0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, encoding, ...data]

describe('RFB', () => {
  it('is read from its version on', async () => {
    const taken = conversation(
      { subprotocol: 'binary' },
      ...handshake,
      ['>', Uint8Array.of(2, 0, 0, 2, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0x21, 3, 0, 0, 0, 0, 0, 4, 0, 3, 0)],
      ['>', Uint8Array.of(4, 1, 0, 0, 0, 0, 0, 0x61)],
      ['>', Uint8Array.of(5, 1, 0, 9, 0, 8, 6, 0, 0, 0, 0, 0, 0, 2, ...text('hi'))],
      ['<', Uint8Array.of(0, 0, 0, 2, ...rectangle(0, 1, 2, 3, 4, 5, 6, 7, 8), ...rectangle(1, 0, 0, 0, 0), 2)],
    )
    expect(await lines(taken)).toEqual([
      '↓ RFB certain: ProtocolVersion 003.008',
      '↑ RFB certain: ProtocolVersion 003.008',
      '↓ RFB certain: security types None, VNC authentication',
      '↑ RFB certain: security type None',
      '↓ RFB certain: SecurityResult accepted',
      '↑ RFB certain: ClientInit shared',
      '↓ RFB certain: ServerInit 1024×768 "desk"',
      '↑ RFB certain: SetEncodings Tight, desktop size · FramebufferUpdateRequest 1024×768 at 0,0 whole',
      '↑ RFB certain: KeyEvent a down',
      '↑ RFB certain: PointerEvent 9,8 buttons 1 · ClientCutText "hi"',
      '↓ RFB certain: FramebufferUpdate 2 rectangles, Raw, CopyRect · Bell',
    ])
  })

  it('follows an update over messages, whatever its encoding', async () => {
    // Hextile: one tile with a background. Tight: a filled rectangle, and a JPEG of three bytes.
    const update = [
      0,
      0,
      0,
      4,
      ...rectangle(5, 2, 9, 9, 9, 9),
      ...rectangle(7, 0x80, 1, 2, 3),
      ...rectangle(7, 0x90, 3, 7, 7, 7),
      ...rectangle(16, 0, 0, 0, 2, 8, 8),
    ]
    for (const cut of [1, 3, 20, 40, 60]) {
      const taken = conversation(
        {},
        ...handshake,
        ['<', Uint8Array.from(update.slice(0, cut))],
        ['<', Uint8Array.from([...update.slice(cut), 2])],
      )
      expect((await lines(taken)).at(-1)).toBe(
        '↓ RFB certain: FramebufferUpdate 4 rectangles, Hextile, Tight, ZRLE · Bell',
      )
      expect((await lines(taken)).at(-2)).toMatch(/part of a message, \d+ of at least \d+ bytes/)
    }
  })

  it('says where it can follow no longer', async () => {
    const taken = conversation(
      {},
      ...handshake,
      ['<', Uint8Array.of(0, 0, 0, 1, ...rectangle(50, 1, 2))],
      ['<', Uint8Array.of(2)],
    )
    const [unknown, after] = (await readAll(taken)).slice(-2)
    expect(decoded(unknown).notes?.[0]).toMatch(/can’t be read from here on/)
    expect(plain(decoded(after).tree)).toEqual({ data: Uint8Array.of(2) })
  })

  it('authenticates with a password, and is refused with a reason', async () => {
    const refused = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, ...text('no'))
    const taken = conversation(
      {},
      ...handshake.slice(0, 3),
      ['>', Uint8Array.of(2)],
      ['<', new Uint8Array(16)],
      ['>', new Uint8Array(16)],
      ['<', refused],
    )
    expect((await lines(taken)).slice(3)).toEqual([
      '↑ RFB certain: security type VNC authentication',
      '↓ RFB certain: VNC authentication challenge',
      '↑ RFB certain: VNC authentication response',
      '↓ RFB certain: SecurityResult failed "no"',
    ])
  })
})

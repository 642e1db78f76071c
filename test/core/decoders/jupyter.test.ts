import { describe, expect, it } from 'vitest'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'

const message = (type: string, id: string, parent: string | null, channel: string, content: object) => ({
  header: { msg_id: id, msg_type: type, username: 'u', session: 's', date: '2026-01-01T00:00:00Z', version: '5.3' },
  parent_header: parent === null ? {} : { msg_id: parent },
  metadata: {},
  content,
  channel,
})

const request = message('execute_request', 'a', null, 'shell', { code: '1+1' })
const status = message('status', 'b', 'a', 'iopub', { execution_state: 'busy' })
const failed = message('execute_reply', 'c', 'a', 'shell', { status: 'error', ename: 'E' })

/** As the address in the decoder's head describes it. */
function parts(
  { channel, header, parent_header, metadata, content }: typeof request,
  ...buffers: Uint8Array[]
): Uint8Array {
  const texts = [channel, ...[header, parent_header, metadata, content].map((one) => JSON.stringify(one))]
  const all = [...texts.map((text) => new TextEncoder().encode(text)), ...buffers]
  const head = new DataView(new ArrayBuffer(8 * (all.length + 2)))
  head.setBigUint64(0, BigInt(all.length + 1), true)
  let offset = head.byteLength
  all.forEach((part, index) => {
    head.setBigUint64(8 * (index + 1), BigInt(offset), true)
    offset += part.length
  })
  head.setBigUint64(8 * (all.length + 1), BigInt(offset), true)
  return Uint8Array.from([...new Uint8Array(head.buffer), ...all.flatMap((part) => [...part])])
}

describe('Jupyter', () => {
  const said = (confidence: string) => [
    `↑ Jupyter ${confidence}: execute_request on shell "1+1" [request page a]`,
    `↓ Jupyter ${confidence}: status on iopub "busy" [part page a]`,
    `↓ Jupyter ${confidence}: execute_reply on shell error [reply failed page a]`,
  ]

  it('is read as JSON', async () => {
    const taken = conversation(
      {},
      ['>', JSON.stringify(request)],
      ['<', JSON.stringify(status)],
      ['<', JSON.stringify(failed)],
    )
    expect(await lines(taken)).toEqual(said('likely'))
  })

  it('is read in parts', async () => {
    const taken = conversation(
      { subprotocol: 'v1.kernel.websocket.jupyter.org' },
      ['>', parts(request, Uint8Array.of(1, 2))],
      ['<', parts(status)],
      ['<', parts(failed)],
    )
    expect(await lines(taken)).toEqual(said('certain'))
    expect(plain(decoded((await readAll(taken))[0]).tree)).toMatchObject({
      content: { code: '1+1' },
      buffers: [Uint8Array.of(1, 2)],
    })
  })

  it('is read as JSON with buffers', async () => {
    const json = new TextEncoder().encode(JSON.stringify(status))
    const head = new DataView(new ArrayBuffer(12))
    ;[2, 12, 12 + json.length].forEach((value, index) => {
      head.setUint32(4 * index, value)
    })
    const data = Uint8Array.from([...new Uint8Array(head.buffer), ...json, 7, 8])
    const [outcome] = await readAll(conversation({}, ['<', data]))
    expect(plain(decoded(outcome).tree)).toMatchObject({ buffers: [Uint8Array.of(7, 8)] })
  })
})

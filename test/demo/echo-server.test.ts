import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type RunningServer, startEchoServer } from '../../demo/echo-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startEchoServer({ port: 0 })
})
afterAll(() => server.close())

async function opened(path: string, protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(server.url + path, protocols)
  await once(socket, 'open')
  return socket
}
async function next(socket: WebSocket): Promise<{ data: Buffer; isBinary: boolean }> {
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean]
  return { data, isBinary }
}
async function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  return { code, reason: reason.toString() }
}

describe('the echo server', () => {
  it('answers text with the same text and bytes with the same bytes', async () => {
    const socket = await opened('/echo')
    socket.send('grüße')
    expect(await next(socket)).toEqual({ data: Buffer.from('grüße'), isBinary: false })
    socket.send(Buffer.from([0, 255]))
    expect(await next(socket)).toEqual({ data: Buffer.from([0, 255]), isBinary: true })
    socket.close()
  })

  it('takes the first subprotocol that is offered', async () => {
    const socket = await opened('/echo', ['chat.v2', 'chat.v1'])
    expect(socket.protocol).toBe('chat.v2')
    socket.close()
  })

  it('takes the subprotocol that the address names, or none', async () => {
    const chosen = await opened('/protocol?choose=chat.v1', ['chat.v2', 'chat.v1'])
    expect(chosen.protocol).toBe('chat.v1')
    chosen.close()
    // RFC 6455 §4.2.2: a server may choose none; this client then fails the connection, as Chromium does.
    await expect(opened('/protocol?choose=other', ['chat'])).rejects.toThrow(/no subprotocol/)
  })

  it('lets a client wait for its answer, and keeps no server for one that waits', async () => {
    const other = await startEchoServer({ port: 0 })
    const late = await opened('/wait?delay=20')
    late.send('in the end')
    expect((await next(late)).data.toString()).toBe('in the end')
    late.close()
    const waiting = new WebSocket(`${other.url}/wait?delay=60000`)
    waiting.on('error', () => {})
    const closed = new Promise((resolve) => waiting.once('close', resolve))
    const first = new WebSocket(`${other.url}/echo`)
    await once(first, 'open')
    await other.close()
    expect(await closed).toBe(1006)
  })

  it('compresses where it is asked to, and nowhere else', async () => {
    const deflating = await opened('/deflate')
    expect(deflating.extensions).toContain('permessage-deflate')
    deflating.send('again '.repeat(1000))
    expect((await next(deflating)).data.toString()).toBe('again '.repeat(1000))
    deflating.close()
    const plain = await opened('/echo')
    expect(plain.extensions).toBe('')
    plain.close()
  })

  it.each([1, 4, 50])('echoes in %i frames', async (parts) => {
    const socket = await opened(`/fragments?parts=${parts}`)
    // The first byte of a server's frame: FIN and the opcode, RFC 6455 §5.2.
    const wire: Buffer[] = []
    const raw = (socket as unknown as { _socket: Socket })._socket
    raw.on('data', (chunk: Buffer) => wire.push(chunk))
    socket.send('grüße')
    expect(await next(socket)).toEqual({ data: Buffer.from('grüße'), isBinary: false })
    // Seven bytes of payload, and a head of two for each frame.
    expect(Buffer.concat(wire)).toHaveLength(7 + 2 * parts)
    socket.close()
  })

  it('passes on what is said in a room to all in it, and to nobody else', async () => {
    const heard: unknown[] = []
    const join = (room: string) => {
      const socket = new WebSocket(`${server.url}/chat?room=${room}`)
      socket.on('message', (data: Buffer) => heard.push({ room, ...JSON.parse(data.toString()) }))
      return socket
    }
    const said = (room: string) => ({ room, type: 'said', text: 'hello', guest: expect.any(Number) })
    const [ada, other] = [join('one'), join('two')]
    await expect.poll(() => heard.length).toBe(2)
    const bob = join('one')
    await expect.poll(() => heard.length).toBe(4)
    ada.send('hello')
    await expect.poll(() => heard.slice(4)).toEqual([said('one'), said('one')])
    bob.close()
    await expect.poll(() => heard.at(-1)).toMatchObject({ room: 'one', type: 'left', guests: 1 })
    ada.close()
    other.close()
  })

  it('ticks', async () => {
    const socket = await opened('/ticker?every=1')
    expect(JSON.parse((await next(socket)).data.toString())).toMatchObject({ type: 'tick' })
    socket.close()
  })

  it('sends a burst of the size that is asked for', async () => {
    const socket = new WebSocket(`${server.url}/burst?count=100&size=50`)
    const sizes: number[] = []
    socket.on('message', (data: Buffer) => sizes.push(data.length))
    await expect.poll(() => sizes.length).toBe(100)
    expect(new Set(sizes)).toEqual(new Set([50]))
    socket.close()
  })

  it('closes with a code and a reason', async () => {
    expect(await closeOf(await opened('/close?code=4002&reason=enough'))).toEqual({ code: 4002, reason: 'enough' })
  })

  it.each(['/close?code=1005', '/close?code=5', `/close?reason=${'x'.repeat(124)}`])(
    'says what may be asked for when it is asked for %s',
    async (path) => {
      const { code, reason } = await closeOf(await opened(path))
      expect(code).toBe(1008)
      expect(reason).toContain('a code of 1000 to 1014')
    },
  )

  it('sends bytes of many lengths', async () => {
    const socket = new WebSocket(`${server.url}/binary`)
    const sizes: number[] = []
    socket.on('message', (data: Buffer, isBinary) => isBinary && sizes.push(data.length))
    await expect.poll(() => sizes).toEqual([0, 1, 4, 16, 64, 256])
    socket.close()
  })

  it('echoes later', async () => {
    const socket = await opened('/slow?delay=1')
    socket.send('in a while')
    expect((await next(socket)).data.toString()).toBe('in a while')
    socket.close()
  })

  it('drops', async () => {
    expect((await closeOf(new WebSocket(`${server.url}/drop`))).code).toBe(1006)
  })

  it.each([
    ['/refuse?status=401', 401],
    ['/refuse?status=101', 300],
    ['/nothing', 404],
    ['//', 404],
  ])('refuses %s with %i', async (path, status) => {
    const socket = new WebSocket(server.url + path)
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain(String(status))
  })

  it('says on its own page what it does', async () => {
    const response = await fetch(server.url.replace('ws:', 'http:'))
    expect(await response.text()).toContain('/ticker?every=1000')
  })

  it('says by what to change a port that is taken', async () => {
    await expect(startEchoServer({ port: server.port })).rejects.toThrow(/--echo-port or ECHO_PORT/)
  })

  it('closes its clients when it stops', async () => {
    const own = await startEchoServer({ port: 0 })
    const socket = new WebSocket(`${own.url}/echo`)
    await once(socket, 'open')
    const closed = closeOf(socket)
    await own.close()
    expect((await closed).code).toBe(1001)
  })
})

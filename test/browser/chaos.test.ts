import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Server } from 'socket.io'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Rule } from '../../src/core/rules/rule.ts'
import type { Acting } from '../../src/devtools/acting.ts'
import type { Session } from '../../src/devtools/session.ts'
import { useBrowser } from './harness.ts'
import { hasLogged } from './looks.ts'

/** Trouble on purpose: what a page and client libraries see of chaos rules, storms and mocks, and that it repeats exactly. */

const stage = useBrowser()

type Panel = typeof globalThis & { handover: { session: Session } }
type Page = typeof globalThis & {
  socket: WebSocket
  seen: string[]
  accessors: string[]
  ReconnectingWebSocket: new (url: string, protocols: string[], options: object) => WebSocket
  io(
    url: string,
    options: object,
  ): { emit(...values: unknown[]): void; on(name: string, hear: (value: unknown) => void): void }
  app: ReturnType<Page['io']>
}

const rule = (action: Rule['action'], when = '', more: Partial<Rule> = {}): Rule => ({
  ...{ id: 1, name: 'test', on: true, when, percent: 100, seed: 1, action },
  ...more,
})

/** Puts rules in force, as far as the panel is concerned. */
async function put(...rules: Rule[]): Promise<void> {
  const { panel } = stage.driver
  await panel.evaluate((list) => (globalThis as Panel).handover.session.acting.setRules(list), rules)
  await panel.until(() => {
    const { stages, rules } = (globalThis as Panel).handover.session.acting
    return rules.length === 0 || [...stages.values()].some((one) => one === 'late' || one === 'early')
  })
}

/** Waits until the page has obeyed: it has sent what came later on the same way. None of the rules may be about it. */
async function obeyed(): Promise<void> {
  await stage.driver.panel.until(async () => {
    const { session } = (globalThis as Panel).handover
    const socket = session.sockets.at(-1)
    return socket?.state === 1 && !socket.gone && (await session.send(socket.number, 'ready')) === null
  })
  await seen('ready')
}

/** Lets something happen on the newest socket. */
const play = (happening: Parameters<Acting['play']>[1]) =>
  stage.driver.panel.evaluate((what) => {
    const { acting, sockets } = (globalThis as Panel).handover.session
    const socket = sockets.at(-1)
    if (socket) acting.play(socket, what)
  }, happening)

/** In the page: opens a socket that keeps all that it sees. */
function open(url: string): Promise<void> {
  const page = globalThis as Page
  const socket = new WebSocket(url)
  Object.assign(page, { socket, seen: [] })
  for (const type of ['message', 'error', 'close']) {
    socket.addEventListener(type, async (event) => {
      const { data, code } = event as MessageEvent & CloseEvent
      // Its place is taken before its bytes are read.
      const at = page.seen.push('') - 1
      const text = data instanceof Blob ? `blob ${await data.text()}` : String(data)
      page.seen[at] = `${type === 'message' ? text : `${type} ${code ?? ''}`}${event.isTrusted ? '' : ' made'}`
    })
  }
  return new Promise((resolve) => {
    socket.onopen = () => resolve()
    socket.onclose = () => resolve()
  })
}
const send = (...texts: string[]) =>
  stage.driver.page.evaluate((list) => {
    for (const text of list) (globalThis as Page).socket.send(text)
  }, texts)
/** Waits until the page has seen this, and answers all that it has seen since it was last asked. */
async function seen(text: string): Promise<string[]> {
  await stage.driver.page.until((part) => (globalThis as Page).seen.some((line) => line.startsWith(part)), text)
  return stage.driver.page.evaluate(() => (globalThis as Page).seen.splice(0))
}
const reach = () => stage.driver.page.evaluate(open, `${stage.echo.url}/echo`)
const load = (module: string) =>
  stage.driver.page.evaluate(
    (source) => {
      const script = document.createElement('script')
      script.textContent = source
      document.head.append(script)
    },
    readFileSync(join(import.meta.dirname, '../../node_modules', module), 'utf8'),
  )

beforeAll(async () => {
  await stage.driver.goto(stage.page('index.html'))
  await stage.driver.openPanel()
})
beforeEach(async () => {
  await put()
  await stage.driver.goto(stage.page('index.html'))
})

it('rules that change nothing leave the browser’s own events and accessors, and those that end give them back', async () => {
  const { page } = stage.driver
  /** In the page: which accessors are those of the beginning. */
  const own = () =>
    page.evaluate(() => {
      const page = globalThis as Page & { natives?: Record<string, PropertyDescriptor> }
      const now = Object.getOwnPropertyDescriptors(WebSocket.prototype) as unknown as Record<string, PropertyDescriptor>
      page.natives ??= now
      const { natives } = page
      return Object.keys(now).filter(
        (key) => now[key]?.get !== natives[key]?.get || now[key]?.set !== natives[key]?.set,
      )
    })
  await own()
  await reach()
  await put(
    rule({ type: 'replace', how: 'text', find: 'absent', by: 'x' }, '', { id: 1 }),
    rule({ type: 'set', path: '$.price', by: '1' }, '', { id: 2 }),
    rule({ type: 'delay', from: 0, to: 0 }, '', { id: 3 }),
    rule({ type: 'drop' }, '', { id: 4, percent: 0 }),
    rule({ type: 'redirect', find: 'a', by: 'b' }, 'socket:elsewhere', { id: 5 }),
  )
  await obeyed()
  await send('one', '{"cost":2}', 'end')
  expect(await seen('end')).toEqual(['one', '{"cost":2}', 'end'])
  expect(await own()).toEqual([])
  // One that changes another rule's message is asked of it all the same.
  await put(
    rule({ type: 'replace', how: 'text', find: 'one', by: 'absent' }, 'dir:received', { id: 1 }),
    rule({ type: 'replace', how: 'text', find: 'absent', by: 'two' }, 'dir:received', { id: 2 }),
  )
  await obeyed()
  await send('one', 'end')
  expect(await seen('end')).toEqual(['two made', expect.stringMatching(/^end/)])
  expect((await own()).sort()).toEqual(['bufferedAmount', 'readyState'])
  await put()
  await page.until(() => {
    const page = globalThis as Page & { natives?: Record<string, PropertyDescriptor> }
    const { get } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'readyState') as PropertyDescriptor
    return get === page.natives?.readyState?.get
  })
  expect(await own()).toEqual([])
})

it('a page that replaced events and what dispatches them sees nothing of rules that come late', async () => {
  const { page } = stage.driver
  await page.evaluate(() => {
    const page = globalThis as Page
    page.accessors = []
    const { dispatchEvent } = EventTarget.prototype
    EventTarget.prototype.dispatchEvent = function (event) {
      page.accessors.push(`dispatch ${event.type}`)
      return dispatchEvent.call(this, event)
    }
    globalThis.CustomEvent = class extends CustomEvent<unknown> {
      constructor(type: string, init?: CustomEventInit) {
        super(type, init)
        page.accessors.push(`event ${type}`)
      }
    } as typeof CustomEvent
    Object.defineProperty(Document.prototype, 'fonts', {
      get() {
        page.accessors.push('fonts')
        return new EventTarget()
      },
    })
  })
  await reach()
  await put(rule({ type: 'replace', how: 'text', find: 'apple', by: 'pear' }, 'dir:sent'))
  await obeyed()
  await send('apple')
  expect(await seen('pear')).toEqual(['pear'])
  expect(await page.evaluate(() => (globalThis as Page).accessors)).toEqual([])
  // What they met by has gone.
  expect(
    await page.evaluate(() => Reflect.ownKeys(location).filter((key) => /^\w{8}-\w{4}-/.test(String(key)))),
  ).toEqual([])
})

it('chaos does what it says, and repeats exactly with its seed', async () => {
  await reach()
  const letters = [...'abcdefgh']
  const run = async (action: Rule['action'], more: Partial<Rule> = {}) => {
    await put(rule(action, 'dir:received -end -ready', { seed: 7, ...more }))
    await obeyed()
    await send(...letters, 'end')
    return (await seen('end')).map((line) => line.replace(' made', ''))
  }
  expect(await run({ type: 'delay', from: 20, to: 20 })).toEqual([...letters, 'end'])
  expect(await run({ type: 'delay', from: 0, to: 40 })).toEqual([...letters, 'end'])
  expect(await run({ type: 'throttle', rate: 200 })).toEqual([...letters, 'end'])
  expect(await run({ type: 'duplicate', times: 2 })).toEqual([...letters.flatMap((one) => [one, one]), 'end'])
  const corrupted = await run({ type: 'corrupt' })
  expect(corrupted).toHaveLength(9)
  expect(corrupted.filter((one, at) => one === letters[at])).toEqual([])
  expect(await run({ type: 'corrupt' })).toEqual(corrupted)
  expect(await run({ type: 'corrupt' }, { seed: 8 })).not.toEqual(corrupted)
  const some = await run({ type: 'drop' }, { percent: 50 })
  expect(some.length).toBeGreaterThan(1)
  expect(some.length).toBeLessThan(9)
  expect(await run({ type: 'drop' }, { percent: 50 })).toEqual(some)
  const mixed = await run({ type: 'reorder', window: 8 })
  expect(mixed).not.toEqual([...letters, 'end'])
  expect(mixed.toSorted()).toEqual([...letters, 'end'].toSorted())
  expect(await run({ type: 'reorder', window: 8 })).toEqual(mixed)
})

it('closes with a code, and answers, in the place of the other side', async () => {
  await reach()
  await put(
    rule({ type: 'answer', text: 'no server saw it' }, 'dir:sent question', { id: 1 }),
    rule({ type: 'close', code: 4008, reason: 'enough' }, 'dir:received enough', { id: 2 }),
  )
  await obeyed()
  await send('question')
  expect(await seen('no server')).toEqual(['no server saw it made'])
  await send('enough')
  const lines = await seen('close')
  expect(lines.at(-1)).toBe('close 4008 made')
})

it('Blobs are held and go on whole, in both directions', async () => {
  const { page, panel } = stage.driver
  await reach()
  await put(rule({ type: 'delay', from: 1, to: 1 }, 'type:binary'))
  await obeyed()
  await page.evaluate(() => {
    const { socket } = globalThis as Page
    socket.send(new Blob(['first ', 'blob']))
    socket.send('text')
    socket.send(new TextEncoder().encode('bytes'))
  })
  expect(await seen('blob bytes')).toEqual([
    expect.stringMatching(/^blob first blob/),
    expect.stringMatching(/^text/),
    expect.stringMatching(/^blob bytes/),
  ])
  await panel.until(hasLogged, 'received', 'text')
})

it('a client that reconnects survives a storm of 1006, and connects once the rule is off', async () => {
  const { page, panel } = stage.driver
  await load('reconnecting-websocket/dist/reconnecting-websocket-iife.min.js')
  await page.evaluate((url) => {
    const page = globalThis as Page
    page.seen = []
    const options = { minReconnectionDelay: 1, maxReconnectionDelay: 5, reconnectionDelayGrowFactor: 1 }
    page.socket = new page.ReconnectingWebSocket(url, [], options)
    page.socket.addEventListener('open', () => page.seen.push('open'))
    page.socket.addEventListener('close', (event) => page.seen.push(`close ${event.code}`))
    page.socket.addEventListener('message', (event) => page.seen.push(String(event.data)))
  }, `${stage.echo.url}/echo`)
  expect(await seen('open')).toEqual(['open'])
  await put(rule({ type: 'refuse' }, 'socket:/echo'))
  await panel.until(() => (globalThis as Panel).handover.session.sockets.length > 0)
  await play({ type: 'close', code: 1006, reason: '', wasClean: false })
  await page.until(() => (globalThis as Page).seen.length >= 20)
  // It says 1000 for whatever came with an error.
  expect(new Set(await seen('close'))).toEqual(new Set(['close 1000']))
  await put()
  await seen('open')
  await send('after the storm')
  expect(await seen('after')).toEqual(['after the storm'])
})

it('a recorded socket answers as its server', async () => {
  const messages = [
    { sent: false, time: 1, payload: 'welcome' },
    { sent: true, time: 2, payload: 'who' },
    { sent: false, time: 3, payload: { base64: btoa('bytes') } },
  ]
  await reach()
  await put(rule({ type: 'mock', server: { type: 'recording', protocol: '', messages } }, 'socket:/nobody'))
  await obeyed()
  await stage.driver.page.evaluate(open, 'ws://127.0.0.1:9/nobody')
  expect(await seen('welcome')).toEqual(['welcome made'])
  await send('who')
  expect(await seen('blob')).toEqual(['blob bytes made'])
})

it('a Socket.IO app has an event delayed behind others, and falls silent half open', async () => {
  const { page } = stage.driver
  const http = createServer()
  const server = new Server(http)
  server.on('connection', (socket) => socket.on('say', (value) => socket.emit('answer', value)))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  try {
    await load('socket.io-client/dist/socket.io.min.js')
    await page.evaluate(
      (url) => {
        const page = globalThis as Page
        page.seen = []
        page.app = page.io(url, { transports: ['websocket'] })
        for (const name of ['connect', 'answer']) page.app.on(name, (value) => page.seen.push(`${name} ${value}`))
      },
      `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    )
    await seen('connect')
    /** Comes after all that was wanted of the page before. */
    const marker = async (text: string) => {
      await play({ type: 'message', data: `42["answer","${text}"]` })
      await seen(`answer ${text}`)
    }
    await stage.driver.panel.until(() => (globalThis as Panel).handover.session.sockets.at(-1)?.state === 1)
    await put(rule({ type: 'delay', from: 30, to: 30 }, 'dir:received late', { id: 8 }))
    await marker('delay')
    const emit = (value: string) => page.evaluate((what) => void (globalThis as Page).app.emit('say', what), value)
    for (const value of ['early', 'late', 'last']) await emit(value)
    expect(await seen('answer last')).toEqual(['answer early', 'answer late', 'answer last'])
    expect(await stage.driver.panel.evaluate(() => (globalThis as Panel).handover.session.acting.hits.get(8))).toBe(1)
    await play({ type: 'silence', on: true })
    await marker('silent')
    await emit('unheard')
    await stage.driver.panel.until(hasLogged, 'sent', 'unheard')
    await play({ type: 'silence', on: false })
    await marker('heard again')
    await emit('again')
    expect(await seen('answer again')).toEqual(['answer again'])
  } finally {
    await server.close()
  }
})

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Server } from 'socket.io'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Rule } from '../../src/core/rules/rule.ts'
import type { Acting } from '../../src/devtools/acting.ts'
import { useBrowser } from './harness.ts'
import { hasLogged, says } from './looks.ts'

/** Rules on a page's own sockets: what they do to messages, what they leave alone, and that nothing waits for nobody. */

const stage = useBrowser()

type Panel = typeof globalThis & { handover: { session: { acting: Acting; connected: boolean } } }
type Page = typeof globalThis & { socket: WebSocket; seen: string[] }

const rule = (action: Rule['action'], when = '', more: Partial<Rule> = {}): Rule => ({
  ...{ id: 1, name: 'test', on: true, when, percent: 100, seed: 1, action },
  ...more,
})

/** Puts rules in force, and waits until the page's part of them is there. */
async function put(...rules: Rule[]): Promise<void> {
  const { panel } = stage.driver
  await panel.evaluate((list) => (globalThis as Panel).handover.session.acting.setRules(list), rules)
  await panel.until(() =>
    [...(globalThis as Panel).handover.session.acting.stages.values()].some((one) => one === 'late' || one === 'early'),
  )
  // The page has obeyed once it answers something that came later on the same way.
  await stage.driver.page.evaluate(() => 0)
}

/** In the page: opens a socket that keeps all that it sees. */
function open(url: string): Promise<void> {
  const page = globalThis as Page
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  Object.assign(page, { socket, seen: [] })
  for (const type of ['open', 'message', 'error', 'close']) {
    socket.addEventListener(type, (event) => {
      const { data, code, reason } = event as MessageEvent & CloseEvent
      const what = type === 'message' ? String(data) : type === 'close' ? `${code} ${reason}` : ''
      page.seen.push(`${type} ${what} ${socket.readyState}${event.isTrusted ? '' : ' made'}`)
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
/** Waits until the page has seen something with this text, and answers all that it has seen but the opening. */
async function seen(text: string): Promise<string[]> {
  await stage.driver.page.until((part) => (globalThis as Page).seen.some((line) => line.includes(part)), text)
  return (await stage.driver.page.evaluate(() => (globalThis as Page).seen)).filter((line) => !line.startsWith('open'))
}

beforeAll(async () => {
  await stage.driver.goto(stage.page('index.html'))
  await stage.driver.openPanel()
})

beforeEach(async () => {
  await stage.driver.openPanel()
  await stage.driver.panel.until(() => (globalThis as Panel).handover.session.acting.setRules([]).then(() => true))
  await stage.driver.goto(stage.page('index.html'))
  await stage.driver.page.evaluate(open, `${stage.echo.url}/echo`)
})

describe('a rule', () => {
  it('that meets no message leaves each as the browser’s own event', async () => {
    await put(rule({ type: 'drop' }, 'nobody-sends-this'))
    await send('one', 'two')
    expect(await seen('two')).toEqual(['message one 1', 'message two 1'])
  })

  it('replaces what is sent, and keeps the order', async () => {
    await put(rule({ type: 'replace', how: 'text', find: 'apple', by: 'pear' }, 'dir:sent apple'))
    await send('first', 'an apple', 'last')
    expect(await seen('last')).toEqual(['message first 1', 'message an pear 1', 'message last 1'])
  })

  it('changes a JSON value of what is received', async () => {
    await put(rule({ type: 'set', path: '$.price', by: '1' }, 'dir:received json:$.price>100'))
    await send('{"price":5}', '{"price":500}', 'end')
    const lines = await seen('end')
    expect(lines.slice(0, 2)).toEqual(['message {"price":5} 1', 'message {"price":1} 1 made'])
    expect(lines).toHaveLength(3)
  })

  it('asks the panel what the page can’t decide: expressions, and what messages mean', async () => {
    const { panel } = stage.driver
    await put(
      rule({ type: 'replace', how: 'text', find: 'hi', by: 'ho' }, 'dir:sent event:chat* json:$..text=hi', { id: 21 }),
      rule({ type: 'drop' }, 'dir:sent /^order \\d+$/', { id: 22 }),
    )
    await send('42["chat:msg",{"text":"hi"}]', '42["other",{"text":"hi"}]', 'order 12', 'order 12!', 'end')
    const lines = ['42["chat:msg",{"text":"ho"}]', '42["other",{"text":"hi"}]', 'order 12!', 'end']
    expect(await seen('end')).toEqual(lines.map((line) => `message ${line} 1`))
    const hits = await panel.evaluate(() => [...(globalThis as Panel).handover.session.acting.hits])
    expect(hits.filter(([id]) => id > 20)).toEqual([
      [21, 1],
      [22, 1],
    ])
  })

  it('drops, and says so in the log', async () => {
    await put(rule({ type: 'drop' }, 'dir:received secret'))
    await send('secret', 'end')
    expect((await seen('end')).map((line) => line.replace(' made', ''))).toEqual(['message end 1'])
    await stage.driver.panel.until(hasLogged, 'received', 'secret')
  })
})

describe('a breakpoint', () => {
  const held = (text: string) =>
    stage.driver.panel.until(
      (part) =>
        (globalThis as Panel).handover.session.acting.held.some(({ payload }) => String(payload).includes(part)),
      text,
    )

  it('holds a message until it is edited and forwarded in the panel, and those behind it', async () => {
    const { panel } = stage.driver
    await put(rule({ type: 'hold' }, 'dir:sent order'))
    await send('{"order":1}', 'behind')
    await panel.click('[data-testid=rules-button]')
    await panel.until(() => document.querySelector('[data-testid=held-form]') !== null)
    // What is not valid can't be forwarded.
    await panel.fill('[data-testid=held-text]', '{"order":')
    await panel.until(() => document.querySelector<HTMLButtonElement>('[data-testid=forward]')?.disabled === true)
    await panel.fill('[data-testid=held-text]', '{"order":2}')
    expect(await stage.driver.page.evaluate(() => (globalThis as Page).socket.bufferedAmount)).toBe(17)
    await panel.click('[data-testid=forward]')
    expect(await seen('behind')).toEqual(['message {"order":2} 1', 'message behind 1'])
    expect(await stage.driver.page.evaluate(() => (globalThis as Page).socket.bufferedAmount)).toBe(0)
    await panel.click('[data-testid=rules-button]')
  })

  it('keeps the end of the socket behind what is held', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    try {
      server.on('connection', (socket) =>
        socket.on('message', () => {
          socket.send('last')
          socket.close(4001, 'bye')
        }),
      )
      await stage.driver.page.evaluate(open, `ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
      await put(rule({ type: 'hold' }, 'dir:received last'))
      await send('go')
      await held('last')
      expect(await stage.driver.page.evaluate(() => (globalThis as Page).socket.readyState)).toBe(1)
      await stage.driver.panel.evaluate(() => (globalThis as Panel).handover.session.acting.forwardAll())
      expect(await seen('close')).toEqual(['message last 1 made', 'close 4001 bye 3 made'])
    } finally {
      server.close()
    }
  })

  it('gives the page nothing after its close(), as natively', async () => {
    await put(rule({ type: 'hold' }, 'dir:received last'))
    await send('last')
    await held('last')
    await stage.driver.page.evaluate(() => (globalThis as Page).socket.close(4000, 'done'))
    await stage.driver.panel.evaluate(() => (globalThis as Panel).handover.session.acting.forwardAll())
    // As natively: after close() no message comes any more.
    expect((await seen('close')).map((line) => line.replace(' made', ''))).toEqual(['close 4000 done 3'])
  })

  it('sends what is held before the page’s close()', async () => {
    await put(rule({ type: 'hold' }, 'dir:sent last'))
    await send('last')
    await held('last')
    const state = await stage.driver.page.evaluate(() => {
      const { socket } = globalThis as Page
      socket.close(4000, 'done')
      return socket.readyState
    })
    expect(state).toBe(2)
    await stage.driver.panel.evaluate(() => (globalThis as Panel).handover.session.acting.forwardAll())
    await seen('close 4000 done 3')
    await stage.driver.panel.until(hasLogged, 'sent', 'last')
  })

  it('answers instead', async () => {
    await put(rule({ type: 'hold' }, 'dir:sent question'))
    await send('question')
    await held('question')
    await stage.driver.panel.evaluate(() => {
      const { acting } = (globalThis as Panel).handover.session
      for (const message of acting.held) acting.answer(message, 'an answer')
    })
    expect(await seen('answer')).toEqual(['message an answer 1 made'])
  })

  it('outlives the background, or lets go', async () => {
    await put(rule({ type: 'hold' }, 'dir:sent order'))
    await send('order', 'behind')
    await held('order')
    await stage.driver.killBackground()
    await stage.driver.panel.until(() => (globalThis as Panel).handover.session.connected)
    await stage.driver.panel.evaluate(() => (globalThis as Panel).handover.session.acting.forwardAll())
    expect(await seen('behind')).toEqual(['message order 1', 'message behind 1'])
  })

  it('lets go of everything in order when DevTools closes', async () => {
    await put(rule({ type: 'hold' }, 'order'))
    await send('order 1', 'between', 'order 2')
    await held('order 1')
    await stage.driver.closeDevTools()
    expect(await seen('order 2')).toEqual(['message order 1 1', 'message between 1', 'message order 2 1'])
  })
})

describe('a socket', () => {
  const address = () => `${stage.echo.url}/echo`
  const nobody = 'ws://127.0.0.1:9/nobody'

  it('is redirected at its construction', async () => {
    await put(rule({ type: 'redirect', find: 'ws://nobody.invalid', by: stage.echo.url }, 'socket:nobody.invalid'))
    await stage.driver.page.evaluate(open, 'ws://nobody.invalid/echo')
    await send('there')
    expect(await seen('there')).toEqual(['message there 1'])
  })

  it('is refused as a connection that fails', async () => {
    await put(rule({ type: 'refuse' }, 'socket:/echo'))
    await stage.driver.page.evaluate(open, address())
    expect(await seen('close')).toEqual(['error  3 made', 'close 1006  3 made'])
  })

  it('of a mock never reaches the network, and is the page’s own WebSocket', async () => {
    const text = 'on open\nsend welcome\non "ping"\nsend pong\non "bye"\nclose 1011 tired'
    await put(rule({ type: 'mock', server: { type: 'script', text } }, 'socket:/nobody'))
    await stage.driver.page.evaluate(open, nobody)
    await seen('welcome')
    await send('ping')
    await seen('pong')
    const facts = await stage.driver.page.evaluate(() => {
      const { socket } = globalThis as Page
      class Own extends WebSocket {}
      const own = new Own('ws://127.0.0.1:9/nobody')
      const errors: string[] = []
      for (const act of [
        () => socket.close(1),
        () => socket.close(1000, 'x'.repeat(200)),
        () => own.send('early'),
        () => new WebSocket('ws://127.0.0.1:9/nobody', ['a', 'a']),
      ]) {
        try {
          act()
        } catch (error) {
          errors.push((error as DOMException).name)
        }
      }
      const { binaryType, bufferedAmount, protocol, readyState, url } = socket
      const isOwn = own instanceof Own && own instanceof WebSocket && socket instanceof WebSocket
      return { isOwn, errors, binaryType, bufferedAmount, protocol, readyState, url }
    })
    expect(facts).toEqual({
      isOwn: true,
      errors: ['InvalidAccessError', 'SyntaxError', 'InvalidStateError', 'SyntaxError'],
      binaryType: 'arraybuffer',
      bufferedAmount: 0,
      protocol: '',
      readyState: 1,
      url: nobody,
    })
    await send('bye')
    expect(await seen('close')).toEqual(['message welcome 1 made', 'message pong 1 made', 'close 1011 tired 3 made'])
  })

  it('of a mock refuses what the browser’s own does, in the browser’s own words', async () => {
    await put(rule({ type: 'mock', server: { type: 'silent' } }, 'socket:/nobody'))
    await stage.driver.page.evaluate(open, nobody)
    const said = await stage.driver.page.evaluate(
      (addresses) =>
        addresses.map((address) => {
          const socket = new WebSocket(address)
          const acts = [
            () => socket.send('early'),
            ...[1, 999.5, 1000.5, 1001.5, 2999.5, 4999.9, 5000, 70000, -1, Number.NaN, '999', null, true, {}].map(
              (code) => () => socket.close(code as number),
            ),
            () => socket.close(1000, 'ß'.repeat(62)),
            () => socket.close(undefined, 'x'.repeat(124)),
            () => socket.close(undefined),
            () => socket.close('3000' as never, 'x'.repeat(123)),
          ]
          return acts.map((act) => {
            try {
              return String(act())
            } catch (error) {
              const { name, code, message } = error as DOMException
              return `${name} ${code} ${message} ${error instanceof DOMException} ${error instanceof TypeError}`
            }
          })
        }),
      [address(), nobody],
    )
    expect(said[1]).toEqual(said[0])
    expect(said[0]?.slice(0, 2).every((line) => line.endsWith('true false'))).toBe(true)
  })

  it('of a page that is reloaded with rules is mocked from the first one on', async () => {
    const { page, panel } = stage.driver
    await put(rule({ type: 'mock', server: { type: 'echo' } }, 'socket:/echo'))
    await panel.click('[data-testid=rules-button]')
    await panel.click('[data-testid=reload-acting]')
    await page.until(() => !('seen' in globalThis))
    await page.evaluate(open, address())
    await send('hello')
    expect(await seen('hello')).toEqual(['message hello 1 made'])
    await panel.until(() =>
      document.querySelector('[data-testid=rules-stage]')?.textContent.includes('before the page’s first'),
    )
    await panel.click('[data-testid=rules-button]')
  })

  it('closes, and new ones fail, while the tab is offline', async () => {
    const { page, panel } = stage.driver
    await panel.click('[data-testid=rules-button]')
    await panel.click('[data-testid=trouble] summary')
    await panel.click('[data-testid=offline]')
    expect((await seen('close')).slice(-2)).toEqual(['error  3 made', 'close 1006  3 made'])
    await page.evaluate(open, address())
    expect(await seen('close')).toEqual(['error  3 made', 'close 1006  3 made'])
    await panel.until(says, 'offline-chip', 'offline')
    await panel.click('[data-testid=offline]')
    await panel.until(() => document.querySelector('[data-testid=offline-chip]') === null)
    await page.evaluate(open, address())
    await send('back')
    expect(await seen('back')).toEqual(['message back 1'])
    await panel.click('[data-testid=rules-button]')
  })

  it('is made to receive, to fall silent and to fail', async () => {
    const { panel } = stage.driver
    await send('first')
    await seen('first')
    const play = (happening: Parameters<Acting['play']>[1]) =>
      panel.evaluate((what) => {
        const { acting, sockets } = (globalThis as Panel).handover.session as unknown as {
          acting: Acting
          sockets: Parameters<Acting['play']>[0][]
        }
        const socket = sockets.at(-1)
        if (socket) acting.play(socket, what)
      }, happening)
    await panel.until(hasLogged, 'received', 'first')
    await play({ type: 'message', data: 'injected' })
    await seen('injected')
    await play({ type: 'silence', on: true })
    await play({ type: 'message', data: 'silent now' })
    await seen('silent now')
    await send('unanswered')
    await panel.until(hasLogged, 'sent', 'unanswered')
    await play({ type: 'silence', on: false })
    await play({ type: 'close', code: 1006, reason: '', wasClean: false })
    expect(await seen('close')).toEqual([
      ...['message first 1', 'message injected 1 made', 'message silent now 1 made'],
      ...['error  3 made', 'close 1006  3 made'],
    ])
  })
})

describe('a Socket.IO app', () => {
  const client = readFileSync(
    join(import.meta.dirname, '../../node_modules/socket.io-client/dist/socket.io.min.js'),
    'utf8',
  )
  type App = typeof globalThis & {
    io(
      url: string,
      options: object,
    ): { emit(...values: unknown[]): void; on(name: string, hear: (value: unknown) => void): void }
    app: ReturnType<App['io']>
    heard: string[]
  }
  /** In the page: the client of the library, and what it hears. */
  function connect(source: string, url: string): void {
    const script = document.createElement('script')
    script.textContent = source
    document.head.append(script)
    const app = globalThis as App
    app.heard = []
    app.app = app.io(url, { transports: ['websocket'] })
    for (const name of ['connect', 'answer'])
      app.app.on(name, (value) => app.heard.push(`${name} ${JSON.stringify(value)}`))
  }
  const heard = (text: string) => stage.driver.page.until((part) => (globalThis as App).heard.includes(part), text)
  const emit = (value: string) =>
    stage.driver.page.evaluate((what) => void (globalThis as App).app.emit('say', what), value)

  it('has an event edited and another one dropped in flight', async () => {
    const http = createServer()
    const server = new Server(http)
    server.on('connection', (socket) => socket.on('say', (value) => socket.emit('answer', value)))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    try {
      await stage.driver.page.evaluate(connect, client, `http://127.0.0.1:${(http.address() as AddressInfo).port}`)
      await heard('connect undefined')
      await put(
        rule({ type: 'replace', how: 'regexp', find: '"(b)ob"', by: '"$1arbara"' }, 'dir:sent say', { id: 1 }),
        rule({ type: 'drop' }, 'dir:sent eve', { id: 2 }),
      )
      for (const name of ['bob', 'eve', 'end']) await emit(name)
      await heard('answer "end"')
      expect(await stage.driver.page.evaluate(() => (globalThis as App).heard)).toEqual([
        ...['connect undefined', 'answer "barbara"', 'answer "end"'],
      ])
    } finally {
      await server.close()
    }
  })

  it('is answered by a mock with no server at all', async () => {
    const open = '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
    const text = `on open\nsend ${open}\non "say"\nsend 42["answer","from the mock"]\non "40"\nsend 40{"sid":"b"}`
    await put(rule({ type: 'mock', server: { type: 'script', text } }, 'socket:socket.io'))
    await stage.driver.page.evaluate(connect, client, 'http://127.0.0.1:9')
    await heard('connect undefined')
    await emit('anything')
    await heard('answer "from the mock"')
  })
})

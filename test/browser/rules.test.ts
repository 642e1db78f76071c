import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Rule } from '../../src/core/rules/rule.ts'
import type { Acting } from '../../src/devtools/acting.ts'
import { useBrowser } from './harness.ts'
import { hasLogged } from './looks.ts'

/** Rules on a page's own sockets: what they do to messages, what they leave alone, and that nothing waits for nobody. */

const stage = useBrowser()

type Panel = typeof globalThis & { handover: { session: { acting: Acting } } }
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
  await stage.driver.panel.evaluate(() => (globalThis as Panel).handover.session.acting.setRules([]))
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
    expect(await seen('end')).toEqual(['message {"price":5} 1', 'message {"price":1} 1 made', 'message end 1 made'])
  })

  it('drops, and says so in the log', async () => {
    await put(rule({ type: 'drop' }, 'dir:received secret'))
    await send('secret', 'end')
    expect((await seen('end')).map((line) => line.replace(' made', ''))).toEqual(['message end 1'])
    await stage.driver.panel.until(hasLogged, 'received', 'secret')
  })
})

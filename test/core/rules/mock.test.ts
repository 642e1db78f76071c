import { describe, expect, it } from 'vitest'
import { type Happening, readScript, startMock } from '../../../src/core/rules/mock.ts'
import type { MockServer } from '../../../src/core/rules/rule.ts'

/** A mock with a clock that is moved by hand. */
function start(server: MockServer, protocols: readonly string[] = []) {
  const played: Happening[] = []
  const warnings: string[] = []
  let timers: { at: number; run: () => void }[] = []
  let now = 0
  const mock = startMock(server, {
    protocols,
    play: (happening) => played.push(happening),
    after(time, run) {
      const timer = { at: now + time, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    warn: (text) => warnings.push(text),
  })
  const pass = (time: number): void => {
    const end = now + time
    for (let due = first(end); due; due = first(end)) {
      timers = timers.filter((one) => one !== due)
      now = due.at
      due.run()
    }
    now = end
  }
  const first = (end: number) => timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0]
  const texts = () => played.map((one) => (one.type === 'message' ? one.data : one.type))
  return { mock, played, texts, pass, warnings, waiting: () => timers.length }
}

describe('a mock', () => {
  it('opens with the first subprotocol, and echoes', () => {
    const { mock, played } = start({ type: 'echo' }, ['v2', 'v1'])
    mock.heard('hello')
    mock.ended(4000, 'done')
    mock.heard('too late')
    expect(played).toEqual([
      { type: 'open', protocol: 'v2' },
      { type: 'message', data: 'hello' },
      { type: 'close', code: 4000, reason: 'done', wasClean: true },
    ])
  })

  it('plays a script', () => {
    const text = '# greets\non open\nsend hi\nwait 100\nsend again\non "ping"\nsend pong\non "bye"\nclose 1011 too busy'
    const { mock, played, texts, pass } = start({ type: 'script', text })
    expect(texts()).toEqual(['open', 'hi'])
    mock.heard('a ping')
    pass(100)
    mock.heard('bye')
    expect(texts()).toEqual(['open', 'hi', 'pong', 'again', 'close'])
    expect(played.at(-1)).toEqual({ type: 'close', code: 1011, reason: 'too busy', wasClean: true })
  })

  it('stops a script that goes round without end', () => {
    const { warnings, texts } = start({ type: 'script', text: 'on open\nsend x\nrepeat' })
    expect(warnings).toHaveLength(1)
    expect(texts().length).toBeLessThan(10_001)
  })

  it('may repeat with waits for a long time, and stops at the socket’s end', () => {
    const { mock, texts, pass, waiting } = start({ type: 'script', text: 'on open\nsend x\nwait 10\nrepeat' })
    pass(95)
    expect(texts()).toEqual(['open', ...Array.from({ length: 10 }, () => 'x')])
    mock.ended(null, null)
    expect(waiting()).toBe(0)
  })

  it('plays a captured socket: each answer after what the page had sent before it', () => {
    const { mock, texts, pass } = start({
      type: 'recording',
      protocol: 'chat',
      messages: [
        { sent: false, time: 0, payload: 'welcome' },
        { sent: true, time: 50, payload: 'one' },
        { sent: false, time: 60, payload: 'first' },
        { sent: false, time: 60, payload: { base64: 'AQI=' } },
        { sent: true, time: 70, payload: 'two' },
        { sent: false, time: 70, payload: 'second' },
      ],
    })
    expect(texts()).toEqual(['open', 'welcome'])
    mock.heard('anything')
    pass(20)
    expect(texts()).toEqual(['open', 'welcome', 'first', new Uint8Array([1, 2]).buffer])
    mock.heard('more')
    expect(texts().at(-1)).toBe('second')
  })
})

it.each([
  ['on close', 1],
  ['on open\nsay hi', 2],
  ['wait soon', 1],
  ['\n\nclose now', 3],
])('a script says where it can’t be read: %s', (text, line) => {
  const read = readScript(text)
  expect(read.ok || read.problem.line).toBe(line)
})

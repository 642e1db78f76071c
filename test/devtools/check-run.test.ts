import { beforeEach, describe, expect, it } from 'vitest'
import { type FakeTab, fakeTab } from '../../demo/playground/fake-tab.ts'
import { readSteps } from '../../src/core/checks/read-steps.ts'
import type { SocketNumber } from '../../src/core/log.ts'
import type { CheckRun } from '../../src/devtools/check-run.ts'
import { Sender } from '../../src/devtools/sender.ts'
import { newSieve } from '../../src/devtools/sieve.ts'
import { waitFor } from '../wait-for.ts'

let tab: FakeTab
let sender: Sender
/** A test connection that echoes. */
let socket: SocketNumber

beforeEach(() => {
  tab = fakeTab()
  sender = new Sender(tab.session, newSieve(tab.session))
  socket = tab.session.connect('ws://localhost/echo', [])
})

function begin(text: string): CheckRun {
  const reading = readSteps(text)
  if (!reading.ok) throw new Error(reading.problem.message)
  sender.check(socket, reading.steps, [{ name: 'word', value: 'hello' }])
  return sender.checks as CheckRun
}
async function states(text: string): Promise<CheckRun['states']> {
  const run = begin(text)
  await waitFor(() => expect(run.isOver).toBe(true))
  return run.states
}
const types = async (text: string) => (await states(text)).map(({ type }) => type)

describe('checks', () => {
  it('wait for the connection, and pass where all comes as expected', async () => {
    const all = `send {"op":"{{env word}}"}
send hex 61 62
expect json:$.op=hello
expect type:binary size:2
expect none anything within 10
wait 1
close 4001 bye
expect close:4001`
    const found = await states(all)
    expect(found.map(({ type }) => type)).toEqual(Array.from({ length: 8 }, () => 'passed'))
    expect(sender.checks?.passed).toBe(true)
    const [, , json] = found
    const { log } = tab.session
    expect(json?.type === 'passed' && json.row !== null && log.body(json.row)).toBe('{"op":"hello"}')
  })

  it('end with the first step that fails, and say what came instead', async () => {
    const found = await states('send one\nsend two\nexpect three within 30\nsend four')
    expect(found.map(({ type }) => type)).toEqual(['passed', 'passed', 'failed', 'skipped'])
    expect(found[2]).toMatchObject({ why: 'Within 30 ms came 2 other messages: one, two' })
    expect(sender.checks?.passed).toBe(false)
  })

  it('look at each message once, in order', async () => {
    expect(await types('send a1\nsend b\nsend a2\nexpect a1\nexpect a2\nexpect b within 20')).toEqual([
      ...['passed', 'passed', 'passed', 'passed', 'passed', 'failed'],
    ])
  })

  it('say that nothing came, and what came that should not', async () => {
    expect(await states('expect x within 10')).toMatchObject([{ why: 'Nothing came within 10 ms.' }])
    expect(await states('send x\nexpect none x within 500')).toMatchObject([{}, { why: 'This came.' }])
  })

  it('end at once when they are stopped', async () => {
    const run = begin('expect x within 60s\nsend y')
    run.stop()
    await waitFor(() => expect(run.isOver).toBe(true))
    expect(run.states.map(({ type }) => type)).toEqual(['failed', 'skipped'])
  })

  it('say why nothing can be sent', async () => {
    await states('close 1000')
    await waitFor(() => expect(tab.session.sockets[socket]?.state).toBe(3))
    expect(await states('send x')).toMatchObject([{ type: 'failed', why: { refusal: { why: 'state', state: 3 } } }])
    expect(await states('send {{env nothing}}')).toMatchObject([{ why: expect.stringContaining('nothing') }])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { type FakeTab, fakeTab } from '../../demo/playground/fake-tab.ts'
import type { Recipe } from '../../src/core/draft.ts'
import type { SocketNumber } from '../../src/core/log.ts'
import { FLAG } from '../../src/core/row.ts'
import { Sender } from '../../src/devtools/sender.ts'
import { newSieve } from '../../src/devtools/sieve.ts'
import { waitFor } from '../wait-for.ts'

let tab: FakeTab
let sender: Sender
let socket: SocketNumber
const recipe = (text: string, more: Partial<Recipe> = {}): Recipe => ({
  writing: 'text',
  text,
  bytes: null,
  fill: true,
  ...more,
})
const run = () => {
  const last = sender.runs.at(-1)
  if (!last) throw new Error('There is no run')
  return last
}
const bodies = (kind: 'sent' | 'received') => {
  const { log } = tab.session
  const rows = Array.from({ length: log.length }, (_, at) => log.first + at)
  return rows.filter((row) => log.kind(row) === kind).map((row) => log.body(row))
}

beforeEach(async () => {
  tab = fakeTab()
  sender = new Sender(tab.session, newSieve(tab.session))
  socket = tab.session.connect('ws://localhost/echo', [])
  await waitFor(() => expect(tab.session.sockets[socket]?.state).toBe(1))
})

describe('repeating', () => {
  it('fills in anew each time, marks each as synthetic, and is done', async () => {
    await sender.repeat(socket, recipe('{{counter}}'), [], { times: 3, every: 0, until: '' })
    await waitFor(() => expect(run().ending).toEqual({ why: 'done' }))
    expect(bodies('sent')).toEqual(['1', '2', '3'])
    const { log } = tab.session
    for (let row = log.first; row < log.end; row++) {
      if (log.kind(row) === 'sent') expect(log.flags(row) & FLAG.synthetic).not.toBe(0)
    }
  })
  it('ends with the first reply that matches', async () => {
    await sender.repeat(socket, recipe('n{{counter}}'), [], { times: null, every: 0, until: 'n5' })
    await waitFor(() => expect(run().ending).toMatchObject({ why: 'matched' }))
    expect(bodies('sent')).toContain('n5')
  })
  it('lets everything else have its turn, and stops at once', async () => {
    await sender.repeat(socket, recipe('x'), [], { times: null, every: 0, until: '' })
    await waitFor(() => expect(run().sent).toBeGreaterThan(10))
    run().stop()
    const { sent } = run()
    await waitFor(() => expect(run().ending).toEqual({ why: 'stopped' }))
    expect(bodies('sent').length).toBeLessThanOrEqual(sent + 1)
  })
  it('ends where the socket refuses, and is not taken up again', async () => {
    await tab.session.close(socket, null, null)
    await sender.repeat(socket, recipe('x'), [], { times: 5, every: 0, until: '' })
    await waitFor(() => expect(run().ending).toMatchObject({ why: 'refused' }))
    expect(bodies('sent')).toEqual([])
  })
  it('sends nothing where a variable is missing', async () => {
    expect(await sender.send(socket, recipe('{{env no}}'), [])).toMatchObject({ type: 'problem' })
    await sender.repeat(socket, recipe('{{env no}}'), [], { times: 5, every: 0, until: '' })
    await waitFor(() => expect(run().ending).toMatchObject({ why: 'problem' }))
    expect(bodies('sent')).toEqual([])
  })
})

describe('a replay', () => {
  it.each([{ type: 'replies' }, { type: 'fast' }, { type: 'timed', speed: 1000 }] as const)(
    'sends what was sent, in order, and compares: $type',
    async (pace) => {
      for (const text of ['a', 'b', 'c']) await sender.send(socket, recipe(text), [])
      expect(sender.replay(socket, sender.sentRows(socket), pace)).toEqual({ messages: 3, cut: 0 })
      await waitFor(() => expect(run().comparison).toEqual({ before: 3, now: 3, equal: 3, differences: [] }))
      expect(bodies('sent')).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
    },
  )
  it('leaves out what Sockeye sent on a page’s socket', async () => {
    const page = tab.open('page', 0, 'https://example.org/')
    page.tell(
      { kind: 'constructed', body: { url: 'wss://example.org/', protocols: [] } },
      { kind: 'open', body: { protocol: '', extensions: '' } },
      { kind: 'sent', body: 'its own' },
      { kind: 'sent', body: 'ours', flags: FLAG.synthetic },
    )
    const { log } = tab.session
    await waitFor(() => expect(bodies('sent')).toEqual(['its own', 'ours']))
    expect(sender.sentRows(null).map((row) => log.body(row))).toEqual(['its own'])
  })
  it('begins nothing where nothing was sent', () => {
    expect(sender.replay(socket, [], { type: 'fast' })).toEqual({ messages: 0, cut: 0 })
    expect(sender.runs).toEqual([])
  })
})

it('a measurement follows each echo', async () => {
  sender.measure(socket, 50, 100, 'ping-pong')
  await waitFor(() => expect(run().ending).toEqual({ why: 'done' }))
  await waitFor(() => expect(run().measured).toMatchObject({ sent: 50, echoed: 50, missing: 0, altered: 0, late: 0 }))
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Router } from '../../src/background/router.ts'
import { type Link, pair } from '../../src/link.ts'
import type { Command, Delivery, Hello, Order, Report } from '../../src/wire.ts'

const hello: Hello = { type: 'hello', version: 1, nonce: 'n', url: 'https://a/', worker: null, tampered: false }
const settle = () => vi.advanceTimersByTimeAsync(0)

function setUp() {
  const announced: number[] = []
  const left: number[] = []
  const router = new Router({
    announce: (tab) => announced.push(tab),
    act: () => {},
    wake: () => {},
    leave: (tab) => left.push(tab),
    capture: () => {},
    reach: async () => 'ok',
  })
  const session = (tab: number) => {
    const [mine, theirs] = pair<Order, Delivery>()
    const heard: Delivery[] = []
    mine.listen((delivery) => heard.push(delivery))
    router.session(theirs)
    mine.send({ type: 'watch', tab })
    return { link: mine, heard }
  }
  const document = (tab: number, documentId?: string, frame = 0) => {
    const [mine, theirs] = pair<Report, Command>()
    const heard: Command[] = []
    mine.listen((command) => heard.push(command))
    router.document(theirs as Link<Command, Report>, tab, { frame, origin: 'https://a', documentId })
    mine.send(hello)
    return { link: mine, heard }
  }
  return { router, announced, left, session, document }
}

describe('Router', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('announces a watcher to its tab and says whether the page is reached', async () => {
    const { announced, session, router } = setUp()
    const { heard } = session(7)
    await settle()
    expect(announced).toEqual([7])
    expect(router.isWatched(7)).toBe(true)
    expect(heard).toContainEqual({ type: 'reach', reach: 'ok' })
  })

  it('says again whether the page is reached when the tab shows another', async () => {
    const { router, session } = setUp()
    const { heard } = session(7)
    await settle()
    router.changed(7)
    router.changed(8)
    await settle()
    expect(heard.filter(({ type }) => type === 'reach')).toHaveLength(2)
  })

  it('carries reports to the sessions of the tab and to no other', async () => {
    const { session, document } = setUp()
    const one = session(1)
    const two = session(2)
    document(1, 'doc')
    await settle()
    const report = { type: 'report', source: { document: 'doc', frame: 0, origin: 'https://a' }, report: hello }
    expect(one.heard).toContainEqual(report)
    expect(two.heard.filter(({ type }) => type === 'report')).toEqual([])
  })

  it('greets a session that comes after its documents, as after the background was ended', async () => {
    const { session, document } = setUp()
    document(1, 'doc')
    await settle()
    const { heard } = session(1)
    await settle()
    expect(heard.filter(({ type }) => type === 'report')).toHaveLength(1)
  })

  it('carries a command to its document, and says so when that is gone', async () => {
    const { session, document } = setUp()
    const { link, heard } = session(1)
    const mine = document(1, 'doc')
    await settle()
    const command: Command = { type: 'start', from: 0 }
    link.send({ type: 'command', document: 'doc', command })
    link.send({ type: 'command', document: 'other', command })
    await settle()
    expect(mine.heard).toEqual([command])
    expect(heard).toContainEqual({ type: 'gone', document: 'other' })
  })

  it('does not carry a command into another tab', async () => {
    const { session, document } = setUp()
    const { link } = session(1)
    const theirs = document(2, 'doc')
    await settle()
    link.send({ type: 'command', document: 'doc', command: { type: 'start', from: 0 } })
    await settle()
    expect(theirs.heard).toEqual([])
  })

  it('tells documents apart by the relay where the browser has no document ids', async () => {
    const { session, document } = setUp()
    const { heard } = session(1)
    document(1, undefined, 3)
    await settle()
    expect(heard).toContainEqual(
      expect.objectContaining({ source: { document: '1.3.n', frame: 3, origin: 'https://a' } }),
    )
  })

  it('tells a worker from the document that speaks for it', async () => {
    const { session, router } = setUp()
    const { heard } = session(1)
    const [mine, theirs] = pair<Report, Command>()
    router.document(theirs as Link<Command, Report>, 1, { frame: 0, origin: 'https://a', documentId: 'doc' })
    mine.send({ ...hello, worker: { kind: 'dedicated', name: '' } })
    await settle()
    expect(heard).toContainEqual(
      expect.objectContaining({ source: { document: 'doc.n', frame: 0, origin: 'https://a' } }),
    )
  })

  it('keeps the last words of a document for a session that comes in a moment, as after the background was ended', async () => {
    const { session, router } = setUp()
    const say = async () => {
      const [mine, theirs] = pair<Report, Command>()
      router.document(theirs as Link<Command, Report>, 1, { frame: 3, origin: 'https://a' })
      mine.send({ type: 'farewell', hello, started: true, batches: [], next: 5 })
      await settle()
      mine.end()
      await settle()
    }
    const heardOf = async () => {
      const { heard } = session(1)
      await settle()
      return heard.flatMap((delivery) =>
        delivery.type === 'report' ? [[delivery.source.document, delivery.report.type]] : [],
      )
    }
    await say()
    await vi.advanceTimersByTimeAsync(4900)
    expect(await heardOf()).toEqual([['1.3.n', 'farewell']])
    expect(await heardOf()).toEqual([])
  })

  it('forgets last words that nobody comes for', async () => {
    const { session, router } = setUp()
    const [mine, theirs] = pair<Report, Command>()
    router.document(theirs as Link<Command, Report>, 1, { frame: 0, origin: 'https://a' })
    mine.send({ type: 'farewell', hello, started: true, batches: [], next: 5 })
    await settle()
    await vi.advanceTimersByTimeAsync(5100)
    const { heard } = session(1)
    await settle()
    expect(heard.filter(({ type }) => type === 'report')).toEqual([])
  })

  it('says when nobody watches a tab any more', async () => {
    const { session, left } = setUp()
    const { link } = session(1)
    session(1).link.end()
    await settle()
    expect(left).toEqual([])
    link.end()
    await settle()
    expect(left).toEqual([1])
  })

  it('says when a document is gone', async () => {
    const { session, document } = setUp()
    const { heard } = session(1)
    const { link } = document(1, 'doc')
    await settle()
    link.end()
    await settle()
    expect(heard).toContainEqual({ type: 'gone', document: 'doc' })
  })

  it('stops the documents when the last session leaves', async () => {
    const { session, document } = setUp()
    const { link } = session(1)
    const { heard } = document(1, 'doc')
    await settle()
    link.end()
    await settle()
    expect(heard).toEqual([{ type: 'stop' }])
  })

  it('stops documents that nobody comes back for', async () => {
    const { document } = setUp()
    const { heard } = document(1, 'doc')
    await vi.advanceTimersByTimeAsync(4900)
    expect(heard).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(heard).toEqual([{ type: 'stop' }])
  })
})

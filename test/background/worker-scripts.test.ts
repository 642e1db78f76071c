import { describe, expect, it } from 'vitest'
import { type Filter, type Received, type Sent, WorkerScripts } from '../../src/background/worker-scripts.ts'

const WORKER = 'https://a.test/worker.js'

/** A browser in which a script loads, and what the page gets of it. */
function setUp(places: Readonly<Record<number, string | Error | null>> = { 7: 'place' }) {
  const sent = new Map<number, (sent: Sent) => void>()
  const received = new Map<number, (received: Received) => Promise<void>>()
  const met: { tab: number; where: object }[] = []
  let filter: (Filter & { written: string }) | null = null
  const scripts = new WorkerScripts({
    observeSent(tab, listener) {
      sent.set(tab, listener)
      return () => sent.delete(tab)
    },
    observeReceived(tab, listener) {
      received.set(tab, listener)
      return () => received.delete(tab)
    },
    filter() {
      const mine: Filter & { written: string } = {
        ondata: null,
        onstop: null,
        written: '',
        write: (data) => {
          mine.written += new TextDecoder('utf-8', { ignoreBOM: true }).decode(data)
        },
        disconnect: () => {
          mine.ondata = null
          mine.onstop = null
        },
      }
      filter = mine
      return mine
    },
    async meet(tab, where) {
      met.push({ tab, where })
      const place = places[tab]
      if (place instanceof Error) throw place
      return place ?? null
    },
    hook: async () => 'HOOK\n',
  })
  /** Loads a script in these pieces; answers its text, null where nobody looked at it. */
  const load = async (
    pieces: readonly string[],
    {
      tab = 7,
      destination = 'worker',
      status = 200,
      type = 'text/javascript',
      url = WORKER,
      documentUrl = 'https://a.test/',
    } = {},
  ): Promise<string | null> => {
    filter = null
    const details = { requestId: '1', tabId: tab, frameId: 3, url, documentUrl }
    sent.get(tab)?.({ ...details, requestHeaders: [{ name: 'Sec-Fetch-Dest', value: destination }] })
    await received.get(tab)?.({
      ...details,
      statusCode: status,
      responseHeaders: [{ name: 'Content-Type', value: type }],
    })
    const mine = filter as (Filter & { written: string }) | null
    if (!mine) return null
    for (const piece of pieces) {
      if (mine.ondata) mine.ondata({ data: new TextEncoder().encode(piece).buffer as ArrayBuffer })
      else mine.written += piece
    }
    mine.onstop?.(undefined as never)
    return mine.written
  }
  return { scripts, load, met, observed: () => [...sent.keys()].sort() }
}

const prefix = (place: string) => new RegExp(`^try{\\(\\(mark,place\\)=>{HOOK}\\)\\("[\\w-]+","${place}"\\)}catch{};$`)

describe('WorkerScripts', () => {
  it('looks at nothing until a tab is watched, and at nothing after', async () => {
    const { scripts, load, observed } = setUp()
    expect(observed()).toEqual([])
    scripts.watch(7)
    scripts.watch(8)
    expect(observed()).toEqual([-1, 7, 8])
    scripts.leave(7)
    expect(observed()).toEqual([-1, 8])
    scripts.leave(8)
    expect(observed()).toEqual([])
    expect(await load(['x()'])).toBeNull()
  })

  it('puts the hook in front of a worker’s script and lets the rest pass', async () => {
    const { scripts, load, met } = setUp()
    scripts.watch(7)
    const rest = 'y'.repeat(100)
    const written = await load(['postMessage(1)', rest, 'z'])
    expect(written?.endsWith(`;postMessage(1)${rest}z`)).toBe(true)
    expect(written?.replace(`postMessage(1)${rest}z`, '')).toMatch(prefix('place'))
    expect(met).toEqual([{ tab: 7, where: { frame: 3 } }])
  })

  it('puts it between a byte order mark and a script that it keeps strict', async () => {
    const { scripts, load } = setUp()
    scripts.watch(7)
    expect(await load(["\uFEFF'use strict';x()"])).toMatch(/^\uFEFF'use strict';try{.*}catch{};'use strict';x\(\)$/)
  })

  it('leaves a script as it is where in doubt', async () => {
    const { scripts, load } = setUp()
    scripts.watch(7)
    for (const script of ['', "'use strict' + x", '/* open', '--> x']) expect(await load([script])).toBe(script)
  })

  it('does not touch what is no worker’s script', async () => {
    const { scripts, load, met } = setUp()
    scripts.watch(7)
    expect(await load(['x()'], { destination: 'script' })).toBeNull()
    expect(await load(['x()'], { destination: 'serviceworker', tab: -1 })).toBeNull()
    expect(await load(['x()'], { status: 404 })).toBeNull()
    expect(await load(['x()'], { status: 302 })).toBeNull()
    expect(await load(['{}'], { type: 'application/json' })).toBeNull()
    expect(met).toEqual([])
  })

  it('does not touch workers of a document that has no channel, or no relay', async () => {
    for (const place of [null, new Error('Receiving end does not exist')]) {
      const { scripts, load } = setUp({ 7: place })
      scripts.watch(7)
      expect(await load(['x()'])).toBeNull()
    }
  })

  it('hands a shared worker to the first watched tab with a document of its origin, and its modules to the same', async () => {
    const { scripts, load, met } = setUp({ 7: null, 8: 'place of 8' })
    scripts.watch(7)
    scripts.watch(8)
    const shared = await load(['x()'], { tab: -1, destination: 'sharedworker' })
    expect(shared?.replace('x()', '')).toMatch(prefix('place of 8'))
    expect(met).toEqual([
      { tab: 7, where: { origin: 'https://a.test' } },
      { tab: 8, where: { origin: 'https://a.test' } },
    ])
    const imported = { tab: -1, url: 'https://b.test/dep.js', documentUrl: WORKER }
    expect((await load(['y()'], imported))?.replace('y()', '')).toMatch(prefix('place of 8'))
    expect(met).toHaveLength(2)
  })

  it('does not touch modules of a worker without a tab that it does not know: a service worker’s are stored', async () => {
    const { scripts, load } = setUp()
    scripts.watch(7)
    expect(await load(['x()'], { tab: -1, documentUrl: 'https://a.test/service.js' })).toBeNull()
  })
})

import { FLAG } from '../../src/core/row.ts'
import { type FakeTab, fakeTab } from './fake-tab.ts'

const bytes = (...values: readonly number[]): ArrayBuffer => Uint8Array.from(values).buffer
const json = (value: unknown): string => JSON.stringify(value)

/** A tab with a bit of everything. */
export function everything(): FakeTab {
  const tab = fakeTab()
  tab.reach('ok')
  const start = Date.now() - 42_000
  const page = tab.open('page', 0, 'https://shop.example/basket')
  const url = 'wss://live.shop.example/socket?session=8f2c&locale=en'
  page.tell(
    { time: start, kind: 'constructed', body: { url, protocols: ['chat', 'superchat'] } },
    { time: start + 31.2, kind: 'open', body: { protocol: 'chat', extensions: 'permessage-deflate' } },
    { time: start + 31.9, kind: 'sent', body: json({ type: 'hello', token: 'anonymous', version: 3 }), buffered: 51 },
    {
      time: start + 58.4,
      kind: 'received',
      body: json({
        type: 'welcome',
        user: { id: 17, name: 'Ada', tags: ['admin', 'beta'], address: null },
        items: Array.from({ length: 12 }, (_, id) => ({
          id,
          title: `Item ${id}`,
          price: id * 3.5,
          inStock: id % 3 > 0,
        })),
        ok: true,
      }),
    },
    { time: start + 1258, kind: 'received', body: 'line one\nline two \u202eright to left\u202c and a tab\there' },
    {
      time: start + 1259,
      kind: 'sent',
      body: bytes(0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0, 0xff),
      buffered: 11,
    },
    {
      time: start + 1400,
      kind: 'received',
      body: new TextEncoder().encode('Hello from a server that speaks bytes').buffer,
    },
    { time: start + 9000, socket: 2, kind: 'constructed', body: { url: 'ws://localhost:9998/echo', protocols: [] } },
    { time: start + 9003, socket: 2, kind: 'open', body: { protocol: '', extensions: '' } },
    { time: start + 9004, socket: 2, kind: 'sent', body: 'Message to send', buffered: 15 },
    { time: start + 9005, socket: 2, kind: 'received', body: 'Message to send' },
    { time: start + 9900, socket: 2, kind: 'sent', body: 'from the composer', flags: FLAG.synthetic, buffered: 17 },
    { time: start + 9901, socket: 2, kind: 'received', body: 'from the composer' },
    { time: start + 12000, socket: 2, kind: 'close', body: { code: 1000, reason: 'bye' } },
    { time: start + 12000.2, socket: 2, kind: 'sent', body: 'too late', state: 2 },
    { time: start + 12004, socket: 2, kind: 'closed', body: { code: 1000, reason: 'bye', wasClean: true } },
    { time: start + 20000, socket: 3, kind: 'constructed', body: { url: 'wss://down.example/feed', protocols: [] } },
    { time: start + 20100, socket: 3, kind: 'error' },
    { time: start + 20100.3, socket: 3, kind: 'closed', body: { code: 1006, reason: '', wasClean: false } },
    { time: start + 23000, kind: 'received', body: 'x'.repeat(5000), flags: FLAG.truncated, size: 4_200_000 },
    { time: start + 24000, kind: 'received', body: '' },
    { time: start + 25000, kind: 'lost', body: { count: 1204, cause: 'overflow' } },
  )
  const frame = tab.open('frame', 3, 'https://ads.example/widget.html')
  frame.tell(
    { time: start + 500, kind: 'constructed', body: { url: 'wss://ads.example/rt', protocols: ['v2.metrics'] } },
    { time: start + 620, kind: 'open', body: { protocol: 'v2.metrics', extensions: '' } },
    { time: start + 30_000, kind: 'sent', body: json({ seen: [1, 2, 3] }), buffered: 16 },
    { socket: 2, kind: 'constructed', body: { url: 'wss://ads.example/slow', protocols: [] } },
  )
  tab.session.connect('ws://localhost:9998/echo', ['chat'])
  return tab
}

/** A page that talks all the time: `each` messages an animation frame. */
export function busy(window: Window, each: number): FakeTab {
  const tab = fakeTab()
  tab.reach('ok')
  const page = tab.open('page', 0, 'https://ticker.example/')
  page.tell(
    { kind: 'constructed', body: { url: 'wss://ticker.example/prices', protocols: [] } },
    { kind: 'open', body: { protocol: '', extensions: 'permessage-deflate' } },
  )
  let tick = 0
  const step = (): void => {
    page.tell(
      ...Array.from({ length: each }, () => ({
        kind: 'received' as const,
        body: json({ tick: tick++, symbol: 'ACME', bid: 100 + Math.sin(tick), ask: 101 + Math.sin(tick) }),
      })),
    )
    window.requestAnimationFrame(step)
  }
  step()
  return tab
}

import { describe, expect, it } from 'vitest'
import type { Handshake } from '../../src/core/handshake.ts'
import { Handshakes, type Place } from '../../src/devtools/handshakes.ts'

const URL_A = 'ws://a/chat'
const handshake = (id: string, started: number, more: Partial<Handshake> = {}): Handshake => ({
  id,
  witness: 'webRequest',
  url: URL_A,
  asker: 'document',
  document: 'doc',
  frame: 0,
  initiator: '',
  times: { started, sent: null, answered: null, ended: null },
  requestHeaders: [],
  responseHeaders: null,
  status: null,
  statusText: '',
  redirect: null,
  error: null,
  address: null,
  ...more,
})
const place = (number: number, time: number, more: Partial<Place> = {}): Place => ({
  number,
  url: URL_A,
  protocols: [],
  time,
  document: 'doc',
  frame: 0,
  by: 'document',
  life: { opened: null, ended: null, gone: false },
  ...more,
})

function setUp(now = 100_000) {
  const clock = { now }
  return { clock, handshakes: new Handshakes(() => clock.now) }
}

describe('Handshakes', () => {
  it('finds the socket of a handshake, whichever is told first', () => {
    const { handshakes } = setUp()
    handshakes.receive(handshake('1', 1010))
    handshakes.constructed(place(0, 1000))
    handshakes.constructed(place(1, 2000))
    handshakes.receive(handshake('2', 2010))
    expect([handshakes.of(0)?.id, handshakes.of(1)?.id]).toEqual(['1', '2'])
    expect(handshakes.missing()).toEqual([])
  })

  it('goes by the order of the constructors where all else is equal', () => {
    const { handshakes } = setUp()
    for (let number = 0; number < 30; number++) handshakes.constructed(place(number, 1000))
    for (let id = 0; id < 30; id++) handshakes.receive(handshake(String(id), 1001))
    expect(Array.from({ length: 30 }, (_, number) => handshakes.of(number)?.id)).toEqual(
      Array.from({ length: 30 }, (_, id) => String(id)),
    )
  })

  it('bears clocks that differ, and waits for a turn as long as the socket does', () => {
    const { handshakes } = setUp()
    const difference = (number: number, ms: number, life: Partial<Place['life']> = {}): string | undefined => {
      const url = `ws://a/${number}`
      handshakes.constructed(place(number, 5000, { url, life: { opened: null, ended: null, gone: false, ...life } }))
      handshakes.receive(handshake(String(number), 5000 + ms, { url }))
      return handshakes.of(number)?.id
    }
    expect([difference(0, -14), difference(1, -1000), difference(2, 600_000)]).toEqual(['0', undefined, '2'])
    expect([difference(3, 90, { ended: 5100 }), difference(4, 900, { ended: 5100 })]).toEqual(['3', undefined])
    expect([difference(5, 59_000, { gone: true }), difference(6, 61_000, { gone: true })]).toEqual(['5', undefined])
  })

  it('gives a failure to a socket that failed, not to one that is open at the same address', () => {
    const { handshakes } = setUp()
    handshakes.constructed(place(0, 1000, { life: { opened: 1010, ended: null, gone: false } }))
    handshakes.constructed(place(1, 2000, { life: { opened: null, ended: 2010, gone: false } }))
    const har = { witness: 'har', document: null, frame: null } as const
    const ended = { started: 3000, sent: null, answered: null, ended: 3000 }
    // It was read from the log a second after its end, which is all that is known of its times.
    handshakes.receive(handshake('refused', 3000, { ...har, times: ended, requestHeaders: null, error: 'refused' }))
    handshakes.receive(handshake('opened', 1005, { ...har, status: 101 }))
    expect([handshakes.of(0)?.id, handshakes.of(1)?.id]).toEqual(['opened', 'refused'])
  })

  it('does not take a socket that failed before DevTools watched for a new one', () => {
    const { handshakes } = setUp()
    handshakes.constructed(place(0, 1000, { life: { opened: null, ended: 1010, gone: false } }))
    handshakes.receive(handshake('1', 9000, { error: 'refused' }))
    handshakes.constructed(place(1, 8999, { life: { opened: null, ended: null, gone: false } }))
    expect([handshakes.of(0), handshakes.of(1)?.id]).toEqual([null, '1'])
  })

  it('tells documents, frames and workers apart', () => {
    const { handshakes } = setUp()
    handshakes.constructed(place(0, 1000, { document: 'other' }))
    handshakes.constructed(place(1, 1000))
    handshakes.constructed(place(2, 1000, { by: 'worker', document: 'doc.nonce' }))
    handshakes.constructed(place(3, 1000, { document: 'third', frame: 7 }))
    handshakes.receive(handshake('1', 1001))
    handshakes.receive(handshake('2', 1001, { asker: 'worker', document: null }))
    handshakes.receive(handshake('3', 1001, { document: null, frame: 7 }))
    expect([0, 1, 2, 3].map((number) => handshakes.of(number)?.id)).toEqual([undefined, '1', '2', '3'])
  })

  it('tells sockets apart by the subprotocols that they ask for, once these are known', () => {
    const { handshakes } = setUp()
    handshakes.constructed(place(0, 1000, { protocols: ['a', 'b'] }))
    handshakes.constructed(place(1, 1000))
    handshakes.receive(handshake('1', 1001, { requestHeaders: null }))
    handshakes.receive(handshake('2', 1001, { requestHeaders: [{ name: 'Sec-WebSocket-Protocol', value: 'a, b' }] }))
    expect([handshakes.of(0)?.id, handshakes.of(1)]).toEqual(['2', null])
    handshakes.receive(handshake('1', 1001))
    expect(handshakes.of(1)?.id).toBe('1')
  })

  it('takes the word of a witness that knows the socket', () => {
    const { handshakes } = setUp()
    handshakes.receive(handshake('1', 0), 7)
    handshakes.receive(handshake('2', 0))
    handshakes.receive(handshake('2', 0, { status: 101 }), 8)
    expect([handshakes.of(7)?.id, handshakes.of(8)?.status]).toEqual(['1', 101])
    expect(handshakes.missing()).toEqual([])
  })

  it('keeps what is newest of a handshake', () => {
    const { handshakes } = setUp()
    handshakes.constructed(place(0, 1000))
    handshakes.receive(handshake('1', 1000))
    handshakes.receive(handshake('1', 1000, { status: 403 }))
    expect(handshakes.of(0)?.status).toBe(403)
  })

  it('calls a socket missing only when its report has had time to come', () => {
    const { handshakes, clock } = setUp(2000)
    handshakes.receive(handshake('1', 1000))
    expect([handshakes.missing(), handshakes.undecided]).toEqual([[], true])
    clock.now = 4001
    expect([handshakes.missing().map(({ id }) => id), handshakes.undecided]).toEqual([['1'], false])
    handshakes.constructed(place(0, 1000))
    expect(handshakes.missing()).toEqual([])
  })

  it('forgets with the document what was its own, and keeps what may be the next one’s', () => {
    const { handshakes } = setUp()
    handshakes.receive(handshake('old', 1000))
    handshakes.receive(handshake('new', 5000))
    handshakes.constructed(place(0, 4000, { url: 'ws://a/kept' }))
    handshakes.receive(handshake('kept', 4000, { url: 'ws://a/kept' }))
    handshakes.forget(4500, (socket) => socket === 0)
    expect(handshakes.missing().map(({ id }) => id)).toEqual(['new'])
    expect(handshakes.of(0)?.id).toBe('kept')
  })

  it('knows the first handshakes of a document also when the document is heard of late', () => {
    const { handshakes } = setUp()
    handshakes.receive(handshake('1', 1000, { error: 'refused' }))
    handshakes.forget(4000, () => false)
    handshakes.constructed(place(0, 1000))
    expect(handshakes.of(0)?.id).toBe('1')
    handshakes.receive(handshake('2', 5000))
    for (let navigations = 0; navigations < 2; navigations++) handshakes.forget(9000, () => false)
    handshakes.constructed(place(1, 5000))
    expect(handshakes.of(1)).toBeNull()
  })

  it('passes over a fragment', () => {
    const { handshakes } = setUp()
    handshakes.constructed(place(0, 1000, { url: `${URL_A}#x` }))
    handshakes.receive(handshake('1', 1000))
    expect(handshakes.of(0)?.id).toBe('1')
  })
})

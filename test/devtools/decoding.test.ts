import { signal } from '@preact/signals'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Decoder } from '../../src/core/decoders/decoder.ts'
import { NO_PREFERENCES } from '../../src/core/decoders/preferences.ts'
import { treeOf } from '../../src/core/decoders/tree.ts'
import { Log } from '../../src/core/log.ts'
import { contentTest } from '../../src/core/query/content-test.ts'
import { type Answer, type Job, jobReader, type Setup } from '../../src/devtools/decode-job.ts'
import { Decoding } from '../../src/devtools/decoding.ts'
import { createFiltering } from '../../src/devtools/filtering.ts'
import type { Session } from '../../src/devtools/session.ts'
import { newSieve } from '../../src/devtools/sieve.ts'
import { waitFor } from '../wait-for.ts'

/** Says how many messages it has read, and never comes to an end with `stuck`. */
const counting: Decoder = {
  id: 'counting',
  name: 'Counting',
  ordered: true,
  reader: () => {
    let count = 0
    return {
      read: ({ data }) =>
        typeof data !== 'string'
          ? 'not mine'
          : data === 'none'
            ? 'not mine'
            : data.startsWith('call')
              ? {
                  protocol: 'Counting',
                  confidence: 'likely',
                  summary: data,
                  tree: treeOf(data),
                  call: { role: data.endsWith('?') ? 'request' : 'reply', id: '1', scope: '' },
                }
              : {
                  protocol: 'Counting',
                  confidence: 'likely',
                  summary: `${++count} ${data}`,
                  tree: treeOf(data.startsWith('{') ? JSON.parse(data) : data),
                },
    }
  },
}

let log: Log
let decoding: Decoding
/** Workers that were started and those that were ended. */
let started: number
let ended: number
let dies: boolean
let silent: boolean

const add = (body: string, socket = 0, time = log.end, kind: 'sent' | 'received' = 'received') =>
  log.append({ time, kind, socket, state: 1, flags: 0, size: body.length, buffered: 0, body })
const summary = (row: number) => {
  const known = decoding.meaning(row)
  return known && known !== 'late' ? known.summary : known
}
const settled = () => waitFor(() => expect([...rows()].some((row) => decoding.meaning(row) === undefined)).toBe(false))
function* rows() {
  for (let row = log.first; row < log.end; row++) yield row
}

beforeEach(() => {
  log = new Log()
  started = 0
  ended = 0
  dies = false
  silent = false
  decoding = new Decoding({
    log,
    facts: () => ({ url: 'wss://example.test/', subprotocol: '' }),
    start: () => {
      started++
      let say: (answer: Answer) => void = () => {}
      let isEnded = false
      const read = jobReader(
        [counting],
        (answer) => {
          if (!isEnded) say(answer)
        },
        contentTest,
      )
      return {
        post: (order: Job | Setup) => {
          const isStuck = order.type === 'job' && order.messages.some(({ data }) => data === 'stuck')
          if (!isStuck) queueMicrotask(() => read(order))
        },
        listen(listener, died) {
          say = listener
          if (!silent) queueMicrotask(() => (dies ? died() : say({ type: 'ready' })))
        },
        end() {
          isEnded = true
          ended++
        },
      }
    },
  })
})
afterEach(() => vi.useRealTimers())

describe('decoding', () => {
  it('reads the messages of each socket in their order, whichever row is asked for', async () => {
    add('a')
    add('b', 1)
    add('c')
    expect(summary(2)).toBe(undefined)
    await settled()
    expect([0, 1, 2].map(summary)).toEqual(['1 a', '1 b', '2 c'])
    add('d')
    await settled()
    expect(summary(3)).toBe('3 d')
    expect(started).toBe(1)
  })
  it('starts no worker before somebody asks', () => {
    add('a')
    expect(started).toBe(0)
  })
  it('says of what nobody claims that nothing is known', async () => {
    add('none')
    await settled()
    expect(decoding.meaning(0)).toBe(null)
  })
  it('goes along when rows are put before others', async () => {
    add('a', 0, 10)
    add('b', 0, 30)
    await settled()
    add('c', 1, 20)
    expect(summary(0)).toBe('1 a')
    expect(summary(2)).toBe('2 b')
    await settled()
    expect(summary(1)).toBe('1 c')
  })
  it('forgets what a cleared log had', async () => {
    add('a')
    await settled()
    log.clear()
    const row = add('b')
    await settled()
    expect(summary(row)).toBe('1 b')
  })
  it('pairs a request with its reply, and says how long that took', async () => {
    add('call?', 0, 10)
    add('other', 1, 11)
    add('call!', 0, 35)
    await settled()
    expect(decoding.partner(0)).toEqual({ row: 2, role: 'request', took: 25, failed: false })
    expect(decoding.partner(2)).toEqual({ row: 0, role: 'reply', took: 25, failed: false })
    expect(decoding.partner(1)).toBe(null)
  })
  it('pairs rows by an id that the user names, until it is named no more', async () => {
    add('{"ref":1}', 0, 10, 'sent')
    add('{"ref":2}', 0, 11, 'sent')
    add('{"ref":1}', 0, 30)
    await settled()
    expect(decoding.partner(0)).toBe(null)
    decoding.nameIds('$.ref')
    await settled()
    expect(decoding.partner(0)).toEqual({ row: 2, role: 'request', took: 20, failed: false })
    expect(decoding.partner(2)).toMatchObject({ row: 0, role: 'reply' })
    expect(decoding.partner(1)).toBe(null)
    decoding.nameIds('$.ref[')
    await settled()
    expect(decoding.partner(0)).toBe(null)
  })
  it('gives a message in full, with what came before it', async () => {
    add('a')
    add('b')
    await settled()
    const reading = await decoding.read(1)
    expect(reading).toMatchObject({ meaning: { summary: '2 b' }, layers: [{ protocol: 'Counting' }] })
  })
  it('gives up a message over which the worker was ended twice, and reads the others', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    add('a')
    add('stuck')
    add('b')
    for (const row of rows()) decoding.meaning(row)
    await waitFor(async () => {
      await vi.advanceTimersByTimeAsync(300)
      for (const row of rows()) expect(decoding.meaning(row)).not.toBe(undefined)
    })
    expect(decoding.meaning(1)).toBe('late')
    expect(summary(0)).toBe('1 a')
    expect(summary(2)).toBe('2 b')
    expect(ended).toBeGreaterThan(1)
  })
  it('says that there is no worker, and lets nobody wait for one that dies at once', async () => {
    dies = true
    add('a')
    expect(decoding.meaning(0)).toBe(undefined)
    const reading = decoding.read(0)
    await settled()
    expect(decoding.meaning(0)).toBe(null)
    expect(decoding.hasFailed).toBe(true)
    expect(await reading).toBe(null)
    expect(await decoding.read(0)).toBe(null)
    expect(started).toBe(2)
  })
  it('lets nobody wait for a worker that never says anything', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    silent = true
    add('a')
    decoding.meaning(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(decoding.meaning(0)).toBe(null)
    expect(decoding.hasFailed).toBe(true)
  })
  it('forgets what it knew when the user prefers other decoders, and asks those', async () => {
    add('a')
    await settled()
    decoding.prefer({ ...NO_PREFERENCES, off: ['counting'] })
    expect(decoding.meaning(0)).toBe(undefined)
    await settled()
    expect(decoding.meaning(0)).toBe(null)
    decoding.prefer({ ...NO_PREFERENCES, off: ['counting'], pins: [{ url: 'example.test', decoder: 'counting' }] })
    await settled()
    expect(summary(0)).toBe('1 a')
    expect(decoding.pinned(0)).toBe('counting')
    const files = [{ name: 'a.proto', is: 'proto', text: 'message Ask {}' }] as const
    const schema = { id: 1, files, url: '', subprotocol: '', sent: 'Ask', received: 'Ask' }
    decoding.prefer({ ...NO_PREFERENCES, schemas: [schema] })
    await waitFor(() => expect(decoding.decoders.map(({ id }) => id)).toEqual(['schema-1', 'counting']))
  })
  it('tells whether what messages hold passes a filter by a path, where they are no JSON themselves', async () => {
    const session = { log, sockets: [], documents: new Map() } as unknown as Session
    const sieve = newSieve(session, decoding)
    add('{"a":1}')
    add('ask')
    add('tell')
    add('none')
    add('[1,2]')
    const rowsOf = async (text: string): Promise<number[]> => {
      const filter = await waitFor(() => {
        const found = sieve.filter(text)
        if (found.type !== 'ready') throw new Error(found.type)
        return found.value
      })
      const view = sieve.view({ tests: [filter], socket: null, search: null, anchor: null })
      await waitFor(() => {
        view.advance()
        expect(view.pending).toBe(0)
      })
      return Array.from({ length: view.length }, (_, at) => view.at(at) as number)
    }
    expect(await rowsOf('json:$=ask')).toEqual([1])
    expect(await rowsOf('json:$~l')).toEqual([2])
    expect(await rowsOf('json:$.a=1 or json:$=tell or json:$[1]=2')).toEqual([0, 2, 4])
    expect(await rowsOf('-json:$=tell proto:counting')).toEqual([0, 1, 4])
  })
  it('has rows tested anew by filters that ask what they mean when they may mean something else', async () => {
    const session = { log, sockets: [], documents: new Map() } as unknown as Session
    const sieve = newSieve(session, decoding)
    const text = signal('proto:counting')
    const { tests, undo } = createFiltering({ sieve, text, saved: signal([]) })
    add('a')
    const rowsOf = async () => {
      const view = sieve.view({ tests: tests.value, socket: null, search: null, anchor: null })
      await waitFor(() => {
        view.advance()
        expect(view.pending).toBe(0)
      })
      return view.length
    }
    expect(await rowsOf()).toBe(1)
    const before = tests.value
    decoding.prefer({ ...NO_PREFERENCES, off: ['counting'] })
    expect(tests.value).not.toBe(before)
    expect(await rowsOf()).toBe(0)
    text.value = 'dir:received'
    const other = tests.value
    decoding.prefer(NO_PREFERENCES)
    expect(tests.value).toBe(other)
    undo()
  })
})

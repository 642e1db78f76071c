import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import type { Decoder } from '../../../src/core/decoders/decoder.ts'
import { jsonDecoder } from '../../../src/core/decoders/json.ts'
import { messagePackDecoder } from '../../../src/core/decoders/message-pack.ts'
import { NO_PREFERENCES, type OwnDecoder } from '../../../src/core/decoders/preferences.ts'
import { type Preferred, preferredDecoders } from '../../../src/core/decoders/preferred.ts'
import { TreeBuilder } from '../../../src/core/decoders/tree.ts'
import { treeJson } from '../../../src/core/decoders/tree-json.ts'
import { TreeValue } from '../../../src/core/decoders/tree-value.ts'

/** Decoders that a user wrote, in the real interpreter. */

const wasm = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
let compiled: WebAssembly.Module
beforeAll(async () => {
  compiled = await WebAssembly.compile(readFileSync(wasm))
})

const started: Preferred[] = []
afterEach(() => {
  for (const one of started.splice(0)) one.end()
})

const OWN: OwnDecoder = { id: 1, name: 'Ticks', url: '/ticks', code: '' }

async function decodersOf(code: string, others: readonly Decoder[] = [jsonDecoder]): Promise<readonly Decoder[]> {
  const preferences = { ...NO_PREFERENCES, own: [{ ...OWN, code }] }
  const preferred = await preferredDecoders(preferences, others, async () => compiled)
  started.push(preferred)
  return preferred.decoders
}

/** Reads the messages of one socket, one after the other. */
async function readerOf(code: string, { others = [jsonDecoder], url = 'ws://host/ticks?1' } = {}) {
  const decoders = await decodersOf(code, others)
  const reader = new SocketReader(decoders, { url, subprotocol: 'v1' }, { pinned: null, off: [] })
  return (data: string | Uint8Array) => reader.read({ direction: 'received', data, time: 5 })
}

const decode = (body: string) =>
  `function decode({ text, bytes, direction, url, protocol, memory, time }) {\n${body}\n}`

/** What a function with this body answers to a message: its value, read from JSON; or the error. */
async function answer(body: string, data: string | Uint8Array = 'x'): Promise<unknown> {
  const reading = (await readerOf(decode(body)))(data)
  const [layer] = reading?.layers ?? []
  return layer?.error ?? (layer?.tree ? JSON.parse(treeJson(layer.tree)) : null)
}

describe('a decoder of one’s own', () => {
  it('is given the message and what is known of its socket', async () => {
    const text = 'a\0b\ud800😀'
    const known = { direction: 'received', url: 'ws://host/ticks?1', protocol: 'v1', time: 5 }
    expect(await answer('return { text, bytes, direction, url, protocol, time }', text)).toEqual({
      text,
      bytes: null,
      ...known,
    })
    expect(await answer('return [text, bytes instanceof Uint8Array, ...bytes]', Uint8Array.of(0, 255))).toEqual([
      null,
      true,
      0,
      255,
    ])
  })

  it('answers values of all kinds, which become those of the tree', async () => {
    const read = await readerOf(
      decode(`const round = [1]; round.push(round)
      return { bytes: new Uint8Array([0, 200]), big: 2n ** 70n, map: new Map([['a', 1], [{}, 2]]), set: new Set([3]),
        date: new Date(0), none: undefined, call() {}, zero: -0, far: NaN, text: 'a\\0\\ud800', round, shorts: new Int16Array([-1]) }`),
    )
    const tree = read('x')?.layers[0]?.tree
    if (!tree) throw new Error('There is no tree')
    const value = new TreeValue(tree)
    expect(value.field('bytes')?.bytes).toEqual(Uint8Array.of(0, 200))
    expect(tree.text[value.field('big')?.node ?? 0]).toBe('1180591620717411303424')
    expect(value.field('map')?.names(9)).toEqual(['a', '{…}'])
    expect(value.field('set')?.isArray).toBe(true)
    expect([value.field('date')?.kind, tree.text[value.field('date')?.node ?? 0]]).toEqual([
      'date',
      '1970-01-01T00:00:00.000Z',
    ])
    expect(['none', 'call'].map((name) => value.field(name)?.kind)).toEqual(['undefined', 'undefined'])
    expect(['zero', 'far'].map((name) => tree.text[value.field(name)?.node ?? 0])).toEqual(['-0', 'NaN'])
    expect(value.field('text')?.string).toBe('a\0\ud800')
    expect(value.field('round')?.item(1)?.kind).toBe('tag')
    expect(value.field('shorts')?.item(0)?.integer).toBe(-1)
  })

  it('may say its summary, its kind, and what is to be decoded in turn', async () => {
    const read = await readerOf(
      decode(`if (text === 'plain') return { summary: 'A plain one', kind: 'plain', value: [1, 2] }
      if (text === 'other') return { summary: 'mine', length: 3 }
      return { inner: bytes.subarray(1) }`),
      { others: [jsonDecoder, messagePackDecoder] },
    )
    const plain = read('plain')
    expect(plain?.meaning).toMatchObject({
      id: 'own-1',
      protocol: 'Ticks',
      summary: 'A plain one',
      kind: 'plain',
      broken: false,
    })
    expect(treeJson(plain?.content as never)).toBe('[\n  1,\n  2\n]')
    // What has other names, too, is a value.
    expect(read('other')?.meaning).toMatchObject({ summary: '{summary: "mine", length: 3}', kind: null })
    const inner = read(Uint8Array.of(9, 0x81, 0xa1, 0x61, 1))
    expect(inner?.meaning).toMatchObject({ protocol: 'Ticks › MessagePack', summary: '{a: 1}' })
    expect(inner?.layers.map(({ id }) => id)).toEqual(['own-1', 'msgpack'])
  })

  it('leaves to others what it answers undefined to, and sockets of other addresses', async () => {
    const code = decode('return text === "1" ? undefined : [text]')
    const read = await readerOf(code)
    expect([read('{"a":1}'), read('1')].map((reading) => reading?.meaning.id)).toEqual(['own-1', undefined])
    expect((await readerOf(code, { url: 'ws://host/else' }))('{"a":1}')?.meaning.id).toBe('json')
  })

  it('goes before all others, even where it throws', async () => {
    const sure: Decoder = {
      ...jsonDecoder,
      reader: () => ({
        read: () => ({
          protocol: 'Sure',
          confidence: 'certain',
          summary: '',
          tree: new TreeBuilder().leaf('null', null).done(),
        }),
      }),
    }
    const read = await readerOf(decode('return text.lost.at'), { others: [sure] })
    expect(read('1')?.meaning).toMatchObject({ id: 'own-1', broken: true, protocol: 'Ticks' })
    expect(read('1')?.layers[0]?.error).toBe("Line 2: TypeError: cannot read property 'at' of undefined")
  })

  it('remembers from message to message, for each socket alone', async () => {
    const [own] = await decodersOf(decode('memory.seen = (memory.seen ?? 0) + 1; return memory.seen'))
    const facts = { url: 'ws://host/ticks', subprotocol: '' }
    const readers = [own?.reader(facts, false), own?.reader(facts, false)]
    const seen = (at: number) => {
      const outcome = readers[at]?.read({ direction: 'sent', data: '', time: 0 })
      return outcome && outcome !== 'not mine' && 'summary' in outcome ? outcome.summary : outcome
    }
    expect([seen(0), seen(0), seen(1), seen(0)]).toEqual(['1', '2', '1', '3'])
    readers[0]?.end?.()
    expect([seen(0), seen(1)]).toEqual(['1', '2'])
  })

  it('has TextDecoder and TextEncoder, which read and write UTF-8 as the browser’s do', async () => {
    const bytes = [
      0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xff, 0xe2, 0x82, 0x41, 0xed, 0xa0, 0x80, 0xc0, 0xf5,
      0xf0,
    ]
    expect(await answer('return new TextDecoder().decode(bytes)', Uint8Array.from(bytes))).toBe(
      new TextDecoder().decode(Uint8Array.from(bytes)),
    )
    expect(await answer('return [...new TextEncoder().encode(text)]', 'aé€😀\ud800')).toEqual([
      ...new TextEncoder().encode('aé€😀\ud800'),
    ])
  })

  it('says before any message why it can’t be run', async () => {
    const problem = async (code: string) => (await decodersOf(code))[0]?.problem
    expect(await problem('function decode() {\n  let x = ;\n}')).toMatch(/^Line 2: SyntaxError: /)
    expect(await problem('let a = 1')).toBe('There is no function decode. Write function decode(message) { … }')
    expect(await problem('throw 5')).toBe('5')
    expect(await problem('throw { get name() { while (true); } }')).not.toBeUndefined()
    expect(await problem('while (true);')).toBe('Line 1: It took too long to begin and was stopped.')
    expect(await problem('const decode = () => 1')).toBeUndefined()
  })

  it('says so where the interpreter can’t be had', async () => {
    const preferred = await preferredDecoders({ ...NO_PREFERENCES, own: [OWN] }, [], () =>
      Promise.reject(new Error('forbidden')),
    )
    expect(preferred.decoders[0]?.problem).toBe('The interpreter for decoders of your own did not start (forbidden).')
  })

  it('reaches nothing of what it runs in', async () => {
    const names = [
      'fetch',
      'setTimeout',
      'WebSocket',
      'postMessage',
      'self',
      'process',
      'require',
      'WebAssembly',
      'XMLHttpRequest',
      'std',
      'os',
      'indexedDB',
    ]
    expect(
      await answer(`return [${names.map((name) => `typeof ${name}`)}].filter((is) => is !== 'undefined')`),
    ).toEqual([])
    expect(
      await answer(
        'import("x"); return Object.getPrototypeOf(async () => 1).constructor("return typeof fetch")() instanceof Promise',
      ),
    ).toBe(true)
    expect(
      await answer(
        'Object.prototype.polluted = 1; JSON.stringify = Object.keys = Array.isArray = null; return { a: [1] }',
      ),
    ).toEqual({ a: [1] })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('a decoder that does wrong', () => {
  const TOO_LONG = /It took longer than 100 ms and was stopped\.$/
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['loops', 'while (true);', TOO_LONG],
    ['loops and catches', 'for (;;) try { while (true); } catch {} finally { continue }', TOO_LONG],
    ['answers what loops when it is read', 'return { get a() { while (true); } }', TOO_LONG],
    [
      'answers what goes on for ever',
      'return new Proxy([], { get: (_, name) => name === "length" ? Infinity : [1] })',
      /TypeError|longer|^$/,
    ],
    ['tries an expression for ever', 'return /(a+)+$/.test("a".repeat(40) + "b")', TOO_LONG],
    ['makes a text without end', 'return "x".repeat(2 ** 30)', /RangeError: invalid string length$/],
    [
      'takes all memory',
      'return new Uint8Array(1e8)',
      /^Line 2: It needed more than 64 MB of memory and was stopped\.$/,
    ],
    ['keeps all it gets', 'memory.all = []; for (;;) memory.all.push([memory])', TOO_LONG],
    ['calls itself', 'return decode({ text })', /It went too deep and was stopped\.$/],
    ['answers a promise', 'return Promise.resolve(1)', /TypeError: decode answered a promise/],
    ['throws no error', 'throw { a: 1 }', /^\[object Object\]$/],
    ['throws what can’t be said', 'throw { toString() { throw 1 } }', /^It threw something that can’t be shown$/],
    ['throws within what it answers', 'return {\nget a() { throw new Error("no") } }', /^Line 3: Error: no$/],
  ]
  it.each(cases)('and %s ends in words, in bounded time', async (_, body, words) => {
    const read = await readerOf(decode(body))
    const begun = performance.now()
    const reading = read('x')
    // Ten times the deadline, for machines that do much else.
    expect(performance.now() - begun).toBeLessThan(1000)
    const [layer] = reading?.layers ?? []
    if (layer?.error !== null) expect(layer?.error).toMatch(words)
    else expect(layer.notes.join()).toContain('goes on')
  })

  it('can answer what is deep, cyclic or named __proto__', async () => {
    const deep = (await readerOf(decode('let a = 1; for (let i = 0; i < 2000; i++) a = [a]; return a')))('x')
    expect(deep?.layers[0]?.error ?? deep?.layers[0]?.tree?.kind.length).toBe(2001)
    const named = (await readerOf(decode('return JSON.parse(text)')))('{"__proto__":{"a":1}}')
    expect(new TreeValue(named?.content as never).field('__proto__')?.field('a')?.integer).toBe(1)
  })

  it('is cut where it answers too much', async () => {
    const many = (await readerOf(decode('return "x".repeat(5e6)')))('x')
    expect(many?.layers[0]?.tree?.text[0]?.length).toBe(4 * 2 ** 20)
    expect(many?.layers[0]?.notes[0]).toContain('goes on')
  })

  it('is asked no more after five messages that took too long', async () => {
    const read = await readerOf(decode('if (text === "slow") while (true);\nreturn [text]'))
    expect(read('fast')?.meaning.broken).toBe(false)
    for (let times = 0; times < 5; times++) expect(read('slow')?.meaning.summary).toContain('was stopped')
    expect(read('slow')?.meaning.summary).toContain('asked no more')
    expect(read('fast')?.meaning.summary).toContain('asked no more')
  })

  it('is not asked about messages beyond 8 MB', async () => {
    expect(await answer('return 1', 'x'.repeat(8 * 2 ** 20 + 1))).toContain('longer than 8 MB')
    expect(await answer('return text.length', 'é'.repeat(2 ** 20))).toBe(2 ** 20)
  })

  it('breaks nothing but itself where it goes deeper than WebAssembly can', async () => {
    const read = await readerOf(decode('return eval("(".repeat(1e5))'))
    expect(read('x')?.meaning.broken).toBe(true)
    expect(read('x')?.meaning.broken).toBe(true)
    expect(await answer('return 1')).toBe(1)
  })
})

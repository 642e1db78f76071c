import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { jsonDecoder } from '../../src/core/decoders/json.ts'
import type { OwnDecoder } from '../../src/core/decoders/preferences.ts'
import { Log } from '../../src/core/log.ts'
import { type Answer, type Job, jobReader, type Setup } from '../../src/devtools/decode-job.ts'
import { inTurn } from '../../src/devtools/in-turn.ts'
import { Trying } from '../../src/devtools/trying.ts'

const wasm = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
let compiled: WebAssembly.Module
beforeAll(async () => {
  compiled = await WebAssembly.compile(readFileSync(wasm))
})

let log: Log
let trying: Trying
/** Programs that the worker was told to set up. */
let programs: string[]
let dies: boolean

beforeEach(() => {
  log = new Log()
  programs = []
  dies = false
  trying = new Trying({
    log,
    facts: () => ({ url: 'wss://example.test/', subprotocol: '' }),
    start: () => {
      let say: (answer: Answer) => void = () => {}
      const answers = (answer: Answer): void => queueMicrotask(() => say(answer))
      const follow = jobReader([jsonDecoder], answers, undefined, async () => compiled)
      const read = inTurn(follow, (error) => {
        throw error
      })
      return {
        post(order: Job | Setup) {
          if (order.type === 'setup') programs.push(order.preferences.own[0]?.code ?? '')
          const isStuck = order.type === 'job' && order.messages.some(({ data }) => data === 'stuck')
          if (!isStuck) queueMicrotask(() => read(order))
        },
        listen(listener, died) {
          say = listener
          queueMicrotask(() => (dies ? died() : say({ type: 'ready' })))
        },
        end() {
          say = () => {}
        },
      }
    },
  })
})

const add = (body: string, socket = 0) =>
  log.append({ time: log.end, kind: 'received', socket, state: 1, flags: 0, size: body.length, buffered: 0, body })
const own = (body: string): OwnDecoder => ({
  id: 0,
  name: 'Mine',
  // Tried on whatever is selected, wherever it is meant for.
  url: '/else',
  code: `function decode({ text, memory }) {\n${body}\n}`,
})

describe('trying', () => {
  it('says what a decoder makes of a message, with what it remembers of those before', async () => {
    add('a')
    add('other', 1)
    add('b')
    const tried = await trying.try(
      own('memory.seen = (memory.seen ?? "") + text; return { summary: memory.seen, value: 1 }'),
      2,
    )
    expect(tried).toMatchObject({ problem: null, reading: { meaning: { summary: 'ab', protocol: 'Mine' } } })
  })
  it('says what is wrong, with or without a message', async () => {
    add('a')
    const wrong = own('return text..length')
    expect(await trying.try(wrong, null)).toMatchObject({
      problem: expect.stringMatching(/^Line 2: /),
      reading: 'none',
    })
    expect((await trying.try(wrong, 0)).problem).toMatch(/^Line 2: /)
    expect(await trying.try(own('return undefined'), 0)).toEqual({ problem: null, reading: null })
    expect(await trying.try(own('return 1'), 7)).toEqual({ problem: null, reading: 'none' })
  })
  it('leaves out what was typed over meanwhile', async () => {
    add('a')
    const first = trying.try(own('return 1'), 0)
    void trying.try(own('return 2'), 0)
    const last = trying.try(own('return 3'), 0)
    expect((await first).reading).toMatchObject({ meaning: { summary: '1' } })
    expect((await last).reading).toMatchObject({ meaning: { summary: '3' } })
    expect(programs.some((code) => code.includes('return 2'))).toBe(false)
  })
  it('tries without the messages before it what took too long with them', async () => {
    add('stuck')
    add('b')
    const tried = await trying.try(own('return text'), 1)
    expect(tried).toMatchObject({ problem: null, reading: { meaning: { summary: '"b"' } } })
    expect((await trying.try(own('return text'), 0)).reading).toBe('late')
  })
  it('begins anew after it was ended', async () => {
    add('a')
    await trying.try(own('return 1'), 0)
    trying.end()
    expect((await trying.try(own('return 2'), 0)).reading).toMatchObject({ meaning: { summary: '2' } })
  })
  it('says so where no worker starts', async () => {
    dies = true
    expect((await trying.try(own('return 1'), null)).problem).toContain('The decoders did not start')
    expect((await trying.try(own('return 1'), null)).problem).toContain('The decoders did not start')
  })
})

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Decoder } from '../../src/core/decoders/decoder.ts'
import { loadDecoders } from '../../src/core/decoders/list.ts'
import { contentTest } from '../../src/core/query/content-test.ts'
import type { Payload } from '../../src/core/row.ts'
import { type Answer, jobReader } from '../../src/devtools/decode-job.ts'
import type { DecodeWorker } from '../../src/devtools/decode-line.ts'
import { Decoding } from '../../src/devtools/decoding.ts'
import { RuleJudge } from '../../src/devtools/rule-judge.ts'
import type { Session } from '../../src/devtools/session.ts'

const url = 'wss://shop.test/live'
const session = {
  sockets: [{ url, constructed: 1000, document: 'top' }],
  documents: new Map([['top', { url: 'https://shop.test/', origin: 'https://shop.test', frame: 0 }]]),
} as unknown as Pick<Session, 'sockets' | 'documents'>

let decoders: readonly Decoder[]
let judge: RuleJudge

/** The decode worker, in this program. */
function start(): DecodeWorker {
  let say: (answer: Answer) => void = () => {}
  const read = jobReader(decoders, (answer) => queueMicrotask(() => say(answer)), contentTest)
  return {
    post: (order) => queueMicrotask(() => read(structuredClone(order))),
    listen(listener) {
      say = listener
      queueMicrotask(() => say({ type: 'ready' }))
    },
    end: () => {},
  }
}

beforeAll(async () => {
  decoders = await loadDecoders()
})
beforeEach(() => {
  judge = new RuleJudge({
    session,
    now: () => 3000,
    decoding: (log) => new Decoding({ log, facts: () => ({ url, subprotocol: '' }), start }),
  })
})

const meets = async (filter: string, payload: Payload, sent = true) =>
  (await judge.judge([filter], { socket: 0, sent, payload }))[0]

describe('a condition that the panel decides', () => {
  it.each<[string, Payload, boolean]>([
    ['/order \\d+$/', 'an order 12', true],
    ['/order \\d+$/', 'an order 12!', false],
    ['-/order/i', 'ORDER', false],
    ['json:$.items[?@.price>5]', '{"items":[{"price":6}]}', true],
    ['json:$.items[?@.price>5]', '{"items":[{"price":4}]}', false],
    ['event:chat*', '42["chat:msg",{"text":"hi"}]', true],
    ['event:chat*', '42["other",{"text":"hi"}]', false],
    ['event:chat* json:$..text=hi', '42["chat:msg",{"text":"hi"}]', true],
    ['event:chat* json:$..text=hi', '42["chat:msg",{"text":"ho"}]', false],
    ['proto:messagepack', new Uint8Array([0x82, 0xa1, 0x61, 1, 0xa1, 0x62, 2]).buffer, true],
    ['frame:top time:<+3s size:4', 'four', true],
    ['frame:top time:>+3s', 'four', false],
    ['socket:#1', 'x', true],
    ['socket:#2', 'x', false],
  ])('%s of %s: %s', async (filter, payload, expected) => expect(await meets(filter, payload)).toBe(expected))

  it('is not met where it can’t be read', async () => {
    expect(await meets('/(?=x)/', 'x')).toBe(false)
    expect(await meets('dir:up', 'x')).toBe(false)
  })

  it('takes linear time for any expression', async () =>
    expect(await meets('/(a+)+$/', `${'a'.repeat(5000)}!`)).toBe(false))

  it('is decided in the order in which messages come, each of all that are asked', async () => {
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 300 }, async (_, at) => {
        const one = { socket: 0, sent: at % 2 === 0, payload: `42["event ${at}"]` }
        expect(await judge.judge([`event:"event ${at}"`, 'dir:sent', '/nothing/'], one)).toEqual([
          true,
          at % 2 === 0,
          false,
        ])
        order.push(at)
      }),
    )
    expect(order).toEqual(Array.from({ length: 300 }, (_, at) => at))
  })
})

import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketReader } from '../../../src/core/decoders/choose.ts'
import { loadDecoders } from '../../../src/core/decoders/list.ts'
import { treeOf } from '../../../src/core/decoders/tree.ts'
import { parse } from '../../../src/core/query/parse.ts'
import { Durations } from '../../../src/core/survey/durations.ts'
import { type Place, readPlace, wordAt } from '../../../src/core/survey/place.ts'
import { addToShape, newShape } from '../../../src/core/survey/shape.ts'
import { Survey, type SurveyWishes } from '../../../src/core/survey/survey.ts'
import { typeName, typescriptOf } from '../../../src/core/survey/typescript.ts'

const decoders = await loadDecoders()

function shapeOf(...values: unknown[]) {
  const shape = newShape()
  const changes = values.map((value) => addToShape(shape, treeOf(value)))
  return { shape, changes, text: typescriptOf(shape, 'Thing') }
}

describe('a shape', () => {
  it('is what all messages have in common, as TypeScript', () => {
    const { text } = shapeOf(
      { type: 'order', id: 1, tags: ['a'], user: { name: 'Ada' }, note: null },
      { type: 'order', id: 2, tags: [], user: { name: 'Bo', 'e-mail': 'b@example.org' }, note: 'soon' },
      { type: 'order', id: 'x3', tags: [1], user: { name: 'Cy' } },
    )
    expect(text).toBe(`export interface Thing {
  type: "order"
  id: number | string
  tags: (string | number)[]
  user: {
    name: string
    "e-mail"?: string
  }
  note?: string | null
}
`)
  })

  it('says what a message has that none before it had', () => {
    const { changes } = shapeOf({ a: 1 }, { a: 1 }, { a: null, b: { c: 1 } }, { a: 2, b: { c: 1, d: [2] } })
    expect(changes).toEqual([
      [],
      [],
      [
        { path: '$.b', what: 'new field', type: 'object' },
        { path: '$.a', what: 'new type', type: 'null' },
      ],
      [{ path: '$.b.d', what: 'new field', type: 'array' }],
    ])
  })

  it('is bounded, and says that it is', () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, index]))
    expect(shapeOf(wide).text).toContain('[name: string]: unknown')
    let deep: unknown = 1
    for (let level = 0; level < 10_000; level++) deep = { deep }
    expect(shapeOf(deep).text).toContain('[name: string]: unknown')
  })

  it('is TypeScript, whatever was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (values) => {
        transformSync(shapeOf(...values).text, { loader: 'ts' })
      }),
      { numRuns: 200 },
    )
  })

  it('is named after its kind', () => {
    expect(['chat:message', 'PUBLISH sensors/1', '42', '', null].map(typeName)).toEqual([
      'ChatMessage',
      'PUBLISHSensors1',
      'Message42',
      'Message',
      'Message',
    ])
  })
})

describe('a place', () => {
  it('is read as RFC 9535 has it, without wildcards', () => {
    expect(readPlace('$.user["odd name"][2].id')).toEqual(['user', 'odd name', 2, 'id'])
    expect(readPlace('type')).toEqual(['type'])
    expect(readPlace('  ')).toBeNull()
    expect(readPlace('$.*')).toMatchObject({ problem: expect.stringContaining('.*') })
    expect(wordAt(treeOf({ a: [{ b: 7 }] }), ['a', 0, 'b'])).toBe('7')
    expect(wordAt(treeOf({ a: [{ b: {} }] }), ['a', 0, 'b'])).toBeNull()
  })
})

describe('durations', () => {
  it('tell shares to within 2 %', () => {
    const durations = new Durations()
    for (let time = 1; time <= 1000; time++) durations.add(time)
    for (const share of [0.5, 0.95, 0.99]) {
      expect(Math.abs((durations.percentile(share) ?? 0) / (share * 1000) - 1)).toBeLessThan(0.02)
    }
    expect(durations.most).toBe(1000)
    expect(new Durations().percentile(0.5)).toBeNull()
  })
})

/** Tells a survey of texts, `>` sent and `<` received, one every 10 ms. */
function surveyOf(lines: readonly string[], wishes: Partial<SurveyWishes> = {}, url = 'ws://example.org/') {
  const survey = new Survey({ kind: null, id: null, ...wishes })
  const reader = new SocketReader(decoders, { url, subprotocol: '' }, { pinned: null, off: [], id: wishes.id ?? null })
  lines.forEach((line, row) => {
    const direction = line.startsWith('>') ? 'sent' : 'received'
    const message = { direction, data: line.slice(1), time: 1000 + row * 10 } as const
    survey.tell({ row, socket: 0, direction, size: line.length - 1, time: message.time }, reader.read(message), true)
  })
  return survey
}
const place = (text: string): Place => readPlace(text) as Place

describe('kinds', () => {
  it('are found by a usual name, with a filter that finds them again', () => {
    const { kinds } = surveyOf([
      '>{"type":"hello"}',
      '<{"type":"tick","n":1}',
      '<{"type":"tick","n":2}',
      '<ping',
    ]).report(null, 1500)
    expect(kinds.map(({ kind, direction, count, bytes, term }) => ({ kind, direction, count, bytes, term }))).toEqual([
      { kind: 'hello', direction: 'sent', count: 1, bytes: 16, term: 'json:$.type="hello" dir:sent' },
      { kind: 'tick', direction: 'received', count: 2, bytes: 42, term: 'json:$.type="tick" dir:received' },
      { kind: null, direction: 'received', count: 1, bytes: 4, term: null },
    ])
    for (const { term } of kinds) if (term) expect(parse(term).ok).toBe(true)
    expect(kinds[1]?.rate).toBeCloseTo(0.2)
  })

  it('are what the protocol says, and their shape is that of the payload', () => {
    const url = 'ws://example.org/socket.io/?EIO=4&transport=websocket'
    const survey = surveyOf(
      ['<40', '<42["chat:msg",{"id":1,"text":"hi"}]', '<42["chat:msg",{"id":2,"text":"ho"}]'],
      {},
      url,
    )
    const chat = survey.report(null, 0).kinds.find(({ kind }) => kind === 'chat:msg')
    expect(chat).toMatchObject({ protocol: expect.stringContaining('Socket.IO'), count: 2 })
    const { detail } = survey.report(chat?.key ?? '', 0)
    expect(detail?.typescript).toMatch(/ChatMsg[\s\S]*id: number[\s\S]*text: string/)
  })

  it('can be named by the user', () => {
    const { kinds } = surveyOf(['<{"type":"x","data":{"name":"a"}}', '<{"type":"x","data":{"name":"b"}}'], {
      kind: place('$.data.name'),
    }).report(null, 0)
    expect(kinds.map(({ kind }) => kind)).toEqual(['a', 'b'])
  })
})

describe('calls', () => {
  const rpc = (id: number, method?: string) =>
    JSON.stringify(method ? { jsonrpc: '2.0', id, method } : { jsonrpc: '2.0', id, result: 1 })

  it('are paired by the protocol’s own ids', () => {
    const { calls } = surveyOf([`>${rpc(1, 'add')}`, `>${rpc(2, 'add')}`, `<${rpc(1)}`, `>${rpc(3, 'sum')}`]).report(
      null,
      0,
    )
    expect(calls).toMatchObject([
      { kind: 'add', direction: 'sent', count: 2, answered: 1, open: 1, unanswered: [1], most: 20, slowest: 0 },
      { kind: 'sum', count: 1, answered: 0, p50: null, unanswered: [3] },
    ])
  })

  it('are paired by the id that the user named', () => {
    const lines = ['>{"op":"get","ref":"a"}', '<{"op":"tick"}', '<{"op":"got","ref":"a"}', '>{"op":"get","ref":"b"}']
    expect(surveyOf(lines).report(null, 0).calls).toEqual([])
    expect(surveyOf(lines, { id: place('$.ref') }).report(null, 0).calls).toMatchObject([
      { kind: 'get', count: 2, answered: 1, most: 20, unanswered: [3] },
    ])
  })
})

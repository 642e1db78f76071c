import { describe, expect, it } from 'vitest'
import { conversation, decoded, lines, plain, readAll } from './captured/read-all.ts'

/** The examples of https://www.jsonrpc.org/specification#examples, which are the nearest to a reference there is. */
describe('JSON-RPC', () => {
  it('reads calls, results, errors and notifications', async () => {
    const taken = conversation(
      {},
      ['>', '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}'],
      ['<', '{"jsonrpc": "2.0", "result": 19, "id": 1}'],
      ['>', '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}'],
      ['<', '{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}'],
      ['<', '{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}'],
      ['<', '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}'],
      ['<', new TextEncoder().encode('{"jsonrpc":"2.0","id":7,"result":null}')],
    )
    expect(await lines(taken)).toEqual([
      '↑ JSON-RPC likely: call subtract #1 [request page 1]',
      '↓ JSON-RPC likely: result #1 [reply page 1]',
      '↑ JSON-RPC likely: call foobar #1 [request page "1"]',
      '↓ JSON-RPC likely: error #1: -32601 "Method not found" [reply failed page "1"]',
      '↓ JSON-RPC likely: notify update',
      '↓ JSON-RPC likely: error: -32700 "Parse error"',
      '↓ JSON-RPC likely: result #7 [reply page 7]',
    ])
    expect(plain(decoded((await readAll(taken))[0]).content)).toEqual([42, 23])
  })

  it('reads a batch', async () => {
    const batch =
      '[{"jsonrpc":"2.0","method":"a","id":1},{"jsonrpc":"2.0","method":"b"},{"jsonrpc":"2.0","method":"c","id":2}]'
    const [outcome] = await readAll(conversation({}, ['>', batch]))
    expect(decoded(outcome)).toMatchObject({
      summary: 'call a #1 · notify b · call c #2',
      call: { role: 'request', id: '1', scope: 'page' },
      notes: ['Several calls are in this message; only the first is paired.'],
    })
  })

  it.each([
    '[]',
    '[1,2,3]',
    '{"method":"a","id":1}',
    '{"jsonrpc":"1.0","method":"a"}',
    '{"jsonrpc":"2.0","method":1,"params":"bar"}',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1}}',
    '{"jsonrpc":"2.0","method":"a","id":{}}',
  ])('refuses %s', async (text) => {
    expect(await readAll(conversation({}, ['<', text]))).toEqual(['not mine'])
  })
})

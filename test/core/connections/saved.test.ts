import { describe, expect, it } from 'vitest'
import { waitBefore } from '../../../src/core/connections/retry.ts'
import {
  checkConnection,
  findConnections,
  mergeConnections,
  NEW_CONNECTION,
  readConnections,
  type SavedConnection,
  writeConnections,
} from '../../../src/core/connections/saved.ts'

const source = {
  ...{ now: () => 0, random: () => 0, uuid: () => 'u', counter: () => 1 },
  variables: [{ name: 'host', value: 'example.org' }],
}
const saved = (part: Partial<SavedConnection> = {}): SavedConnection => ({
  ...{ ...NEW_CONNECTION, name: 'one', url: 'ws://localhost/echo' },
  ...part,
})
const problems = (part: Partial<SavedConnection>) => {
  const checked = checkConnection(saved(part), source)
  return checked.ok ? null : checked.problems
}

describe('a saved connection', () => {
  it('is read with its placeholders filled in, but for those of its messages', () => {
    const one = saved({
      url: 'wss://{{env host}}/a',
      protocols: 'a, b',
      greeting: 'hi {{counter}}\n\nho\n',
      attempts: '3',
    })
    expect(checkConnection(one, source)).toEqual({
      ok: true,
      url: 'wss://example.org/a',
      protocols: ['a', 'b'],
      greetings: ['hi {{counter}}', 'ho'],
      retry: { attempts: 3, wait: 500, longest: 30_000, factor: 2, jitter: 0.5 },
    })
  })

  it.each<[keyof SavedConnection, string]>([
    ['name', ' '],
    ['url', 'ftp://x'],
    ['url', 'ws://{{env nobody}}/'],
    ['protocols', 'a b'],
    ['greeting', 'fine\n{{what}}'],
    ['attempts', '-1'],
    ['attempts', '1001'],
    ['wait', 'soon'],
    ['factor', '0.5'],
    ['jitter', '101'],
    ['longest', ''],
  ])('is refused beside its field: %s %j', (field, text) => {
    expect(problems({ [field]: text })).toEqual({ [field]: expect.stringMatching(/\.$/) })
  })

  it('comes back from a file as it was', () => {
    const all = [saved(), saved({ name: 'two', folder: 'a/b', from: 'page', greeting: 'x\u2028' })]
    expect(readConnections(writeConnections(all))).toEqual(all)
  })

  it.each([
    ['{'],
    ['[]'],
    ['{"type":"sockeye-messages","version":1,"messages":[]}'],
    ['{"type":"sockeye-connections","version":2,"connections":[]}'],
    ['{"type":"sockeye-connections","version":1,"connections":[{"name":1}]}'],
    [writeConnections([saved()]).replace('"panel"', '"nobody"')],
    ['{"type":"sockeye-connections","version":1,"connections":[null]}'],
  ])('is not taken from a file that is not right throughout: %s', (text) => {
    expect(readConnections(text)).toMatch(/\.$/)
  })

  it('is found by its words, by folder, in the order of names', () => {
    const all = [saved({ name: 'beta', folder: 'z' }), saved({ name: 'alpha', folder: 'z' }), saved({ name: 'echo c' })]
    expect([...findConnections(all, 'ECHO')].map(([folder, list]) => [folder, list.map(({ name }) => name)])).toEqual([
      ['', ['echo c']],
      ['z', ['alpha', 'beta']],
    ])
    expect(
      findConnections(all, 'echo z alp')
        .get('z')
        ?.map(({ name }) => name),
    ).toEqual(['alpha'])
    expect(findConnections(all, 'nothing').size).toBe(0)
  })

  it('takes the place of one that is called alike', () => {
    const merged = mergeConnections(
      [saved(), saved({ name: 'two' })],
      [saved({ url: 'ws://new/' }), saved({ folder: 'f' })],
    )
    expect(merged.map(({ folder, name, url }) => [folder, name, url])).toEqual([
      ['', 'one', 'ws://new/'],
      ['', 'two', 'ws://localhost/echo'],
      ['f', 'one', 'ws://localhost/echo'],
    ])
  })
})

describe('the wait before another attempt', () => {
  const retry = { attempts: 9, wait: 100, longest: 1000, factor: 2, jitter: 0.5 }
  it('grows up to the longest', () => {
    expect([1, 2, 3, 4, 5, 5000].map((attempt) => waitBefore(attempt, retry, 0))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ])
  })
  it('is shorter by chance', () => {
    expect(waitBefore(1, retry, 0.999)).toBe(50)
    expect(waitBefore(1, { ...retry, jitter: 0 }, 0.999)).toBe(100)
  })
})

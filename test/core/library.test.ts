import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findKept, isFor, type Kept, mergeLibrary, readLibrary, writeLibrary } from '../../src/core/library.ts'

const kept = (more: Partial<Kept> = {}): Kept => ({
  name: 'Hello',
  folder: 'Chat/Start',
  pattern: 'wss://example.org/*',
  writing: 'json',
  text: '{"type":"hello"}',
  fill: true,
  ...more,
})
const file = (more: object) => JSON.stringify({ type: 'sockeye-messages', version: 1, messages: [kept()], ...more })

describe('a file of messages', () => {
  it('is read as it was written', () => {
    const messages = [kept(), kept({ writing: 'hex', text: '00 ff', fill: false, folder: '' })]
    expect(readLibrary(writeLibrary(messages))).toEqual(messages)
  })
  it.each([
    ['', 'not JSON'],
    ['[]', 'has to be an object'],
    ['{"log":{}}', 'no file of messages'],
    [file({ version: 2 }), 'later version'],
    [file({ version: '1' }), 'version has to be a whole number'],
    [file({ messages: {} }), 'messages has to be an array'],
    [file({ messages: [kept(), { ...kept(), writing: 'file' }] }), 'messages[1]: writing has to be one of'],
    [file({ messages: [{ ...kept(), text: 1 }] }), 'messages[0]: text has to be a string'],
  ])('that is not right is refused whole: %s', (text, why) => {
    expect(readLibrary(text)).toContain(why)
  })
  it('never throws', () => {
    fc.assert(fc.property(fc.json(), (text) => void readLibrary(text)))
  })
  it('brings in what is new, once', () => {
    const added = [kept(), kept({ name: 'Other' }), kept({ name: 'Other' })]
    expect(mergeLibrary([kept()], added)).toEqual([kept(), kept({ name: 'Other' })])
  })
})

describe('a pattern', () => {
  it.each([
    ['', 'ws://a/b', true],
    ['ws://a/b', 'ws://a/b?token=1', true],
    ['ws://a/b', 'ws://a/bc', false],
    ['*://a/*', 'wss://a/b/c', true],
    ['ws://*/chat', 'ws://host/chat', true],
    ['ws://*/chat', 'ws://host/chats', false],
    ['ab*ba', 'aba', false],
    ['*a*a*', 'a', false],
  ])('%j for %s: %j', (pattern, url, is) => {
    expect(isFor(pattern, url)).toBe(is)
  })
})

it('messages are found by words of name, folder and text', () => {
  const messages = [kept({ name: 'b' }), kept({ name: 'a' }), kept({ name: 'c', folder: '', text: 'x' })]
  expect([...findKept(messages, 'CHAT hello')]).toEqual([['Chat/Start', [messages[1], messages[0]]]])
  expect([...findKept(messages, '').keys()]).toEqual(['', 'Chat/Start'])
  expect(findKept(messages, 'nothing').size).toBe(0)
})

import { describe, expect, it } from 'vitest'
import type { Action, Rule } from '../../src/core/rules/rule.ts'
import { pageRule } from '../../src/devtools/page-rule.ts'

const altersOf = (action: Action, percent = 100) => {
  const rule: Rule = { id: 1, name: '', on: true, when: '', percent, seed: 1, action }
  return JSON.stringify(pageRule(rule).alters)
}
const NEVER = '{"is":"any","of":[]}'

describe('a rule as the page knows it', () => {
  it.each<[string, Action, number?]>([
    ['replaces a text by itself', { type: 'replace', how: 'text', find: 'a', by: 'a' }],
    ['sets what is no path', { type: 'set', path: 'price', by: '1' }],
    ['waits for no time', { type: 'delay', from: 0, to: 0 }],
    ['sends once', { type: 'duplicate', times: 1 }],
    ['acts on no message in a hundred', { type: 'drop' }, 0],
  ])('alters nothing where it %s', (_, action, percent) => expect(altersOf(action, percent)).toBe(NEVER))

  it.each<[Action]>([
    [{ type: 'hold' }],
    [{ type: 'replace', how: 'all', find: '', by: 'x' }],
    [{ type: 'replace', how: 'regexp', find: 'a', by: 'b' }],
    [{ type: 'set', path: '$', by: '1' }],
    [{ type: 'throttle', rate: 1 }],
  ])('may alter all that it meets: %o', (action) => expect(altersOf(action)).toBe('null'))

  it('alters texts that have what it replaces or sets, and those that are too long to look at', () => {
    const replace = altersOf({ type: 'replace', how: 'text', find: 'Apple', by: 'x' })
    expect(replace).toContain('{"is":"part","part":"Apple","exact":true}')
    expect(replace).toContain('"low":1048576')
    expect(altersOf({ type: 'set', path: '$.a[0]', by: '1' })).toContain('"path":["a",0]')
  })
})

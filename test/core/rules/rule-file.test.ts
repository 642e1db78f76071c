import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIONS, checkRule, newDraft } from '../../../src/core/rules/check-rule.ts'
import { draftOf, readRules, writeRules } from '../../../src/core/rules/rule-file.ts'

describe('a file of rules', () => {
  const draft = { ...newDraft('delay', 'dir:sent', 'slow'), percent: '50' }

  it('comes back as it was written', () => {
    const read = readRules(writeRules([{ id: 4, on: true, draft }]))
    expect(read.ok && read.drafts.map((one) => checkRule(one))).toEqual([checkRule(draft)])
  })

  it.each([
    ['no JSON', '{'],
    ['another file', '{"log":{}}'],
    ['of a later version', '{"sockeye":"rules","format":2,"rules":[]}'],
    ['with something else in its list', '{"sockeye":"rules","format":1,"rules":[null]}'],
    ['with a wrong condition', writeRules([{ id: 1, on: true, draft: { ...draft, when: 'close:1006' } }])],
    ['with a script for a field', '{"sockeye":"rules","format":1,"rules":[{"name":1,"type":"drop"}]}'],
  ])('is refused whole where it is %s, and says why', (_, text) => {
    const read = readRules(text)
    expect(read.ok).toBe(false)
    expect(read.ok || read.message).toMatch(/\.$/)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void draftOf(value)))
    fc.assert(fc.property(fc.json(), (rules) => void readRules(`{"sockeye":"rules","format":1,"rules":[${rules}]}`)))
  })
})

describe('a rule', () => {
  it.each(ACTIONS.map(({ type }) => type))('of each kind can be made: %s', (type) => {
    const draft = newDraft(type)
    const values = { ...draft.values, find: 'a', path: '$.a' }
    expect(checkRule({ ...draft, values })).toMatchObject({ ok: true, rule: { action: { type } } })
  })

  it('says at which field it is wrong', () => {
    const draft = newDraft('set', 'dir:up')
    const checked = checkRule({ ...draft, percent: '0', values: { path: '$..a', by: '{' } })
    expect(checked.ok ? null : Object.keys(checked.problems).sort()).toEqual(['by', 'path', 'percent'])
    expect(checked.ok ? null : checked.when?.start).toBe(4)
  })
})

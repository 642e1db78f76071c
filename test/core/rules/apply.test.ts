import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Applier, type Outcome } from '../../../src/core/rules/apply.ts'
import { randomOf } from '../../../src/core/rules/random.ts'
import { replaceRegexp } from '../../../src/core/rules/replace-regexp.ts'
import type { MessageAction, Rule } from '../../../src/core/rules/rule.ts'

const rule = (action: MessageAction, more: Partial<Rule> = {}): Rule => ({
  ...{ id: 1, name: 'rule', on: true, when: '', percent: 100, seed: 7, action },
  ...more,
})
const apply = (action: MessageAction, payload: string | ArrayBuffer = 'a message'): Outcome =>
  new Applier(replaceRegexp).apply([rule(action)], payload, 0)

describe('an action', () => {
  it('replaces a text, a regular expression with its groups, and the whole message', () => {
    const replace = (how: 'all' | 'text' | 'regexp', find: string, by: string) =>
      apply({ type: 'replace', how, find, by }, 'a.a b').deliver
    expect(replace('text', 'a', 'c')).toEqual(['c.c b'])
    expect(replace('regexp', '(a)\\.', '<$1>')).toEqual(['<a>a b'])
    expect(replace('all', '', 'new')).toEqual(['new'])
  })

  it('sets JSON values wherever the path leads, and leaves all else', () => {
    const set = (path: string, by: string, payload: string) => apply({ type: 'set', path, by }, payload)
    expect(set('$.a[*].b', '0', '{"a":[{"b":1},{"c":2},{"b":3}]}').deliver).toEqual(['{"a":[{"b":0},{"c":2},{"b":0}]}'])
    expect(set('$.x.y', '0', '{"a":1}').changed).toBe(false)
    expect(set('$.a', '0', 'no json').changed).toBe(false)
    // Not the prototype of all objects.
    expect(set('$.__proto__.polluted', '1', '{}').changed).toBe(false)
    expect('polluted' in {}).toBe(false)
  })

  it('drops, answers, duplicates and closes', () => {
    expect(apply({ type: 'drop' })).toMatchObject({ deliver: [], what: 'dropped' })
    expect(apply({ type: 'answer', text: 'no' })).toMatchObject({ deliver: [], answer: 'no' })
    expect(apply({ type: 'duplicate', times: 3 }).deliver).toHaveLength(3)
    expect(apply({ type: 'close', code: 1006, reason: '' })).toMatchObject({ close: { code: 1006 } })
  })

  it('throttles to a rate', () => {
    const applier = new Applier(replaceRegexp)
    const delays = [0, 0, 0, 5000].map((now) => applier.apply([rule({ type: 'throttle', rate: 2 })], 'x', now).delay)
    expect(delays).toEqual([0, 500, 1000, 0])
  })

  it('corrupts exactly one unit or byte, and keeps the length', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer(), (text, seed) => {
        const made = new Applier(replaceRegexp).apply([rule({ type: 'corrupt' }, { seed })], text, 0)
          .deliver[0] as string
        return made.length === text.length && text.split('').filter((unit, at) => unit !== made[at]).length === 1
      }),
    )
    // Whatever is there already.
    for (let seed = 0; seed < 500; seed++) {
      expect(new Applier(replaceRegexp).apply([rule({ type: 'corrupt' }, { seed })], '~', 0).deliver[0]).not.toBe('~')
    }
    const bytes = new Uint8Array([1, 2, 3])
    const made = new Uint8Array(apply({ type: 'corrupt' }, bytes.buffer).deliver[0] as ArrayBuffer)
    expect(made.filter((byte, at) => byte !== bytes[at])).toHaveLength(1)
    expect([...bytes]).toEqual([1, 2, 3])
  })
})

describe('rules', () => {
  it('act one after the other, on what those before left', () => {
    const outcome = new Applier(replaceRegexp).apply(
      [
        rule({ type: 'replace', how: 'text', find: 'a', by: 'b' }, { name: 'one' }),
        rule({ type: 'replace', how: 'text', find: 'b', by: 'c' }, { id: 2, name: 'two' }),
        rule({ type: 'drop' }, { id: 3, name: 'three' }),
        rule({ type: 'hold' }, { id: 4, name: 'four' }),
      ],
      'a',
      0,
    )
    expect(outcome).toMatchObject({ deliver: [], hold: false, by: 'one, two, three', hits: [1, 2, 3] })
  })

  it('repeat exactly with their seed, chance by chance', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.string(), { maxLength: 50 }), (seed, messages) => {
        const run = () => {
          const applier = new Applier(replaceRegexp)
          const rules = [
            rule({ type: 'drop' }, { percent: 30, seed }),
            rule({ type: 'delay', from: 0, to: 1000 }, { id: 2, percent: 50, seed }),
            rule({ type: 'corrupt' }, { id: 3, percent: 50, seed }),
          ]
          return messages.map((message) => applier.apply(rules, message, 0))
        }
        expect(run()).toEqual(run())
      }),
    )
  })

  it('shuffle without losing or doubling any', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
        const made = new Applier(replaceRegexp).shuffle(rule({ type: 'reorder', window: 3 }, { seed }), list)
        expect(made.toSorted()).toEqual(list.toSorted())
      }),
    )
  })
})

it('random numbers are spread over their range', () => {
  const next = randomOf(1)
  const numbers = Array.from({ length: 10_000 }, next)
  for (let tenth = 0; tenth < 10; tenth++) {
    expect(numbers.filter((number) => Math.floor(number * 10) === tenth).length).toBeGreaterThan(850)
  }
})

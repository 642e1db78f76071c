import { describe, expect, it } from 'vitest'
import { readCondition, readSteps } from '../../../src/core/rules/condition.ts'

const condition = (text: string) => {
  const reading = readCondition(text)
  return reading.ok ? reading.condition : reading.problem
}

describe('a condition', () => {
  it('is the filter as data that JSON can carry', () => {
    const made = condition('dir:sent size:>1k -apple json:$.items[0].price>=100')
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
    expect(made).toMatchObject({
      is: 'all',
      of: [
        { is: 'sent' },
        { is: 'size', range: { low: 1000, withLow: false } },
        { is: 'not', not: { is: 'part', part: 'apple', exact: false } },
        { is: 'value', path: ['items', 0, 'price'], comparison: '>=', text: '100' },
      ],
    })
  })

  it('is met by all messages where it is empty', () => {
    expect(condition('')).toEqual({ is: 'all', of: [] })
  })

  it.each([
    ['dir:sent time:>+5s', 'time:>+5s'],
    ['frame:top', 'frame:top'],
    ['apple /x+/', '/x+/'],
    ['socket:#3', 'socket:#3'],
  ])('is refused where the page can’t decide it, with the place: %s', (text, wrong) => {
    const reading = readCondition(text)
    expect(reading.ok).toBe(false)
    if (reading.ok) return
    expect(text.slice(reading.problem.start, reading.problem.end)).toBe(wrong)
  })

  it('of a socket that opens knows only its address', () => {
    expect(readCondition('socket:/chat or socket:/echo', 'socket').ok).toBe(true)
    expect(readCondition('socket:/chat apple', 'socket').ok).toBe(false)
  })

  it('says where a path goes on beyond what a rule follows', () => {
    const text = 'json:$.items[?@.price>1]'
    const reading = readCondition(text)
    expect(reading.ok || text.slice(reading.problem.start)).toBe('[?@.price>1]')
  })
})

describe('steps of a path', () => {
  it.each([
    ['$', []],
    ['$.a.b[0]', ['a', 'b', 0]],
    ['$[\'a b\']["c\\"d"]', ['a b', 'c"d']],
    ['$.*[*].x', [null, null, 'x']],
  ])('%s', (path, steps) => expect(readSteps(path)).toEqual({ steps }))
  it('end where the path can’t be followed', () => expect(readSteps('$.a..b')).toEqual({ at: 3 }))
})

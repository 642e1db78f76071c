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
    ['dir:sent state:open', 'state:open'],
    ['close:1006', 'close:1006'],
    ['apple is:discarded', 'is:discarded'],
    ['kind:open', 'kind:open'],
  ])('is refused where nobody knows it of a message on its way, with the place: %s', (text, wrong) => {
    const reading = readCondition(text)
    expect(reading.ok).toBe(false)
    if (reading.ok) return
    expect(text.slice(reading.problem.start, reading.problem.end)).toBe(wrong)
  })

  it.each(['/x+/', 'event:chat', 'proto:mqtt', 'frame:top', 'time:>+5s', 'socket:#3', 'json:$..price>1'])(
    'holds, both ways, of every message where only the panel can decide: %s',
    (text) => {
      expect(readCondition(`dir:sent ${text}`)).toEqual({
        ok: true,
        exact: false,
        condition: { is: 'all', of: [{ is: 'sent' }, { is: 'all', of: [] }] },
      })
      expect(condition(`-${text}`)).toEqual({ is: 'not', not: { is: 'any', of: [] } })
      expect(condition(`-(-${text})`)).toEqual({ is: 'not', not: { is: 'not', not: { is: 'all', of: [] } } })
    },
  )

  it('leaves JSON to the panel where the same filter asks for events, whose arguments it is about then', () => {
    expect(readCondition('json:$.a=1')).toMatchObject({ exact: true })
    expect(readCondition('event:chat json:$.a=1')).toMatchObject({ exact: false })
  })

  it('of a socket that opens knows only its address', () => {
    expect(readCondition('socket:/chat or socket:/echo', 'socket').ok).toBe(true)
    expect(readCondition('socket:/chat apple', 'socket').ok).toBe(false)
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

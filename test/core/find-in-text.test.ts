import { describe, expect, it } from 'vitest'
import { PAGE, pagePlace, pagesOf, placesIn, placesWithin } from '../../src/core/find-in-text.ts'
import { textSearch } from '../../src/core/query/text-search.ts'

describe('placesIn', () => {
  it('tells where a text has something, without regard to case', () => {
    expect(placesIn('abcABC', textSearch('bc', false), 9)).toEqual({
      places: [
        { start: 1, end: 3 },
        { start: 4, end: 6 },
      ],
      more: false,
    })
  })
  it('says so when there are more', () => {
    const search = textSearch('a', true)
    expect(placesIn('aaa', search, 2)).toMatchObject({ places: { length: 2 }, more: true })
    expect(placesIn('aaa', search, 3)).toMatchObject({ places: { length: 3 }, more: false })
  })
})

describe('pages', () => {
  it('hold all of a text, each unit once', () => {
    const text = 'x'.repeat(2 * PAGE + 5)
    expect(pagesOf(text)).toBe(3)
    expect([0, 1, 2].map((page) => pagePlace(text, page))).toEqual([
      { start: 0, end: PAGE },
      { start: PAGE, end: 2 * PAGE },
      { start: 2 * PAGE, end: 2 * PAGE + 5 },
    ])
    expect([pagesOf(''), pagePlace('', 0)]).toEqual([1, { start: 0, end: 0 }])
  })
  it('split no pair of surrogates', () => {
    const text = `${'x'.repeat(PAGE - 1)}😀y`
    expect([pagePlace(text, 0).end, pagePlace(text, 1).start]).toEqual([PAGE - 1, PAGE - 1])
  })
})

describe('placesWithin', () => {
  const places = Array.from({ length: 10 }, (_, index) => ({ start: index * 10, end: index * 10 + 2 }))
  it('names those that are at least in part on a page', () => {
    expect(placesWithin(places, { start: 11, end: 31 }, -1, 9)).toEqual([1, 2, 3])
    expect(placesWithin(places, { start: 12, end: 30 }, -1, 9)).toEqual([2])
  })
  it('keeps the nearest where there are too many', () => {
    const all = { start: 0, end: 100 }
    expect(placesWithin(places, all, 5, 3)).toEqual([4, 5, 6])
    expect(placesWithin(places, all, 0, 3)).toEqual([0, 1, 2])
    expect(placesWithin(places, all, 9, 3)).toEqual([7, 8, 9])
  })
})

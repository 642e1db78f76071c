import { describe, expect, test } from 'vitest'
import {
  endOf,
  isAtEnd,
  type List,
  type Position,
  positionAt,
  positionOfRow,
  reveal,
  rowAt,
  START,
  scrolled,
  spacerHeight,
  topOf,
  visibleRows,
} from '../../src/core/scroll.ts'

const LISTS: readonly List[] = [
  { rows: 0, rowHeight: 20, viewport: 300 },
  { rows: 3, rowHeight: 20, viewport: 300 },
  { rows: 15, rowHeight: 20, viewport: 300 },
  { rows: 1000, rowHeight: 21, viewport: 307 },
  { rows: 1000, rowHeight: 20.5, viewport: 300.25 },
  { rows: 400_000, rowHeight: 20, viewport: 300 },
  { rows: 400_001, rowHeight: 20, viewport: 300 },
  { rows: 1_000_000, rowHeight: 21, viewport: 333 },
  { rows: 100_000_000, rowHeight: 20, viewport: 60 },
  { rows: 100_000_000, rowHeight: 20.5, viewport: 777.5 },
  { rows: 5000, rowHeight: 20, viewport: 300, maxHeight: 400 },
]
const FILLED = LISTS.filter((list) => list.rows * list.rowHeight > list.viewport)

/** Rows all over a list, both ends and what is beside them included. */
function rowsOf(list: List): number[] {
  const rows = new Set<number>()
  for (let step = 0; step <= 200; step++) rows.add(Math.round(((list.rows - 1) * step) / 200))
  for (let near = 0; near < 40; near++) rows.add(near).add(list.rows - 1 - near)
  return [...rows].filter((row) => row >= 0 && row < list.rows)
}

/** Where a row is drawn, in pixels below the window's upper edge; null if it isn't. */
function drawnAt(list: List, position: Position, row: number): number | null {
  const { first, count, offset } = visibleRows(list, position)
  if (row < first || row >= first + count) return null
  return offset + (row - first) * list.rowHeight - position.scrollTop
}

describe.each(LISTS)('a list of $rows rows of $rowHeight px in a window of $viewport px', (list) => {
  const most = Math.max(0, spacerHeight(list) - list.viewport)

  test('has a spacer that is no higher than browsers allow', () => {
    expect(spacerHeight(list)).toBeLessThanOrEqual(list.maxHeight ?? 8_000_000)
  })

  test('gives each row a position that leads back to it, as long as it can be the first in sight', () => {
    const last = Math.floor((list.rows * list.rowHeight - list.viewport) / list.rowHeight)
    const wrong = rowsOf(list).filter((row) => row <= last && rowAt(list, positionOfRow(list, row)) !== row)
    expect(wrong).toEqual([])
  })

  test('draws a revealed row wholly inside the window, from wherever it was', () => {
    for (const from of [START, endOf(list), positionAt(list, (list.rows * list.rowHeight) / 3)]) {
      const outside = rowsOf(list).filter((row) => {
        const at = drawnAt(list, reveal(list, from, row), row)
        return at === null || at < -0.02 || at + list.rowHeight > list.viewport + 0.02
      })
      expect(outside).toEqual([])
    }
  })

  test('fills the window without a gap wherever the bar stands', () => {
    for (let step = 0; step <= 500; step++) {
      const position = { scrollTop: (most * step) / 500, nudge: 0 }
      const { first, count, offset } = visibleRows(list, position)
      const [top, end] = [offset - position.scrollTop, offset - position.scrollTop + count * list.rowHeight]
      expect(top).toBeLessThanOrEqual(0.02)
      expect(end).toBeGreaterThanOrEqual(Math.min(list.viewport, list.rows * list.rowHeight) - 0.02)
      expect(first + count).toBeLessThanOrEqual(list.rows)
      expect(count).toBeLessThanOrEqual(list.viewport / list.rowHeight + 2 + 16)
    }
  })

  test('moves on, or stays, as the bar moves on', () => {
    let before = -1
    for (let step = 0; step <= 500; step++) {
      const top = topOf(list, { scrollTop: (most * step) / 500, nudge: 0 })
      expect(top).toBeGreaterThanOrEqual(before)
      before = top
    }
  })

  test('is at its start with the bar at the start, and at its end with the bar at the end', () => {
    expect(topOf(list, START)).toBe(0)
    const bottom = { scrollTop: most, nudge: 0 }
    expect(isAtEnd(list, bottom)).toBe(true)
    expect(isAtEnd(list, endOf(list))).toBe(true)
    if (list.rows > 0) {
      const end = (drawnAt(list, bottom, list.rows - 1) as number) + list.rowHeight
      expect(end).toBeCloseTo(Math.min(list.viewport, list.rows * list.rowHeight), 1)
    }
  })

  test('survives a bar that overshoots at either end', () => {
    expect(topOf(list, { scrollTop: -50, nudge: 0 })).toBe(0)
    expect(isAtEnd(list, { scrollTop: most + 50, nudge: 0 })).toBe(true)
  })
})

test.each(FILLED)('one row up from the end of $rows rows is no longer the end, and one down is again', (list) => {
  const end = topOf(list, endOf(list))
  const up = positionAt(list, end - list.rowHeight)
  expect(topOf(list, up)).toBeCloseTo(end - list.rowHeight, 1)
  expect(isAtEnd(list, up)).toBe(false)
  expect(isAtEnd(list, positionAt(list, topOf(list, up) + list.rowHeight))).toBe(true)
})

test('a bar that a zoomed page stops half a pixel early still shows the last of 100 million rows', () => {
  const list = { rows: 100_000_000, rowHeight: 20, viewport: 300 }
  const position = { scrollTop: 8_000_000 - 300 - 0.5, nudge: 0 }
  expect(isAtEnd(list, position)).toBe(true)
  expect((drawnAt(list, position, 99_999_999) as number) + 20).toBeCloseTo(300, 1)
})

test('every one of a thousand rows in the middle of 100 million is reached by steps of one row', () => {
  const list = { rows: 100_000_000, rowHeight: 20, viewport: 60 }
  let position = positionOfRow(list, 50_000_000)
  for (let row = 50_000_001; row <= 50_001_000; row++) {
    position = positionAt(list, topOf(list, position) + list.rowHeight)
    expect(rowAt(list, position)).toBe(row)
    expect(Number.isInteger(position.scrollTop)).toBe(true)
  }
})

test('a list that is not scaled is scrolled by its bar alone', () => {
  const list = { rows: 1000, rowHeight: 20, viewport: 300 }
  expect(topOf(list, { scrollTop: 123.5, nudge: 999 })).toBe(123.5)
  expect(visibleRows(list, { scrollTop: 123.5, nudge: 0 }, 2)).toEqual({
    height: 20_000,
    first: 4,
    count: 20,
    offset: 80,
  })
})

test('a row that is in sight already is revealed without moving', () => {
  const list = { rows: 1_000_000, rowHeight: 20, viewport: 300 }
  const position = positionOfRow(list, 500_000)
  expect(reveal(list, position, 500_014)).toBe(position)
})

test('the nudge survives the event that only tells what was set, and ends when the person scrolls', () => {
  const set = { scrollTop: 5000, nudge: 40 }
  expect(scrolled(set, 5000.4)).toBe(set)
  expect(scrolled(set, 5003)).toEqual({ scrollTop: 5003, nudge: 0 })
})

test('a list that is not in sight at all draws only what lies around its place', () => {
  expect(visibleRows({ rows: 1000, rowHeight: 20, viewport: 0 }, { scrollTop: 400, nudge: 0 }, 1)).toMatchObject({
    first: 19,
    count: 2,
  })
})

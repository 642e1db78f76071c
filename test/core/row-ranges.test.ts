import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterInsertion,
  countRows,
  hasRow,
  type RowRanges,
  rangesOf,
  rowsOf,
  toggleRow,
  withoutBefore,
} from '../../src/core/row-ranges.ts'

const listed = fc.uniqueArray(fc.nat(30), { maxLength: 20 }).map((rows) => rows.sort((one, other) => one - other))
const rangesFrom = (rows: readonly number[]): RowRanges => rangesOf(rows, 0, rows.length)

/** In order, none empty, none touching the next. */
const isTidy = (ranges: RowRanges) => ranges.every((edge, at) => at === 0 || edge > (ranges[at - 1] as number))

const holds = (ranges: RowRanges, rows: readonly number[]) => {
  expect([...rowsOf(ranges)]).toEqual(rows)
  expect(isTidy(ranges)).toBe(true)
}

describe('ranges of rows', () => {
  it('hold the rows they were made of, and no other', () => {
    fc.assert(
      fc.property(listed, fc.nat(32), (rows, row) => {
        const ranges = rangesFrom(rows)
        holds(ranges, rows)
        expect(countRows(ranges)).toBe(rows.length)
        expect(hasRow(ranges, row)).toBe(rows.includes(row))
      }),
    )
  })
  it('toggle one row', () => {
    fc.assert(
      fc.property(listed, fc.nat(32), (rows, row) => {
        const wanted = rows.includes(row) ? rows.filter((one) => one !== row) : [...rows, row]
        holds(
          toggleRow(rangesFrom(rows), row),
          wanted.sort((one, other) => one - other),
        )
      }),
    )
  })
  it('follow a row that is inserted late, without it', () => {
    fc.assert(
      fc.property(listed, fc.nat(32), (rows, place) => {
        holds(
          afterInsertion(rangesFrom(rows), place),
          rows.map((row) => (row >= place ? row + 1 : row)),
        )
      }),
    )
  })
  it('let go of rows that have left', () => {
    fc.assert(
      fc.property(listed, fc.nat(32), (rows, first) => {
        holds(
          withoutBefore(rangesFrom(rows), first),
          rows.filter((row) => row >= first),
        )
      }),
    )
  })
  it('are two numbers for a million rows in a row, found by two looks', () => {
    let looks = 0
    const rows = {
      at(place: number) {
        looks++
        return place + 5
      },
    }
    expect(rangesOf(rows, 0, 1_000_000)).toEqual([5, 1_000_005])
    expect(looks).toBe(2)
  })
})

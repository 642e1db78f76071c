import type { RowNumber } from './log.ts'

/**
 * A set of rows as runs of numbers: `[start, end, start, end, …]`, ends exclusive, in order, apart from each other. So a
 * million rows that follow each other are two numbers. None of the functions changes what it is given.
 */
export type RowRanges = readonly number[]

export const NO_ROWS: RowRanges = []

/** The place of the first boundary that is greater than `row`: odd inside a run, even outside. */
function boundaryAfter(ranges: RowRanges, row: RowNumber): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[middle] as number) <= row) low = middle + 1
    else high = middle
  }
  return low
}

export function hasRow(ranges: RowRanges, row: RowNumber): boolean {
  return boundaryAfter(ranges, row) % 2 === 1
}

export function countRows(ranges: RowRanges): number {
  let total = 0
  for (let at = 0; at < ranges.length; at += 2) total += (ranges[at + 1] as number) - (ranges[at] as number)
  return total
}

export function* rowsOf(ranges: RowRanges): Generator<RowNumber, void> {
  for (let at = 0; at < ranges.length; at += 2) {
    for (let row = ranges[at] as number; row < (ranges[at + 1] as number); row++) yield row
  }
}

/** With a row more if it was missing, else with it less. */
export function toggleRow(ranges: RowRanges, row: RowNumber): RowRanges {
  const at = boundaryAfter(ranges, row)
  // Inside a run the row's two edges are a hole, outside a run. An edge that meets its like cancels it.
  const before = at > 0 && ranges[at - 1] === row
  const after = ranges[at] === row + 1
  const edges = [...(before ? [] : [row]), ...(after ? [] : [row + 1])]
  return [...ranges.slice(0, before ? at - 1 : at), ...edges, ...ranges.slice(after ? at + 1 : at)]
}

/** After a row was inserted at `place`, which is not in the set: those behind it have numbers one higher. */
export function afterInsertion(ranges: RowRanges, place: RowNumber): RowRanges {
  if (ranges.length === 0 || (ranges[ranges.length - 1] as number) <= place) return ranges
  const at = boundaryAfter(ranges, place)
  const moved = ranges.slice(at).map((boundary) => boundary + 1)
  if (at % 2 === 0) return [...ranges.slice(0, at), ...moved]
  const start = ranges[at - 1] as number
  const head = start === place ? [place + 1] : [start, place, place + 1]
  return [...ranges.slice(0, at - 1), ...head, ...moved]
}

/** Without the rows before `first`, which have left the log. */
export function withoutBefore(ranges: RowRanges, first: RowNumber): RowRanges {
  if (ranges.length === 0 || (ranges[0] as number) >= first) return ranges
  const at = boundaryAfter(ranges, first)
  return at % 2 === 1 ? [first, ...ranges.slice(at)] : ranges.slice(at)
}

/** Rows in order, of which only some can be asked for: a view. */
interface OrderedRows {
  at(place: number): RowNumber | undefined
}

/** The rows at the places from `from` to before `to`. Takes as many looks as there are runs, and not as there are rows. */
export function rangesOf(rows: OrderedRows, from: number, to: number): RowRanges {
  const ranges: number[] = []
  const add = (low: number, high: number): void => {
    const start = rows.at(low)
    const last = rows.at(high - 1)
    if (start === undefined || last === undefined) return
    if (last - start === high - 1 - low) {
      if (ranges.at(-1) === start) ranges[ranges.length - 1] = last + 1
      else ranges.push(start, last + 1)
      return
    }
    const middle = (low + high) >>> 1
    add(low, middle)
    add(middle, high)
  }
  if (from < to) add(from, to)
  return ranges
}

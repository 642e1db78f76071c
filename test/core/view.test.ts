import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Log } from '../../src/core/log.ts'
import { View } from '../../src/core/view.ts'

function logOf(count: number, budget?: { rows: number; bytes: number }): Log {
  const log = new Log(budget)
  for (let i = 0; i < count; i++) append(log)
  return log
}
function append(log: Log): void {
  log.append({ time: 0, kind: 'sent', socket: 0, state: 1, flags: 0, size: 1, buffered: 0, body: String(log.end) })
}
const even = (_: Log, row: number) => row % 2 === 0
const rowsOf = (view: View) => Array.from({ length: view.length }, (_, index) => view.at(index))

describe('View', () => {
  it('has the rows that pass, and takes in new ones without testing old ones again', () => {
    const log = logOf(4)
    let tests = 0
    const view = new View(log, (log, row) => {
      tests++
      return even(log, row)
    })
    view.advance()
    append(log)
    view.advance()
    expect(rowsOf(view)).toEqual([0, 2, 4])
    expect(tests).toBe(5)
  })

  it('says where a row stands so that it stays there while rows are found before it and the oldest leave', () => {
    const log = logOf(9000, { rows: 9000, bytes: Number.POSITIVE_INFINITY })
    const view = new View(log, even)
    const placeOf = (row: number) => view.indexOf(row) - view.origin
    view.advance(100)
    const place = placeOf(8990)
    view.advance()
    expect(placeOf(8990)).toBe(place)
    for (let more = 0; more < 7000; more++) {
      append(log)
      view.advance()
    }
    expect(log.first).toBeGreaterThan(5000)
    expect(placeOf(8990)).toBe(place)
    expect(view.at(place + view.origin)).toBe(8990)
  })

  it('advances by as many rows as it is allowed, and says what is left', () => {
    const view = new View(logOf(10), even)
    expect(view.advance(4)).toBe(false)
    expect(view.pending).toBe(6)
    expect(rowsOf(view)).toEqual([6, 8])
    expect(view.advance(6)).toBe(true)
    expect(rowsOf(view)).toEqual([0, 2, 4, 6, 8])
  })

  it('tests both ways from where one looks, each row once', () => {
    const log = logOf(10)
    const tested: number[] = []
    const view = new View(
      log,
      (_, row) => {
        tested.push(row)
        return row % 2 === 0
      },
      4,
    )
    view.advance(4)
    expect(tested).toEqual([4, 5, 3, 2])
    expect(rowsOf(view)).toEqual([2, 4])
    append(log)
    while (!view.advance(4));
    expect(rowsOf(view)).toEqual([0, 2, 4, 6, 8, 10])
    expect(tested.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('has the same rows as a loop, whatever is appended, inserted and let go while it tests', () => {
    const step = fc.record({
      rows: fc.nat(40),
      late: fc.nat(30),
      advance: fc.nat(50),
      renew: fc.boolean(),
      anchor: fc.nat(5000),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat(4200), (steps, before) => {
        const log = new Log({ rows: 4096, bytes: 1e9 })
        let time = 0
        const addAt = (at: number) =>
          log.append({ time: at, kind: 'sent', socket: 0, state: 1, flags: 0, size: 1, buffered: 0, body: String(at) })
        const add = (count: number) => {
          for (let index = 0; index < count; index++) {
            time += 10
            addAt(time)
          }
        }
        add(before)
        const passes = (log: Log, row: number) => String(log.body(row)).charCodeAt(1) % 2 === 0
        let view = new View(log, passes)
        for (const { rows, late, advance, renew, anchor } of steps) {
          if (renew) view = new View(log, passes, log.first + anchor)
          add(rows)
          addAt(time - late * 10 - 5)
          view.advance(advance)
        }
        while (!view.advance(1000));
        const expected = []
        for (let row = log.first; row < log.end; row++) if (passes(log, row)) expected.push(row)
        expect(rowsOf(view)).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })

  it('lets go of what the log lets go of', () => {
    const log = logOf(1, { rows: 4096, bytes: 1e9 })
    const view = new View(log, even)
    for (let i = 0; i < 30_000; i++) {
      append(log)
      view.advance()
    }
    expect(view.at(0)).toBe(log.first)
    expect(rowsOf(view).every((row) => log.has(row as number))).toBe(true)
  })

  it('finds the place of a row, or where it would be', () => {
    const view = new View(logOf(10), even)
    view.advance()
    expect(view.indexOf(4)).toBe(2)
    expect(view.includes(4)).toBe(true)
    expect(view.indexOf(5)).toBe(3)
    expect(view.includes(5)).toBe(false)
  })

  it('is empty after the log was cleared', () => {
    const log = logOf(10)
    const view = new View(log, even)
    view.advance()
    log.clear()
    view.advance()
    expect(view.length).toBe(0)
    append(log)
    view.advance()
    expect(rowsOf(view)).toEqual([10])
  })

  it('follows a row that was inserted among those it has', () => {
    const log = new Log()
    const at = (time: number, body: string) =>
      log.append({ time, kind: 'sent', socket: 0, state: 1, flags: 0, size: 1, buffered: 0, body })
    const bodies = (view: View) => rowsOf(view).map((row) => log.body(row as number))
    const view = new View(log, (log, row) => log.body(row) !== 'no')
    for (const [time, body] of [
      [1, 'a'],
      [2, 'no'],
      [4, 'd'],
      [5, 'e'],
    ] as const)
      at(time, body)
    view.advance()
    at(3, 'c')
    at(0, 'z')
    at(6, 'f')
    view.advance()
    expect(bodies(view)).toEqual(['z', 'a', 'c', 'd', 'e', 'f'])
  })
})

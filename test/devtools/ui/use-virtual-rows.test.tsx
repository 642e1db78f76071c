// @vitest-environment happy-dom
import { type Signal, signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useVirtualRows, type VirtualRows } from '../../../src/devtools/ui/use-virtual-rows.ts'

/** A window of ten rows, 20 px each, on a list of numbers. */
const ROW = 20
let numbers: number[]
let following: Signal<boolean>
let rows: VirtualRows
let root: HTMLElement
const numbered = {
  at: (index: number) => numbers[index],
  indexOf: (number: number) =>
    Math.max(
      0,
      numbers.findIndex((one) => one >= number),
    ),
}

/** Drawn anew because `drawing` is another one. */
function List(_: { drawing: number }) {
  rows = useVirtualRows({ rows: numbers.length, rowHeight: ROW, following, numbered })
  return <div ref={rows.scroller} />
}
let drawing = 0
const draw = () => act(() => render(<List drawing={drawing++} />, root))
const scroller = () => root.firstElementChild as HTMLElement
/** Rows in sight, without those drawn beyond it. */
const sight = () => numbers.slice(scroller().scrollTop / ROW, scroller().scrollTop / ROW + 10)
const scroll = (top: number) =>
  act(() => {
    scroller().scrollTop = top
    rows.onScroll()
  })

const clientHeight = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight')
beforeEach(async () => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 10 * ROW })
  root = document.createElement('div')
  document.body.append(root)
  numbers = Array.from({ length: 100 }, (_, index) => index)
  following = signal(true)
  await draw()
})
afterEach(() => {
  render(null, root)
  root.remove()
  if (clientHeight) Object.defineProperty(HTMLElement.prototype, 'clientHeight', clientHeight)
})

describe('a list that follows its end', () => {
  it('is at its end, and stays there as it grows', async () => {
    expect(sight().at(-1)).toBe(99)
    numbers.push(100, 101)
    await draw()
    expect(sight().at(-1)).toBe(101)
  })
  it('stops when a person scrolls up, and goes on when they are back', async () => {
    await scroll(500)
    expect(following.value).toBe(false)
    numbers.push(100)
    await draw()
    expect(sight()[0]).toBe(25)
    await scroll(numbers.length * ROW - 10 * ROW)
    expect(following.value).toBe(true)
  })
  it('does not take back what a person scrolled before the event says so', async () => {
    Object.defineProperty(scroller(), 'scrollHeight', { get: () => numbers.length * ROW })
    scroller().scrollTop = 500
    numbers.push(100)
    await draw()
    expect(scroller().scrollTop).toBe(500)
    await act(() => rows.onScroll())
    expect(following.value).toBe(false)
    expect(sight()[0]).toBe(25)
  })
  it('goes on when it was emptied and has grown again', async () => {
    Object.defineProperty(scroller(), 'scrollHeight', { get: () => numbers.length * ROW })
    numbers = []
    await draw()
    // The browser does that, and tells of it later.
    scroller().scrollTop = 0
    numbers = Array.from({ length: 50 }, (_, index) => index)
    await draw()
    await act(() => rows.onScroll())
    expect(following.value).toBe(true)
    expect(sight().at(-1)).toBe(49)
  })
  it('is not stopped by the event of its own scrolling, late as that may come', async () => {
    numbers.push(100, 101, 102)
    await act(() => rows.onScroll())
    expect(following.value).toBe(true)
  })
})

describe('a list that does not follow', () => {
  it('holds the rows in sight when the oldest go', async () => {
    await scroll(500)
    numbers = numbers.slice(8)
    await draw()
    expect(sight()[0]).toBe(25)
  })
  it('goes to the first that is left when those in sight go', async () => {
    await scroll(200)
    numbers = numbers.slice(50)
    await draw()
    expect(sight()[0]).toBe(50)
  })
  it('brings a row into sight by the shortest way', async () => {
    await scroll(500)
    await act(() => rows.reveal(40))
    expect(sight().at(-1)).toBe(40)
    await act(() => rows.reveal(35))
    expect(sight().at(-1)).toBe(40)
    await act(() => rows.reveal(3))
    expect(sight()[0]).toBe(3)
  })
})

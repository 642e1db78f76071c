import type { Signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks'
import {
  endOf,
  isAtEnd,
  type List,
  mostVisible,
  type Position,
  positionAt,
  reveal,
  rowAt,
  START,
  scrolled,
  spacerHeight,
  topOf,
  type Visible,
  visibleRows,
} from '../../core/scroll.ts'

/** Rows that have a number of their own: by it the one in sight is found again after rows before it have gone. */
interface Numbered {
  at(index: number): number | undefined
  indexOf(number: number): number
}

interface VirtualRowsOptions {
  readonly rows: number
  /** CSS pixels; CSS must give the rows the same. */
  readonly rowHeight: number
  /** Height of a header that sticks to the top inside the scrolling element. */
  readonly headerHeight?: number
  /** Whether to go along with the end: read, and set when a person scrolls. */
  readonly following?: Signal<boolean>
  /** Holds the rows in sight where they are while the list grows, loses its oldest, or is filtered by something else. */
  readonly numbered?: Numbered
}

/** The list as it was drawn last, and the first row in sight. */
interface Held {
  readonly numbered: Numbered
  readonly list: List
  readonly index: number
  readonly number: number | undefined
}

export interface VirtualRows {
  /** For the scrolling element. */
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onScroll: () => void
  readonly onWheel: (event: WheelEvent) => void
  /** What to draw. */
  readonly visible: Visible
  /** The first row in sight. */
  readonly top: number
  /** Width of what is in sight, CSS pixels; 0 before the first measure. */
  readonly width: number
  /** The most rows that are ever drawn at once with this height: as many elements serve them all. */
  readonly slots: number
  /** Rows that are wholly in sight, at least 1. */
  readonly page: number
  /** Scrolls no further than needed to have the row in sight. */
  readonly reveal: (row: number) => void
}

const LINE = 1

/** Whether an element stands higher than it did, and not because it can't stand lower any more. */
function isScrolledUp({ scrollTop, scrollHeight, clientHeight }: Element, before: number): boolean {
  return scrollTop < before - 1 && scrollTop < scrollHeight - clientHeight - 1
}

/** A list of which only the rows in sight exist: the arithmetic of core/scroll, joined to an element. */
export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { rows, rowHeight, headerHeight = 0, following, numbered } = options
  const scroller = useRef<HTMLDivElement>(null)
  const [{ width, viewport }, setSize] = useState({ width: 0, viewport: 0 })
  const [, redraw] = useReducer((times: number, _: undefined) => times + 1, 0)
  const position = useRef<Position>(START)
  /** The position was set here, and the element must be told. */
  const dirty = useRef(false)
  const held = useRef<Held | null>(null)
  /** The element's scrollTop when it was last told or heard. */
  const known = useRef(0)

  const list: List = { rows, rowHeight, viewport }
  const set = (next: Position): void => {
    const { scrollTop, nudge } = position.current
    if (next.scrollTop === scrollTop && next.nudge === nudge) return
    position.current = next
    dirty.current = true
  }
  if (following?.value) set(endOf(list))
  else if (numbered && held.current) {
    // Of another list too: what was in sight, or what comes after it, stays there.
    const { list: before, index, number } = held.current
    const shift = number === undefined ? 0 : numbered.indexOf(number) - index
    set(positionAt(list, topOf(before, position.current) + shift * rowHeight))
  }
  if (numbered) {
    const index = rowAt(list, position.current)
    // A new filter's list is empty until the first rows were tested: what was in sight is waited for.
    held.current = { numbered, list, index, number: numbered.at(index) ?? held.current?.number }
  }

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = (): void =>
      setSize({ width: element.clientWidth, viewport: Math.max(0, element.clientHeight - headerHeight) })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [headerHeight])

  useLayoutEffect(() => {
    const element = scroller.current
    // Where the list has become shorter, it was the browser that moved it.
    known.current = Math.min(known.current, spacerHeight(list) - viewport)
    if (!dirty.current || !element) return
    dirty.current = false
    // A person has scrolled in this very moment, and the event that says so is still to come: the end doesn't take it back.
    if (following?.value && isScrolledUp(element, known.current)) return
    element.scrollTop = position.current.scrollTop
    known.current = element.scrollTop
  })

  const moveTo = (next: Position): void => {
    set(next)
    if (following) following.value = isAtEnd(list, next)
    redraw(undefined)
  }

  return {
    scroller,
    onScroll() {
      const element = scroller.current
      if (!element) return
      known.current = element.scrollTop
      const next = scrolled(position.current, known.current)
      // The event may only tell what was set, a while ago: since then the end may have moved on.
      if (next === position.current) return
      position.current = next
      // An element that has grown is moved up by the browser, which says so before it says how high the element is.
      const below = element.scrollHeight - element.clientHeight - element.scrollTop
      if (following) following.value = isAtEnd(list, next) || (element.scrollHeight > 0 && below <= 1)
      redraw(undefined)
    },
    onWheel(event) {
      // A pixel of a scaled bar is many pixels of the list; the wheel moves as far as it does in any other list.
      if (rows * rowHeight <= spacerHeight(list) || event.ctrlKey || event.deltaY === 0) return
      event.preventDefault()
      const unit = event.deltaMode === 0 ? 1 : event.deltaMode === LINE ? rowHeight : viewport
      moveTo(positionAt(list, topOf(list, position.current) + event.deltaY * unit))
    },
    visible: visibleRows(list, position.current),
    top: rowAt(list, position.current),
    width,
    slots: mostVisible(rowHeight, viewport),
    page: Math.max(1, Math.floor(viewport / rowHeight)),
    reveal(row) {
      const next = reveal(list, position.current, row)
      if (next === position.current) return
      set(next)
      redraw(undefined)
    },
  }
}

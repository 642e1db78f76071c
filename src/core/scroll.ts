/**
 * Where the rows of a long list are drawn when each is equally high and only those in sight exist.
 *
 * A browser limits how high an element may be. A list that would be higher gets a spacer of the greatest height, and
 * its scroll bar is scaled: one pixel of the bar is then several of the list, or several rows. So that every row can
 * be reached all the same, a position is the bar's `scrollTop` and a `nudge`, the rest that the bar can't say.
 *
 * In a scaled list rows may be drawn beyond both ends of the spacer, which must therefore clip (`overflow: clip`). A
 * caller that wants a wheel step to move as far as in a short list turns it into `positionAt(list, top + step)`.
 */

/** A list and the window upon it. Lengths are CSS pixels. */
export interface List {
  readonly rows: number
  readonly rowHeight: number
  /** Height of what is in sight. */
  readonly viewport: number
  /** Height that no spacer goes beyond. */
  readonly maxHeight?: number
}

/** How far a list is scrolled. */
export interface Position {
  /** The scrolling element's. */
  readonly scrollTop: number
  /** Pixels of the list to add to what `scrollTop` says. Always 0 in a list that isn't scaled. */
  readonly nudge: number
}

export const START: Position = { scrollTop: 0, nudge: 0 }

/** Below what any browser allows, a zoomed page included. */
const MAX_HEIGHT = 8_000_000

/** Height of the spacer that gives the scroll bar its range. */
export function spacerHeight(list: List): number {
  return Math.min(list.rows * list.rowHeight, list.maxHeight ?? MAX_HEIGHT)
}

/** The greatest `scrollTop`. */
function barRange(list: List): number {
  return Math.max(0, spacerHeight(list) - list.viewport)
}

/** Pixels of the list above the window when it is scrolled to the end. */
function listRange(list: List): number {
  return Math.max(0, list.rows * list.rowHeight - list.viewport)
}

function isScaled(list: List): boolean {
  return list.rows * list.rowHeight > spacerHeight(list)
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most)
}

/** Pixels of the list above the window. */
export function topOf(list: List, position: Position): number {
  const most = listRange(list)
  if (!isScaled(list)) return clamp(position.scrollTop, most)
  const range = barRange(list)
  // With a zoomed page the bar can stop a fraction of a pixel before its end: the last pixel counts as the end.
  const share = range < 1 || position.scrollTop > range - 1 ? 1 : Math.max(0, position.scrollTop / range)
  // Sixty-fourths are exact in binary: what was a whole number of pixels before the scaling is one again after it.
  return clamp(Math.round((share * most + position.nudge) * 64) / 64, most)
}

/** The position with so many pixels of the list above the window, or the nearest that there is. */
export function positionAt(list: List, top: number): Position {
  const most = listRange(list)
  const wanted = clamp(top, most)
  if (!isScaled(list)) return { scrollTop: wanted, nudge: 0 }
  const scrollTop = Math.round((wanted / most) * barRange(list))
  return { scrollTop, nudge: wanted - topOf(list, { scrollTop, nudge: 0 }) }
}

/** The position at which a row is the first in sight, or for the last rows the end. */
export function positionOfRow(list: List, row: number): Position {
  return positionAt(list, row * list.rowHeight)
}

/** The first row of which something is in sight. */
export function rowAt(list: List, position: Position): number {
  return Math.min(Math.floor(topOf(list, position) / list.rowHeight), Math.max(0, list.rows - 1))
}

/** The end of the list, with its last row wholly in sight. */
export function endOf(list: List): Position {
  return positionAt(list, listRange(list))
}

/** Whether the end is in sight. Two pixels are forgiven: fractions, and the rounding of `clientHeight`. */
export function isAtEnd(list: List, position: Position): boolean {
  return listRange(list) - topOf(list, position) < 2
}

/** The position nearest to the given one with the row wholly in sight. */
export function reveal(list: List, position: Position, row: number): Position {
  const top = topOf(list, position)
  const rowTop = row * list.rowHeight
  const rowEnd = rowTop + list.rowHeight
  if (rowTop < top) return positionAt(list, rowTop)
  if (rowEnd > top + list.viewport) return positionAt(list, rowEnd - list.viewport)
  return position
}

/** The position after a scroll event: the same when the event only tells what was set, else what the person chose. */
export function scrolled(position: Position, scrollTop: number): Position {
  return Math.abs(scrollTop - position.scrollTop) < 1 ? position : { scrollTop, nudge: 0 }
}

/** What to draw. */
export interface Visible {
  /** Of the spacer, pixels. */
  readonly height: number
  /** The first row to draw, and how many. */
  readonly first: number
  readonly count: number
  /** Where the first row's top is, in pixels from the spacer's. Below zero only in a scaled list. */
  readonly offset: number
}

/** Rows that are drawn beyond what is in sight, on each side. */
const OVERSCAN = 8

/** How many rows `visibleRows` answers at the most. */
export function mostVisible(rowHeight: number, viewport: number, overscan = OVERSCAN): number {
  return Math.ceil(viewport / rowHeight) + 1 + 2 * overscan
}

/** What to draw at a position: the rows in sight, and `overscan` more on both sides. */
export function visibleRows(list: List, position: Position, overscan = OVERSCAN): Visible {
  const { rows, rowHeight, viewport } = list
  const top = topOf(list, position)
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan)
  const end = Math.min(rows, Math.ceil((top + viewport) / rowHeight) + overscan)
  const scrollTop = clamp(position.scrollTop, barRange(list))
  return {
    height: spacerHeight(list),
    first,
    count: Math.max(0, end - first),
    offset: isScaled(list) ? scrollTop + first * rowHeight - top : first * rowHeight,
  }
}

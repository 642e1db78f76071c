import type { View } from '../core/view.ts'

/** Rows between two looks at the clock, at the most; fewer where these take longer than SLICE_TIME ms. */
const MOST_ROWS = 500
const SLICE_TIME = 2

/** Lets views test rows for so many ms. True where no row is left that can be tested now. */
export type Pace = (views: readonly View[], time: number) => boolean

/** It learns how many rows can be tested between two looks at the clock. */
export function newPace(): Pace {
  let slice = MOST_ROWS
  return (views, time) => {
    const end = performance.now() + time
    let done = false
    for (let now = performance.now(); !done && now < end; ) {
      // Each in turn, and what is shown before what is looked for.
      done = views.map((one) => one.advance(slice)).every(Boolean)
      const before = now
      now = performance.now()
      slice = now - before > SLICE_TIME ? Math.max(1, slice >> 1) : Math.min(MOST_ROWS, slice * 2)
    }
    return done
  }
}

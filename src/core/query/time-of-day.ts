/** ms for which one look at the clock's offset holds: offsets change at full quarters of an hour only. */
const BLOCK = 900_000
const DAY = 86_400_000

let block = Number.NaN
let offset = 0

/** Local time of day, ms since midnight, of ms since the epoch. Making a Date for each row would take most of a filter's time. */
export function timeOfDay(time: number): number {
  const now = Math.floor(time / BLOCK)
  if (now !== block) {
    block = now
    offset = new Date(now * BLOCK).getTimezoneOffset() * 60_000
  }
  return (((time - offset) % DAY) + DAY) % DAY
}

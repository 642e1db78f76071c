import type { Search } from './query/text-search.ts'

/** Where something is in a text, UTF-16 units. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** UTF-16 units that are shown at once: browsers take long to lay out much more. */
export const PAGE = 200_000

/** The places at which it is, in order, and at most `most`; `more`: there are others behind them. */
export function placesIn(
  text: string,
  search: Search,
  most: number,
): { readonly places: readonly Place[]; readonly more: boolean } {
  const places: Place[] = []
  for (let at = 0; ; ) {
    const place = search.next(text, at)
    if (!place) return { places, more: false }
    if (places.length === most) return { places, more: true }
    places.push(place)
    at = place.end
  }
}

/** How many pages a text has; at least one. */
export function pagesOf(text: string): number {
  return Math.max(1, Math.ceil(text.length / PAGE))
}

/** A page's place in its text. No pair of surrogates is split: its halves alone would be shown as such. */
export function pagePlace(text: string, page: number): Place {
  const edge = (at: number): number => {
    const isPair = at > 0 && at < text.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1))
    return isPair ? at - 1 : at
  }
  return { start: edge(page * PAGE), end: edge(Math.min(text.length, (page + 1) * PAGE)) }
}

/** Places that begin before `end` and end after `start`, at most `most` of them: those nearest to the one at index `near`. */
export function placesWithin(
  places: readonly Place[],
  { start, end }: Place,
  near: number,
  most: number,
): readonly number[] {
  const within: number[] = []
  for (let index = firstEndingAfter(places, start); index < places.length; index++) {
    if ((places[index] as Place).start >= end) break
    within.push(index)
  }
  if (within.length <= most) return within
  const centre = within.indexOf(near)
  const from = Math.min(Math.max(0, centre - Math.floor(most / 2)), within.length - most)
  return within.slice(from, from + most)
}

function firstEndingAfter(places: readonly Place[], at: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] as Place).end > at) high = middle
    else low = middle + 1
  }
  return low
}

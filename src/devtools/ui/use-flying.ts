import { useEffect, useReducer, useRef } from 'preact/hooks'

/** ms after which rows that stay count as looked at. */
const CALM = 100

/**
 * Whether rows go by faster than anybody reads them: the list has moved by more than a page since it was drawn a moment ago.
 * What a row means is not asked then. Draws once more when it has come to rest.
 */
export function useFlying(top: number, page: number): boolean {
  const last = useRef({ top, at: Number.NEGATIVE_INFINITY })
  const [, rest] = useReducer((times: number, _: undefined) => times + 1, 0)
  const now = performance.now()
  const isFlying = Math.abs(top - last.current.top) > page && now - last.current.at < CALM
  last.current = { top, at: now }
  useEffect(() => {
    if (!isFlying) return undefined
    const timer = setTimeout(rest, CALM, undefined)
    return () => clearTimeout(timer)
  })
  return isFlying
}

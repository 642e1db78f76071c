import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'

interface Kept {
  readonly reasons: readonly unknown[]
  readonly element: VNode
}

/** Answers the element of a number, made anew where its reasons are others than at the last drawing. */
export type Keep = (number: number, reasons: readonly unknown[], make: () => VNode) => VNode

/**
 * Keeps elements of a list from one drawing to the next: what is the same element again is not drawn again. Whatever an
 * element is made of, signals that it reads itself aside, must be among its reasons.
 */
export function useKept(): Keep {
  const before = useRef<ReadonlyMap<number, Kept>>(new Map())
  const known = before.current
  const now = new Map<number, Kept>()
  before.current = now
  return (number, reasons, make) => {
    const last = known.get(number)
    const isSame = last?.reasons.every((reason, at) => Object.is(reason, reasons[at])) === true
    const kept = last && isSame ? last : { reasons, element: make() }
    now.set(number, kept)
    return kept.element
  }
}

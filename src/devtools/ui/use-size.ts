import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

interface Size {
  readonly element: RefObject<HTMLDivElement | null>
  /** CSS pixels; 0 before the first measure. */
  readonly width: number
  readonly height: number
}

/** The size of an element, followed as it changes. */
export function useSize(): Size {
  const element = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const watched = element.current
    if (!watched) return
    const measure = (): void => setSize({ width: watched.clientWidth, height: watched.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(watched)
    return () => observer.disconnect()
  }, [])
  return { element, ...size }
}

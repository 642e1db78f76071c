import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { type Place, placesWithin } from '../../core/find-in-text.ts'
import { visible } from '../../core/visible.ts'
import { Marked } from './Marked.tsx'

/** Marks at the most: browsers take long to draw many more. */
const MOST = 500

interface TextPageProps {
  readonly text: string
  /** What of it is shown. */
  readonly place: Place
  /** What was found in all of the text; none: what is looked for among the rows is marked. */
  readonly places: readonly Place[]
  /** Index of the one that is stepped to. */
  readonly chosen: number
  readonly wrap: boolean
}

/** A page of a text with marks. Characters that can't be seen are written out. */
export function TextPage({ text, place, places, chosen, wrap }: TextPageProps) {
  const { start, end } = place
  const parts = useMemo((): ComponentChildren => {
    if (places.length === 0) return <Marked text={visible(text.slice(start, end))} />
    const drawn: ComponentChildren[] = []
    let at = start
    for (const index of placesWithin(places, { start, end }, chosen, MOST)) {
      const found = places[index] as Place
      const [from, to] = [Math.max(start, found.start), Math.min(end, found.end)]
      drawn.push(
        visible(text.slice(at, from)),
        <mark key={found.start} class={index === chosen ? 'mark-chosen' : undefined}>
          {visible(text.slice(from, to))}
        </mark>,
      )
      at = to
    }
    return [...drawn, visible(text.slice(at, end))]
  }, [text, start, end, places, chosen])
  return <pre class={wrap ? 'text' : 'text text-unwrapped'}>{parts}</pre>
}

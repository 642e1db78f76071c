import type { ComponentChildren } from 'preact'
import { usePanel } from './panel-context.ts'

/** Marks in one text at the most: browsers take long to draw many more. */
const MOST = 500

/** A text in which what is looked for is marked. The text is as it is shown: unseen characters are written out. */
export function Marked({ text }: { text: string }) {
  const search = usePanel().state.finding.search.value
  if (!search) return <>{text}</>
  const parts: ComponentChildren[] = []
  let at = 0
  for (let marks = 0; marks < MOST; marks++) {
    const match = search.next(text, at)
    if (!match) break
    parts.push(text.slice(at, match.start), <mark key={match.start}>{text.slice(match.start, match.end)}</mark>)
    at = match.end
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}

import type { Problem } from '../../core/query/syntax.ts'
import { visibleLine } from '../../core/visible.ts'

interface FilterProblemProps {
  readonly id: string
  /** The whole filter. */
  readonly text: string
  readonly problem: Problem
  /** Still there for those who don't see it. */
  readonly hidden: boolean
}

/** Units of the filter that are shown around what is wrong. */
const AROUND = 40

/** What is wrong with a filter, with the part that is wrong marked. */
export function FilterProblem({ id, text, problem, hidden }: FilterProblemProps) {
  const { start, end, message } = problem
  const before = text.slice(Math.max(0, start - AROUND), start)
  const after = text.slice(end, end + AROUND)
  return (
    <div class={`popup filter-problem ${hidden ? 'unseen' : ''}`} id={id} role="alert" data-testid={id}>
      <p class="filter-problem-text" aria-hidden="true">
        {start > AROUND && '…'}
        {visibleLine(before)}
        <mark>{visibleLine(text.slice(start, end))}</mark>
        {visibleLine(after)}
        {end + AROUND < text.length && '…'}
      </p>
      <p>{message}</p>
    </div>
  )
}

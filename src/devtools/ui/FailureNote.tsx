import type { Failure } from '../../core/failure.ts'

/** Why a socket failed, what to do about it, and what the browser calls it. */
export function FailureNote({ failure }: { failure: Failure }) {
  return (
    <div class="failure" role="note" data-testid="failure">
      <strong>{failure.title}</strong>
      <p class="prose">{failure.advice}</p>
      {failure.cause !== '' && <code class="failure-cause">{failure.cause}</code>}
    </div>
  )
}

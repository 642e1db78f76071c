import { useMemo, useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import { visible } from '../../core/visible.ts'
import { Marked } from './Marked.tsx'

/** UTF-16 units that are shown at first: browsers take long to lay out much more. */
const LIMIT = 200_000

/** A text in full, to be read and selected. Characters that can't be seen are written out. */
export function TextView({ text }: { text: string }) {
  const [all, setAll] = useState(false)
  const shown = useMemo(() => visible(all ? text : text.slice(0, LIMIT)), [text, all])
  return (
    <div class="scroll" data-testid="text-view">
      {text === '' ? (
        <p class="hint">The message is empty.</p>
      ) : (
        <pre class="text">
          <Marked text={shown} />
        </pre>
      )}
      {!all && text.length > LIMIT && (
        <p class="more">
          The first {count(LIMIT)} of {count(text.length)} characters.{' '}
          <button type="button" class="text-button" onClick={() => setAll(true)}>
            Show all
          </button>
        </p>
      )}
    </div>
  )
}

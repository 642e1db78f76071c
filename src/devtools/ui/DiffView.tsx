import { useEffect, useState } from 'preact/hooks'
import { type Difference, difference } from '../../core/compare/difference.ts'
import { byteLines, MOST_LINES, valueLines } from '../../core/compare/value-lines.ts'
import { readJson } from '../../core/decoders/read-json.ts'
import { count, timeOfDay } from '../../core/format.ts'
import type { RowNumber } from '../../core/log.ts'
import { isBytes, isPayload } from '../../core/row.ts'
import { visibleLine } from '../../core/visible.ts'
import type { State } from '../state.ts'
import { usePanel } from './panel-context.ts'
import { previousLike } from './previous-like.ts'

/** A message on lines: its value where it has one, else its text, else its bytes. */
async function linesOf({ session, decoding }: State, row: RowNumber): Promise<string[]> {
  const body = session.log.body(row)
  const reading = await decoding?.read(row)
  const tree = reading && reading !== 'late' ? reading.layers.at(-1)?.tree : null
  if (tree) return valueLines(tree)
  if (isBytes(body)) return byteLines(new Uint8Array(body))
  const text = typeof body === 'string' ? body : ''
  const json = readJson(text.length < 2_000_000 ? text : '')
  return json.ok ? valueLines(json.tree) : text.split('\n', MOST_LINES).map((line) => visibleLine(line))
}

/** The other of two selected rows; else the message before of the same kind. */
function otherOf(state: State, row: RowNumber): RowNumber | null {
  const { selection, session } = state
  if (selection.size.value === 2) {
    const other = [...selection.rows()].find((one) => one !== row)
    if (other !== undefined && session.log.has(other) && isPayload(session.log.body(other))) return other
  }
  return previousLike(state, row)
}

interface Shown {
  readonly first: RowNumber
  readonly second: RowNumber
  readonly result: Difference | null
  /** One of them was too long to be compared whole. */
  readonly isCut: boolean
}

/** What a message has that the one before of its kind, or the other one that is selected, has not. */
export function DiffView({ row }: { row: RowNumber }) {
  const { state } = usePanel()
  const { log } = state.session
  state.decoded.value
  const other = otherOf(state, row)
  const [shown, setShown] = useState<Shown | null>(null)
  const first = other === null ? row : Math.min(row, other)
  const second = other === null ? row : Math.max(row, other)
  useEffect(() => {
    if (other === null) return undefined
    let wanted = true
    Promise.all([linesOf(state, first), linesOf(state, second)]).then(([before, after]) => {
      if (!wanted) return
      const isCut = before.length >= MOST_LINES || after.length >= MOST_LINES
      setShown({ first, second, result: difference(before, after), isCut })
    })
    return () => {
      wanted = false
    }
  }, [first, second, other === null])

  if (other === null) {
    return (
      <p class="hint">
        No earlier message of this kind is near. Select two messages with Ctrl, and they are compared with each other.
      </p>
    )
  }
  if (shown?.first !== first || shown.second !== second) return <p class="hint">Comparing…</p>
  const { result, isCut } = shown
  const link = (target: RowNumber) => (
    <button
      type="button"
      class="link"
      onClick={() => {
        state.choices.following.value = false
        state.selection.only(target)
      }}
    >
      {log.has(target) ? timeOfDay(log.time(target)) : 'gone'}
    </button>
  )
  return (
    <div class="diff" data-testid="diff">
      <p class="diff-head">
        {link(first)} → {link(second)}
        {result && (
          <span class="beside">
            {result.added + result.removed === 0
              ? 'Equal'
              : `${count(result.added)} added, ${count(result.removed)} removed`}
          </span>
        )}
      </p>
      {isCut && <p class="notice">Only the first {count(MOST_LINES)} lines are compared.</p>}
      {result === null ? (
        <p class="hint">These messages are too different to be compared.</p>
      ) : (
        <pre class="diff-lines">
          {result.lines.map((line, index) =>
            line.sign === '…' ? (
              <span key={index} class="diff-line diff-rest">{`  … ${count(line.count)} equal lines\n`}</span>
            ) : (
              <span
                key={index}
                class={`diff-line ${line.sign === '+' ? 'diff-added' : line.sign === '-' ? 'diff-removed' : ''}`}
              >
                {`${line.sign} ${line.text}\n`}
              </span>
            ),
          )}
        </pre>
      )}
    </div>
  )
}

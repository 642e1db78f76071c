import { usePanel } from './panel-context.ts'

/** Why the grid is empty, where it is. */
export function GridHint() {
  const { state } = usePanel()
  const { choices, session } = state
  if (state.length.value > 0 || state.progress.value < 1) return null
  const filtered = state.filtering.tests.value.length > 0
  if (filtered && session.log.length > 0) {
    return (
      <div class="hint" role="status">
        <p>No row matches the filter.</p>
        <button
          type="button"
          class="text-button"
          onClick={() => {
            choices.filter.value = ''
            state.setSaved(state.saved.value.map((filter) => ({ ...filter, on: false })))
          }}
        >
          Show all rows
        </button>
      </div>
    )
  }
  return (
    <div class="hint" role="status">
      <p>
        {session.paused
          ? 'Recording is paused. Resume it to see messages.'
          : 'Nothing yet. Messages appear here as they happen.'}
      </p>
    </div>
  )
}

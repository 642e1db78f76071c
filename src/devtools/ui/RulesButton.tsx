import { batch } from '@preact/signals'
import { usePanel } from './panel-context.ts'

/** Opens the rules, and says how many are in force and whether anything waits. */
export function RulesButton() {
  const { state } = usePanel()
  const { choices, session } = state
  state.tick.value
  const { held, inForce, offline } = session.acting
  const waiting = held.filter(({ ended }) => !ended).length
  const isShown = choices.details.value && choices.tab.value === 'rules'
  return (
    <button
      type="button"
      class={`menu-button ${inForce.length > 0 ? 'menu-button-on' : ''}`}
      data-testid="rules-button"
      aria-pressed={isShown}
      title={
        inForce.length === 0 ? 'Hold, change, answer or mock messages of the page' : `${inForce.length} rules in force`
      }
      onClick={() =>
        batch(() => {
          choices.details.value = !isShown
          choices.tab.value = 'rules'
        })
      }
    >
      Rules
      {inForce.length > 0 && <span class="badge">{inForce.length}</span>}
      {offline && (
        <span class="chip chip-warning" data-testid="offline-chip">
          offline
        </span>
      )}
      {waiting > 0 && (
        <span class="chip chip-warning" data-testid="held-count">
          {waiting} held
        </span>
      )}
    </button>
  )
}

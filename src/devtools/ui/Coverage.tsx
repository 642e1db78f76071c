import { useState } from 'preact/hooks'
import { Icon } from './Icon.tsx'
import { missingText } from './missing-text.ts'
import { usePanel } from './panel-context.ts'

/** How many of the tab's sockets are captured, and what the others are. */
export function Coverage() {
  const { state } = usePanel()
  const [open, setOpen] = useState(false)
  const { captured, missing } = state.coverage.value
  const all = captured + missing.length
  if (all === 0) return null
  const text = `${captured} of ${all} captured`
  if (missing.length === 0) {
    return (
      <div class="coverage" data-testid="coverage">
        {text}
      </div>
    )
  }
  return (
    <div class="coverage" data-testid="coverage">
      <button type="button" class="coverage-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="error" /> {text}
      </button>
      {open && (
        <ul class="coverage-list" data-testid="missing">
          {missing.map(({ handshake, why }) => {
            const { what, advice } = missingText(why)
            return (
              <li key={handshake.id}>
                <span class="coverage-url" title={handshake.url}>
                  {handshake.url}
                </span>
                <strong>{what}.</strong> {advice}
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}

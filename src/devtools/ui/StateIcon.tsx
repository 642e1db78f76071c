import { stateName } from '../../core/format.ts'
import type { ReadyState } from '../../core/row.ts'
import { Icon } from './Icon.tsx'

const ICONS = ['connecting', 'open', 'closing', 'closed'] as const

/** A readyState by shape and colour. The words beside it say the same. */
export function StateIcon({ state }: { state: ReadyState }) {
  return (
    <span class={`state-icon state-${stateName(state)}`}>
      <Icon name={ICONS[state]} />
    </span>
  )
}

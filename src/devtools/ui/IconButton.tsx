import { Icon, type IconName } from './Icon.tsx'

interface IconButtonProps {
  readonly icon: IconName
  /** What it does; shown as its tooltip. */
  readonly label: string
  readonly onClick: () => void
  readonly pressed?: boolean
  readonly testId?: string
  readonly kind?: string
}

/** A button of the toolbar, as small as DevTools has them. */
export function IconButton({ icon, label, onClick, pressed, testId, kind = '' }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${kind}`}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}

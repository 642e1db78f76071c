interface SplitterProps {
  /** What it makes larger and smaller, for who can't see it. */
  readonly label: string
  /** `vertical`: the line stands, and moves left and right. */
  readonly line: 'vertical' | 'horizontal'
  /** Size of the pane in CSS pixels, and its limits. */
  readonly size: number
  readonly least: number
  readonly most: number
  /** The pane comes after the line: moving towards the start makes it larger. */
  readonly reversed?: boolean
  readonly onSize: (size: number) => void
}

/** CSS pixels that an arrow key moves. */
const KEY_STEP = 16

/** A line between two panes that can be dragged, or moved by arrow keys. */
export function Splitter({ label, line, size, least, most, reversed = false, onSize }: SplitterProps) {
  const change = (by: number): void => {
    onSize(Math.round(Math.min(Math.max(size + (reversed ? -by : by), least), Math.max(least, most))))
  }
  const drag = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement
    const at = (pointer: PointerEvent) => (line === 'vertical' ? pointer.clientX : pointer.clientY)
    const start = at(event)
    const move = (next: PointerEvent): void => change(at(next) - start)
    handle.setPointerCapture(event.pointerId)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true })
    event.preventDefault()
  }
  const press = (event: KeyboardEvent): void => {
    const forth = line === 'vertical' ? 'ArrowRight' : 'ArrowDown'
    const back = line === 'vertical' ? 'ArrowLeft' : 'ArrowUp'
    if (event.key !== forth && event.key !== back) return
    event.preventDefault()
    change(event.key === forth ? KEY_STEP : -KEY_STEP)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr can't be moved; a focusable separator is ARIA's window splitter.
    <div
      class={`splitter splitter-${line}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={line}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={Math.max(least, most)}
      onPointerDown={drag}
      onKeyDown={press}
    />
  )
}

import type { ComponentChildren } from 'preact'
import type { Visible } from '../../core/scroll.ts'

interface VirtualSpaceProps {
  readonly visible: Visible
  readonly role?: 'presentation' | 'rowgroup'
  readonly children: ComponentChildren
}

/** The room that all rows of a list would take, with those in sight at their place. */
export function VirtualSpace({ visible, role = 'presentation', children }: VirtualSpaceProps) {
  return (
    <div class="virtual-space" role={role} style={{ height: `${visible.height}px` }}>
      <div class="virtual-rows" role="presentation" style={{ transform: `translateY(${visible.offset}px)` }}>
        {children}
      </div>
    </div>
  )
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { RowNumber } from '../../core/log.ts'
import { hideLike, onlyLike } from '../../core/query/like.ts'
import { isPayload } from '../../core/row.ts'
import { moved } from '../keys.ts'
import { usePanel } from './panel-context.ts'
import { useDismiss } from './use-dismiss.ts'

/** A row's menu, and where it was asked for, in CSS pixels of the window. */
export interface AskedMenu {
  readonly row: RowNumber
  readonly x: number
  readonly y: number
}

interface MenuItem {
  readonly label: string
  readonly act: () => void
}

/** What can be done with a row, at the pointer. */
export function RowMenu({ asked, onClose }: { asked: AskedMenu; onClose: () => void }) {
  const { state } = usePanel()
  const { log } = state.session
  const { filter } = state.choices
  const menu = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const [place, setPlace] = useState({ left: asked.x, top: asked.y })
  useDismiss(menu, true, onClose)

  // Once it is drawn its size is known: it stays inside the window.
  useLayoutEffect(() => {
    const element = menu.current
    const window = element?.ownerDocument.defaultView
    if (!element || !window) return
    const { width, height } = element.getBoundingClientRect()
    setPlace({
      left: Math.max(0, Math.min(asked.x, window.innerWidth - width - 2)),
      top: Math.max(0, Math.min(asked.y, window.innerHeight - height - 2)),
    })
  }, [asked])
  useLayoutEffect(() => menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]')[at]?.focus(), [at, asked])

  const what = log.has(asked.row) && isPayload(log.body(asked.row)) ? 'messages' : 'rows'
  const setFilter = (change: typeof hideLike) => () => {
    if (log.has(asked.row)) filter.value = change(filter.value, log, asked.row)
  }
  const items: readonly MenuItem[] = [
    { label: `Hide ${what} like this`, act: setFilter(hideLike) },
    { label: `Only ${what} like this`, act: setFilter(onlyLike) },
  ]
  return (
    <div
      class="popup row-menu"
      role="menu"
      aria-label="Row"
      data-testid="row-menu"
      tabIndex={-1}
      ref={menu}
      style={{ left: `${place.left}px`, top: `${place.top}px` }}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const next = moved(event, at, items.length, items.length)
        if (next !== null) {
          event.preventDefault()
          // Round the ends, as menus do.
          setAt(next === at ? (at === 0 ? items.length - 1 : 0) : next)
        } else if (event.key === 'Tab') {
          event.preventDefault()
          onClose()
        }
      }}
    >
      {items.map(({ label, act }, index) => (
        <button
          key={label}
          type="button"
          class="menu-item"
          role="menuitem"
          tabIndex={-1}
          onPointerEnter={() => setAt(index)}
          onClick={() => {
            act()
            onClose()
          }}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

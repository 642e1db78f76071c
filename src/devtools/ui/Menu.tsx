import { useLayoutEffect, useRef } from 'preact/hooks'

export interface MenuItem {
  readonly label: string
  /** A key that does the same, or why it can't be chosen. */
  readonly hint?: string
  readonly disabled?: boolean
  /** Whether it is on; without it, it is nothing that is on or off. */
  readonly checked?: boolean
  readonly testId?: string
  /** Called in the event that chose it, as the clipboard asks for. The menu is gone by then. */
  readonly onChoose: (document: Document) => void
}

/** Items that belong together, with a line above and perhaps a title. */
export interface MenuGroup {
  readonly title?: string
  readonly items: readonly MenuItem[]
}

export interface MenuProps {
  /** What it is about, for who can't see it. */
  readonly label: string
  readonly groups: readonly MenuGroup[]
  /** Where it opens, CSS pixels of the viewport; it moves to stay in sight. */
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

/** CSS pixels between the menu and the edge of the panel. */
const EDGE = 4

/**
 * A menu as https://www.w3.org/WAI/ARIA/apg/patterns/menubar/ has it: arrows, Home, End and first letters move, Enter and
 * Space choose, Escape, Tab and a press elsewhere close. The focus goes back to where it was.
 */
export function Menu({ label, groups, at, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null)
  const items = (): HTMLElement[] => [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]

  useLayoutEffect(() => {
    const element = menu.current
    const document = element?.ownerDocument
    if (!element || !document) return
    const before = document.activeElement as HTMLElement | null
    const { clientWidth, clientHeight } = document.documentElement
    element.style.left = `${Math.max(EDGE, Math.min(at.x, clientWidth - element.offsetWidth - EDGE))}px`
    element.style.top = `${Math.max(EDGE, Math.min(at.y, clientHeight - element.offsetHeight - EDGE))}px`
    items()[0]?.focus()
    const press = (event: Event): void => {
      if (!element.contains(event.target as Node | null)) onClose()
    }
    const { defaultView } = document
    document.addEventListener('pointerdown', press, { capture: true })
    document.addEventListener('wheel', press, { capture: true, passive: true })
    defaultView?.addEventListener('blur', onClose)
    defaultView?.addEventListener('resize', onClose)
    return () => {
      document.removeEventListener('pointerdown', press, { capture: true })
      document.removeEventListener('wheel', press, { capture: true })
      defaultView?.removeEventListener('blur', onClose)
      defaultView?.removeEventListener('resize', onClose)
      // A press elsewhere has given the focus to something else already.
      if (element.contains(document.activeElement)) before?.focus()
    }
  }, [])

  const press = (event: KeyboardEvent): void => {
    const all = items()
    const to = next(event.key, all.indexOf(event.target as HTMLElement), all)
    if (to !== null) all[to]?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (event.key === 'Enter' || event.key === ' ') (event.target as HTMLElement).click()
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="menu" role="menu" tabIndex={-1} aria-label={label} data-testid="menu" ref={menu} onKeyDown={press}>
      {groups.map(({ title, items }, number) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of a menu.
        <div class="menu-group" role="group" aria-label={title} key={title ?? number}>
          {title && (
            <div class="menu-title" aria-hidden="true">
              {title}
            </div>
          )}
          {items.map(({ label, hint, disabled = false, checked, testId, onChoose }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the menu has the keys.
            // biome-ignore lint/a11y/noStaticElementInteractions: both roles that it can have are those of controls.
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: with aria-checked it is a menuitemcheckbox.
            <div
              class="menu-item"
              role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={checked}
              key={label}
              tabIndex={-1}
              aria-disabled={disabled}
              data-testid={testId}
              onPointerMove={(event) => event.currentTarget.focus()}
              onClick={(event) => {
                if (disabled) return
                const { ownerDocument } = event.currentTarget
                onClose()
                onChoose(ownerDocument)
              }}
            >
              <span>{label}</span>
              {hint && <span class="menu-hint">{hint}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

/** Where a key moves to among the items; null for a key that does not move. */
function next(key: string, at: number, items: readonly HTMLElement[]): number | null {
  const { length } = items
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % length
    case 'ArrowUp':
      return (at - 1 + length) % length
    case 'Home':
      return 0
    case 'End':
      return length - 1
  }
  if (key.length !== 1 || key === ' ') return null
  const order = items.map((_, step) => (at + 1 + step) % length)
  return order.find((place) => items[place]?.textContent.toLowerCase().startsWith(key.toLowerCase())) ?? at
}

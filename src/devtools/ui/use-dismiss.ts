import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/**
 * Calls `dismiss` while it is `shown` when something outside of the element is pressed, the window loses the focus, or
 * Escape is pressed inside, which is `byKey`.
 */
export function useDismiss(
  element: RefObject<HTMLElement | null>,
  shown: boolean,
  dismiss: (byKey: boolean) => void,
): void {
  useLayoutEffect(() => {
    const inside = element.current
    const document = inside?.ownerDocument
    const window = document?.defaultView
    if (!shown || !inside || !document || !window) return
    const press = (event: Event): void => {
      if (!inside.contains(event.target as Node)) dismiss(false)
    }
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      // Escape would also open DevTools' drawer.
      event.stopPropagation()
      event.preventDefault()
      dismiss(true)
    }
    const blur = (): void => dismiss(false)
    document.addEventListener('pointerdown', press, { capture: true })
    inside.addEventListener('keydown', key)
    window.addEventListener('blur', blur)
    return () => {
      document.removeEventListener('pointerdown', press, { capture: true })
      inside.removeEventListener('keydown', key)
      window.removeEventListener('blur', blur)
    }
  })
}

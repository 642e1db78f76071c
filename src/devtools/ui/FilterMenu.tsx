import { useRef, useState } from 'preact/hooks'
import { Icon } from './Icon.tsx'
import { lazy } from './lazy.tsx'
import { usePanel } from './panel-context.ts'
import { useDismiss } from './use-dismiss.ts'

const FilterForm = lazy(async () => (await import('./FilterForm.tsx')).FilterForm)
const SavedFilters = lazy(async () => (await import('./SavedFilters.tsx')).SavedFilters)

/** A button that opens the filter as a form, and the filters that were saved. */
export function FilterMenu() {
  const { state } = usePanel()
  const [open, setOpen] = useState(false)
  const menu = useRef<HTMLSpanElement>(null)
  const switchedOn = state.saved.value.filter(({ on }) => on).length
  const label = switchedOn === 0 ? 'Filters' : `Filters, ${switchedOn} saved on`
  useDismiss(menu, open, (byKey) => {
    setOpen(false)
    if (byKey) menu.current?.querySelector('button')?.focus()
  })
  return (
    <span class="filter-menu" ref={menu}>
      <button
        type="button"
        class={`menu-button ${switchedOn > 0 ? 'menu-button-on' : ''}`}
        data-testid="filter-menu"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label}
        title={switchedOn === 0 ? 'Choose a filter without typing, or a saved one' : label}
        onClick={() => setOpen(!open)}
      >
        Filters{switchedOn > 0 && <span class="badge">{switchedOn}</span>}
        <Icon name="opened" />
      </button>
      {open && (
        <div class="popup filter-popup" role="dialog" aria-label="Filters" data-testid="filter-popup">
          <FilterForm />
          <SavedFilters />
        </div>
      )}
    </span>
  )
}

import { useRef } from 'preact/hooks'
import { Icon } from './Icon.tsx'
import { usePanel } from './panel-context.ts'

/** The text that rows are filtered by. */
export function FilterField() {
  const { filter } = usePanel().state.choices
  const field = useRef<HTMLInputElement>(null)
  const clear = (): void => {
    filter.value = ''
    field.current?.focus()
  }
  return (
    <span class="filter">
      <Icon name="filter" />
      <input
        ref={field}
        type="text"
        class="filter-field"
        data-testid="filter"
        placeholder="Filter"
        aria-label="Filter"
        title="Show rows with this text (press / or Ctrl+F)"
        spellcheck={false}
        autocomplete="off"
        value={filter.value}
        onInput={(event) => {
          filter.value = event.currentTarget.value
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || filter.value === '') return
          // Escape would also open DevTools' drawer.
          event.stopPropagation()
          event.preventDefault()
          clear()
        }}
      />
      {filter.value !== '' && (
        <button
          type="button"
          class="filter-clear"
          title="Clear the filter"
          aria-label="Clear the filter"
          onClick={clear}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  )
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { visibleLine } from '../../core/visible.ts'
import type { SavedFilter } from '../state.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'

/** Filters with names. Those that are switched on hold together with what is typed. */
export function SavedFilters() {
  const { state } = usePanel()
  const saved = state.saved.value
  /** The one whose name is being written; `saved.length` is the new one. */
  const [renaming, setRenaming] = useState<number | null>(null)
  const text = state.choices.filter.value.trim()
  const canSave = text !== '' && state.filtering.problem.value === null

  const change = (index: number, filter: SavedFilter | null): void =>
    state.setSaved(filter ? saved.with(index, filter) : saved.toSpliced(index, 1))
  const save = (name: string): void => {
    state.setSaved([...saved, { name: name.trim() || text, text, on: true }])
    // It goes on as a saved one.
    state.choices.filter.value = ''
    setRenaming(null)
  }
  return (
    <section class="saved" aria-label="Saved filters" data-testid="saved-filters">
      <h2>Saved filters</h2>
      {saved.map((filter, index) =>
        renaming === index ? (
          <NameForm
            key={filter.text}
            name={filter.name}
            onDone={(name) => {
              if (name.trim() !== '') change(index, { ...filter, name: name.trim() })
              setRenaming(null)
            }}
            onCancel={() => setRenaming(null)}
          />
        ) : (
          <div class="saved-filter" key={`${filter.name} ${filter.text}`} data-testid="saved-filter">
            <label class="check" title={filter.text}>
              <input
                type="checkbox"
                checked={filter.on}
                onChange={(event) => change(index, { ...filter, on: event.currentTarget.checked })}
              />
              <span class="saved-name">{visibleLine(filter.name)}</span>
              {filter.name !== filter.text && <span class="saved-text">{visibleLine(filter.text)}</span>}
            </label>
            <SavedProblem filter={filter} />
            <IconButton icon="edit" label={`Rename ${filter.name}`} onClick={() => setRenaming(index)} />
            <IconButton icon="close" label={`Remove ${filter.name}`} onClick={() => change(index, null)} />
          </div>
        ),
      )}
      {renaming === saved.length ? (
        <NameForm name="" onDone={save} onCancel={() => setRenaming(null)} />
      ) : (
        <button
          type="button"
          class="text-button"
          data-testid="save-filter"
          disabled={!canSave}
          title={canSave ? `Give ${text} a name` : 'Type a filter first'}
          onClick={() => setRenaming(saved.length)}
        >
          Save current filter…
        </button>
      )}
    </section>
  )
}

function SavedProblem({ filter }: { filter: SavedFilter }) {
  const problem = usePanel().state.filtering.check(filter.text)
  return (
    problem && (
      <span class="error" title={problem.message}>
        can’t be read
      </span>
    )
  )
}

interface NameFormProps {
  readonly name: string
  readonly onDone: (name: string) => void
  readonly onCancel: () => void
}

function NameForm({ name, onDone, onCancel }: NameFormProps) {
  const [value, setValue] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.select(), [])
  return (
    <form
      class="saved-form"
      onSubmit={(event) => {
        event.preventDefault()
        // Not the state: a key press may come before what was typed is drawn.
        onDone(field.current?.value ?? value)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        onCancel()
      }}
    >
      <input
        type="text"
        data-testid="saved-name"
        aria-label="Name of the filter"
        placeholder="Name"
        value={value}
        ref={field}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <button type="submit" class="main-button" data-testid="saved-done">
        Save
      </button>
    </form>
  )
}

import { useRef, useState } from 'preact/hooks'
import { type Completion, complete, type Suggestion } from '../../core/query/complete.ts'
import { isPlain } from '../keys.ts'
import { FilterProblem } from './FilterProblem.tsx'
import { Icon } from './Icon.tsx'
import { usePanel } from './panel-context.ts'
import { Suggestions, suggestionId } from './Suggestions.tsx'

const LIST = 'filter-suggestions'
const PROBLEM = 'filter-problem'
/** Of the list: nothing is chosen in it. */
const NONE = -1

/** The text that rows are filtered by, with what could be typed next, or what is wrong with it. */
export function FilterField() {
  const { state } = usePanel()
  const { filter } = state.choices
  const field = useRef<HTMLInputElement>(null)
  const [focused, setFocused] = useState(false)
  /** What is offered; null: nothing, until something is typed or asked for. */
  const [offer, setOffer] = useState<Completion | null>(null)
  const [at, setAt] = useState(NONE)
  const problem = state.filtering.problem.value
  const suggestions = offer?.suggestions ?? []
  const open = focused && suggestions.length > 0
  // What is being chosen is not wrong yet.
  const wrong = problem !== null && !open

  /** `asked`: also where nothing was typed yet. */
  const look = (asked: boolean): void => {
    const element = field.current
    if (!element) return
    const next = complete(element.value, element.selectionStart ?? element.value.length, state.known())
    setOffer(asked || next.start < next.end ? next : null)
    setAt(asked && next.suggestions.length > 0 ? 0 : NONE)
  }
  const close = (): void => {
    setOffer(null)
    setAt(NONE)
  }
  const clear = (): void => {
    filter.value = ''
    close()
    field.current?.focus()
  }
  const accept = (suggestion: Suggestion): void => {
    const element = field.current
    if (!element || !offer) return
    const rest = element.value.slice(offer.end)
    const head = element.value.slice(0, offer.start) + suggestion.text + (suggestion.done && rest === '' ? ' ' : '')
    // Here and not by drawing: the caret goes behind what was put in.
    element.value = head + rest
    element.setSelectionRange(head.length, head.length)
    filter.value = element.value
    if (suggestion.done) close()
    else look(false)
  }

  /** Answers whether the key was meant for the list. */
  const press = (event: KeyboardEvent): boolean => {
    if (!isPlain(event)) return false
    const { key } = event
    const chosen = suggestions[at]
    if (!open) {
      if (key === 'ArrowDown') look(true)
      else if (key === 'Escape' && filter.value !== '') clear()
      else return false
      return true
    }
    const { length } = suggestions
    if (key === 'ArrowDown') setAt((now) => (now + 1) % length)
    else if (key === 'ArrowUp') setAt((now) => (now <= 0 ? length - 1 : now - 1))
    else if (key === 'Escape') close()
    else if (key === 'Enter') {
      if (chosen) accept(chosen)
      else close()
    } else if (key === 'Tab') accept(chosen ?? (suggestions[0] as Suggestion))
    else return false
    return true
  }

  return (
    <span class={`filter ${wrong ? 'filter-wrong' : ''}`}>
      <Icon name={wrong ? 'error' : 'filter'} />
      <input
        ref={field}
        type="text"
        class="filter-field"
        data-testid="filter"
        placeholder="Filter, such as dir:sent size:>1k"
        role="combobox"
        aria-label="Filter"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={LIST}
        aria-activedescendant={open && at >= 0 ? suggestionId(LIST, at) : undefined}
        aria-invalid={wrong}
        aria-describedby={wrong ? PROBLEM : undefined}
        title={wrong ? problem.message : 'Show rows that pass (press /). Arrow down shows what can be asked.'}
        spellcheck={false}
        autocomplete="off"
        value={filter.value}
        onInput={(event) => {
          filter.value = event.currentTarget.value
          look(false)
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false)
          close()
        }}
        onClick={close}
        onKeyDown={(event) => {
          if (!press(event)) return
          // Escape would also open DevTools' drawer.
          event.stopPropagation()
          event.preventDefault()
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
      {open && <Suggestions id={LIST} suggestions={suggestions} at={at} onAccept={accept} />}
      {wrong && <FilterProblem id={PROBLEM} text={filter.value} problem={problem} hidden={!focused} />}
    </span>
  )
}

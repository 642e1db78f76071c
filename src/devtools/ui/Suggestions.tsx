import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Suggestion } from '../../core/query/complete.ts'
import { visibleLine } from '../../core/visible.ts'

interface SuggestionsProps {
  readonly id: string
  readonly suggestions: readonly Suggestion[]
  /** The chosen one; -1: none. */
  readonly at: number
  readonly onAccept: (suggestion: Suggestion) => void
}

/** The id of one in the list. */
export function suggestionId(list: string, at: number): string {
  return `${list}-${at}`
}

/** What could be typed, under the field, which keeps the focus and has the keys. */
export function Suggestions({ id, suggestions, at, onAccept }: SuggestionsProps) {
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at])
  return (
    <div class="popup suggestions" role="listbox" id={id} aria-label="Suggestions" data-testid={id} ref={list}>
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has focus and keys.
        <div
          key={suggestion.text}
          class="suggestion"
          role="option"
          id={suggestionId(id, index)}
          aria-selected={index === at}
          // The field must not lose the focus before the click arrives.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAccept(suggestion)}
        >
          <span class="suggestion-text">{visibleLine(suggestion.text)}</span>
          <span class="suggestion-summary">{visibleLine(suggestion.summary)}</span>
        </div>
      ))}
    </div>
  )
}

import { useLayoutEffect, useRef } from 'preact/hooks'
import { count } from '../../core/format.ts'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'

/** Looks for a text among the rows that are shown, marks it and steps through, and hides nothing. */
export function FindBar() {
  const { state } = usePanel()
  const { find, findExact, findRegexp } = state.choices
  const { finding } = state
  const field = useRef<HTMLInputElement>(null)
  const problem = finding.problem.value
  useLayoutEffect(() => field.current?.select(), [])
  const close = (): void => {
    find.value = null
    field.current?.ownerDocument.querySelector<HTMLElement>('[data-testid=messages]')?.focus()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: search is no element of all browsers yet.
    <div class="find-bar" role="search" aria-label="Find in rows">
      <span class="find">
        <Icon name="find" />
        <input
          ref={field}
          type="text"
          class="find-field"
          data-testid="find"
          placeholder="Find"
          aria-label="Find"
          aria-invalid={problem !== null}
          aria-describedby="find-status"
          spellcheck={false}
          autocomplete="off"
          value={find.value ?? ''}
          onInput={(event) => {
            find.value = event.currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finding.go(event.shiftKey ? -1 : 1)
            else if (event.key === 'Escape') close()
            else return
            event.stopPropagation()
            event.preventDefault()
          }}
        />
        <Toggle label="Match case" text="Aa" choice={findExact} testId="find-exact" />
        <Toggle label="Regular expression" text=".*" choice={findRegexp} testId="find-regexp" />
      </span>
      <IconButton
        icon="previous"
        label="Previous match (Shift+Enter)"
        testId="find-previous"
        onClick={() => finding.go(-1)}
      />
      <IconButton icon="next" label="Next match (Enter)" testId="find-next" onClick={() => finding.go(1)} />
      <span class={`find-status ${problem ? 'error' : ''}`} id="find-status" role="status" data-testid="find-status">
        {problem ?? <Status />}
      </span>
      <span class="space" />
      <IconButton icon="close" label="Close (Escape)" testId="find-close" onClick={close} />
    </div>
  )
}

interface ToggleProps {
  readonly label: string
  readonly text: string
  readonly choice: { value: boolean }
  readonly testId: string
}

function Toggle({ label, text, choice, testId }: ToggleProps) {
  return (
    <button
      type="button"
      class="find-toggle"
      title={label}
      aria-label={label}
      aria-pressed={choice.value}
      data-testid={testId}
      onClick={() => {
        choice.value = !choice.value
      }}
    >
      {text}
    </button>
  )
}

/** Which match the chosen row is, of how many; a count that still grows ends in a plus. */
function Status() {
  const { state } = usePanel()
  const { finding } = state
  state.tick.value
  const found = finding.found.value
  if (finding.loading.value) return <>Loading…</>
  if (!found) return null
  const all = `${count(found.length)}${found.pending > 0 ? '+' : ''}`
  if (found.length === 0) return <>{found.pending > 0 ? 'Looking…' : 'No matches'}</>
  const row = state.row.value
  if (row !== null && found.includes(row)) return <>{`${count(found.indexOf(row) + 1)} of ${all}`}</>
  return <>{`${all} ${found.length === 1 ? 'match' : 'matches'}`}</>
}

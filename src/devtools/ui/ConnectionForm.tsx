import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import {
  type ConnectionField,
  checkConnection,
  connectionKey,
  type SavedConnection,
} from '../../core/connections/saved.ts'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { keepConnections, savedConnections } from './saved-connections.ts'
import { variablesOf } from './variables-of.ts'

const RETRY: readonly { readonly key: ConnectionField; readonly label: string; readonly unit: string }[] = [
  { key: 'attempts', label: 'Try again', unit: 'times in a row; 0: never' },
  { key: 'wait', label: 'After', unit: 'ms at first' },
  { key: 'factor', label: 'Times', unit: 'each time' },
  { key: 'longest', label: 'At most', unit: 'ms' },
  { key: 'jitter', label: 'Jitter', unit: '% of a wait may be left out, by chance' },
]

/** Writes one saved connection, with what is wrong beside each field. */
export function ConnectionForm({ onStored }: { onStored: (isStored: boolean) => void }) {
  const { state } = usePanel()
  const { dialDraft } = state.choices
  const form = useRef<HTMLFormElement>(null)
  /** Problems are told once Save was pressed. */
  const [isAsked, setAsked] = useState(false)
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), [])
  const writing = dialDraft.value
  if (!writing) return null
  const { draft, key } = writing
  const checked = checkConnection(draft, state.sender.source(variablesOf(state), true))
  const all = savedConnections(state)
  const isTaken = connectionKey(draft) !== key && all.some((one) => connectionKey(one) === connectionKey(draft))
  const problems: Readonly<Partial<Record<ConnectionField, string>>> = {
    ...(isTaken && { name: 'Another connection in this folder has this name.' }),
    ...(!checked.ok && checked.problems),
  }
  const put = (change: Partial<SavedConnection>): void => {
    dialDraft.value = { key, draft: { ...draft, ...change } }
  }
  const close = (): void => {
    dialDraft.value = null
  }
  const save = (): void => {
    setAsked(true)
    if (!checked.ok || isTaken) return
    const at = all.findIndex((one) => connectionKey(one) === key)
    close()
    void keepConnections(state, at < 0 ? [...all, draft] : all.with(at, draft)).then(onStored)
  }
  const problem = (field: ConnectionField): string | null => (isAsked && problems[field]) || null
  const line = (field: ConnectionField, label: string, placeholder = '') => (
    <Field
      id={`dial-${field}`}
      label={label}
      placeholder={placeholder}
      value={draft[field]}
      problem={problem(field)}
      onInput={(text) => put({ [field]: text })}
    />
  )
  return (
    <form
      class="rule-form connection-form"
      data-testid="connection-form"
      aria-label="Saved connection"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        close()
      }}
    >
      {line('name', 'Name')}
      {line('folder', 'Folder', 'none, or names with / between')}
      {line('url', 'URL', 'ws://localhost:9998/echo?token={{env token}}')}
      {line('protocols', 'Subprotocols', 'none, or names with commas between')}
      <div class="field">
        <label class="field-name" for="dial-from">
          From
        </label>
        <div class="field-body">
          <select
            id="dial-from"
            data-testid="dial-from"
            value={draft.from}
            onChange={(event) => put({ from: event.currentTarget.value as SavedConnection['from'] })}
          >
            <option value="panel">The panel</option>
            <option value="page">The page</option>
          </select>
        </div>
      </div>
      <div class="field">
        <label class="field-name" for="dial-greeting">
          On open
        </label>
        <div class="field-body">
          <textarea
            class="draft-field rule-lines"
            id="dial-greeting"
            data-testid="dial-greeting"
            spellcheck={false}
            placeholder="Messages that are sent each time it opens, one on each line"
            value={draft.greeting}
            aria-invalid={problem('greeting') !== null}
            aria-describedby="dial-greeting-problem"
            onInput={(event) => put({ greeting: event.currentTarget.value })}
          />
          <span id="dial-greeting-problem" class="error" role="alert" data-testid="dial-greeting-problem">
            {problem('greeting')}
          </span>
        </div>
      </div>
      {RETRY.filter(({ key }) => key === 'attempts' || draft.attempts.trim() !== '0').map(({ key, label, unit }) => (
        <Field
          key={key}
          id={`dial-${key}`}
          label={label}
          value={draft[key]}
          problem={problem(key)}
          onInput={(text) => put({ [key]: text })}
        >
          <span class="beside">{unit}</span>
        </Field>
      ))}
      <div class="form-end">
        <button type="submit" class="main-button" data-testid="save-connection">
          Save
        </button>
        <button type="button" class="text-button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  )
}

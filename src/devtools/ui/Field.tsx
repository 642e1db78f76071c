import type { ComponentChildren } from 'preact'

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly value: string
  /** What is wrong with the value, and what is right; null: nothing. */
  readonly problem: string | null
  readonly onInput: (value: string) => void
  readonly placeholder?: string
  readonly list?: string
  readonly children?: ComponentChildren
}

/** A line to type in, with what is wrong in it beside. The id is the test id too. */
export function Field({ id, label, value, problem, onInput, placeholder, list, children }: FieldProps) {
  return (
    <div class={`field field-${id}`}>
      <label for={id} class="field-name">
        {label}
      </label>
      <div class="field-body">
        <input
          id={id}
          type="text"
          data-testid={id}
          spellcheck={false}
          autocomplete="off"
          value={value}
          placeholder={placeholder}
          list={list}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {children}
        <span id={`${id}-problem`} class="error" role="alert" data-testid={`${id}-problem`}>
          {problem}
        </span>
      </div>
    </div>
  )
}

import { useRef } from 'preact/hooks'
import {
  ACTIONS,
  checkRule,
  type FieldInfo,
  fieldsOf,
  isDecidedHere,
  newDraft,
  type RuleDraft,
} from '../../core/rules/check-rule.ts'
import type { ActionType } from '../../core/rules/rule.ts'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { nextId, putRules, rulesOf } from './rule-list.ts'

/** Writes one rule, with what is wrong beside each field. */
export function RuleForm() {
  const { state } = usePanel()
  const { rule } = state.choices
  const form = useRef<HTMLFormElement>(null)
  const writing = rule.value
  if (!writing) return null
  const { draft, id } = writing
  const checked = checkRule(draft)
  const put = (change: Partial<RuleDraft>): void => {
    rule.value = { id, draft: { ...draft, ...change } }
  }
  const close = (): void => {
    rule.value = null
  }
  const save = (): void => {
    if (!isRight) return
    const entries = rulesOf(state)
    const at = entries.findIndex((one) => one.id === id)
    const entry = { id: at < 0 ? nextId(entries) : (id as number), on: true, draft }
    putRules(state, at < 0 ? [...entries, entry] : entries.with(at, entry))
    close()
  }
  const problems = checked.ok ? {} : checked.problems
  // Expressions and paths are read by what will search with them.
  const when = (checked.ok ? null : checked.when) ?? state.filtering.check(draft.when)
  const isRight = checked.ok && when === null
  const whenText = when && `${when.message} (characters ${when.start + 1} to ${when.end})`
  return (
    <form
      class="rule-form"
      data-testid="rule-form"
      aria-label="Rule"
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
      <div class="field">
        <label class="field-name" for="rule-type">
          Do
        </label>
        <div class="field-body">
          <select
            id="rule-type"
            data-testid="rule-type"
            value={draft.type}
            onChange={(event) => {
              const type = event.currentTarget.value as ActionType
              put({ type, values: newDraft(type).values })
            }}
          >
            {ACTIONS.map(({ type, label }) => (
              <option key={type} value={type}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Field
        id="rule-when"
        label="When"
        value={draft.when}
        problem={whenText}
        placeholder="dir:sent json:$.type=order — as in the filter; empty: all"
        onInput={(text) => put({ when: text })}
      />
      {isRight && isDecidedHere(checked.rule) && (
        <p class="prose field-note" data-testid="rule-note">
          The page can’t decide this by itself: each message that may meet it waits there until the panel has.
        </p>
      )}
      {fieldsOf(draft).map((info) => (
        <ValueField
          key={`${draft.type} ${info.key}`}
          info={info}
          value={draft.values[info.key] ?? ''}
          problem={problems[info.key] ?? null}
          onInput={(text) => put({ values: { ...draft.values, [info.key]: text } })}
        />
      ))}
      <details class="rule-more">
        <summary>Name and chance</summary>
        <Field id="rule-name" label="Name" value={draft.name} problem={null} onInput={(text) => put({ name: text })} />
        <Field
          id="rule-percent"
          label="% of them"
          value={draft.percent}
          problem={problems.percent ?? null}
          onInput={(text) => put({ percent: text })}
        />
        <Field
          id="rule-seed"
          label="Seed"
          value={draft.seed}
          problem={problems.seed ?? null}
          onInput={(text) => put({ seed: text })}
        >
          <span class="beside">what is left to chance repeats with it</span>
        </Field>
      </details>
      <div class="form-end">
        <button type="submit" class="main-button" data-testid="save-rule" disabled={!isRight}>
          {id === null ? 'Add and switch on' : 'Save'}
        </button>
        <button type="button" class="text-button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  )
}

interface ValueFieldProps {
  readonly info: FieldInfo
  readonly value: string
  readonly problem: string | null
  readonly onInput: (text: string) => void
}

function ValueField({ info, value, problem, onInput }: ValueFieldProps) {
  const { choices, key, label, lines } = info
  const id = `rule-${key}`
  if (!choices && !lines) return <Field id={id} label={label} value={value} problem={problem} onInput={onInput} />
  return (
    <div class="field">
      <label class="field-name" for={id}>
        {label}
      </label>
      <div class="field-body">
        {choices ? (
          <select id={id} data-testid={id} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        ) : (
          <textarea
            class="draft-field rule-lines"
            id={id}
            data-testid={id}
            spellcheck={false}
            value={value}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-problem`}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )}
        <span id={`${id}-problem`} class="error" role="alert" data-testid={`${id}-problem`}>
          {problem}
        </span>
      </div>
    </div>
  )
}

import { batch } from '@preact/signals'
import { sizeText, toHex } from '../../core/bytes.ts'
import type { Draft } from '../../core/draft.ts'
import type { Encoder, EncoderField } from '../../core/encoders/encoder.ts'
import { encoders } from '../../core/encoders/list.ts'
import { visible } from '../../core/visible.ts'
import { Editor } from './Editor.tsx'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { recipeOf, writtenOut } from './read-draft.ts'
import { variablesOf } from './variables-of.ts'
import { wordsOf } from './words-of.ts'

/** UTF-16 units, or bytes, of what is made that are shown. */
const SHOWN = 2000

/** Fields that become a message of a protocol, with what is wrong beside each and what they make below. `offered`: the
 *  encoder of the socket's protocol, which comes first. */
export function EncoderForm({ draft, offered }: { draft: Draft; offered: Encoder | null }) {
  const { state } = usePanel()
  const { choices } = state
  const encoder = encoders.find(({ id }) => id === choices.encoder.value)
  const values = choices.forms.value[choices.encoder.value] ?? {}
  // An untouched form is not wrong yet.
  const isUntouched = Object.values(values).every((value) => value === '')
  const problem = draft.ok || isUntouched ? null : draft
  const listed = offered ? [offered, ...encoders.filter((one) => one !== offered)] : encoders

  const enter = (field: string, value: string): void => {
    const id = choices.encoder.value
    const forms = choices.forms.value
    choices.forms.value = { ...forms, [id]: { ...forms[id], [field]: value } }
  }
  const editByHand = (): void => {
    const written = writtenOut(recipeOf(choices))
    if (typeof written === 'string') return
    batch(() => {
      choices.fill.value = true
      if (written.writing === 'hex') {
        choices.hex.value = written.text
        choices.encoding.value = 'hex'
        choices.format.value = 'binary'
      } else {
        choices.draft.value = written.text
        choices.format.value = 'text'
      }
    })
  }
  return (
    <div class="encoder" data-testid="encoder-form">
      <div class="field">
        <label for="encoder" class="field-name">
          Message
        </label>
        <div class="field-body">
          <select
            id="encoder"
            data-testid="encoder"
            value={choices.encoder.value}
            onChange={(event) => {
              choices.encoder.value = event.currentTarget.value
            }}
          >
            {listed.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      {encoder?.fields.map((field) => (
        <FormField
          key={`${encoder.id} ${field.id}`}
          field={field}
          value={values[field.id] ?? ''}
          problem={problem?.field === field.id ? problem.message : null}
          onInput={(value) => enter(field.id, value)}
        />
      ))}
      <p class="draft-check" role="status" data-testid="draft-check">
        {draft.ok && `${sizeText(draft.size)}${draft.filled ? ' · generated values are made anew each time' : ''}`}
        {problem && !problem.field && <span class="error">{problem.message}</span>}
      </p>
      {draft.ok && (
        <div class="encoded">
          <pre class="filled" data-testid="encoded">
            {madeText(draft.payload)}
          </pre>
          <button type="button" class="text-button" data-testid="edit-by-hand" onClick={editByHand}>
            {typeof draft.payload === 'string' ? 'Edit as text' : 'Edit as hex'}
          </button>
        </div>
      )}
    </div>
  )
}

/** What goes out, as text with its control characters in sight or as hex. */
function madeText(payload: string | ArrayBuffer): string {
  if (typeof payload === 'string') return visible(payload.slice(0, SHOWN))
  return toHex(new Uint8Array(payload, 0, Math.min(payload.byteLength, SHOWN)))
}

interface FormFieldProps {
  readonly field: EncoderField
  readonly value: string
  readonly problem: string | null
  readonly onInput: (value: string) => void
}

function FormField({ field, value, problem, onInput }: FormFieldProps) {
  const { state } = usePanel()
  const { choices, example, isOptional, kind, label } = field
  const id = `form-${field.id}`
  const placeholder = isOptional ? `optional, such as ${example}` : example
  if (kind === 'line') return <Field {...{ id, label, value, problem, placeholder, onInput }} />
  return (
    <div class={`field field-${id}`}>
      <label for={id} class="field-name">
        {label}
      </label>
      <div class="field-body">
        {kind === 'choice' && (
          <select
            id={id}
            data-testid={id}
            value={value || choices?.[0]}
            onChange={(event) => onInput(event.currentTarget.value)}
          >
            {choices?.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </select>
        )}
        {kind === 'lines' && (
          <textarea
            id={id}
            class="draft-field"
            data-testid={id}
            rows={3}
            spellcheck={false}
            placeholder={placeholder}
            value={value}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-problem`}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )}
        {kind === 'json' && (
          <Editor
            text={value}
            look={{ isJson: true, fill: true, placeholder, isWrong: problem !== null }}
            testId={id}
            label={label}
            describedBy={`${id}-problem`}
            onChange={onInput}
            words={() => wordsOf(state, state.target.value?.number ?? null)}
            variables={() => variablesOf(state)}
          />
        )}
        <span id={`${id}-problem`} class="error" role="alert" data-testid={`${id}-problem`}>
          {problem}
        </span>
      </div>
    </div>
  )
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Variable } from '../../core/template.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { variablesOf } from './variables-of.ts'

/** Names and values for templates. A value can be taken from the message that is selected in the list. */
export function VariablesForm() {
  const { state } = usePanel()
  const variables = variablesOf(state)
  const [problem, setProblem] = useState('')
  /** Of what is kept, and not of what was drawn last: several keys may come between two drawings. */
  const change = (index: number, part: Partial<Variable>): void => {
    const kept = variablesOf(state)
    const variable = kept[index]
    if (variable) state.store('variables', kept.with(index, { ...variable, ...part }))
  }
  const form = useRef<HTMLElement>(null)
  // It stands below the message, and may have been opened from elsewhere.
  useLayoutEffect(() => form.current?.scrollIntoView?.({ block: 'nearest' }), [])
  const row = state.row.value
  const body = row === null ? null : state.session.log.body(row)
  const picked = typeof body === 'string' ? body : null

  return (
    <section class="compose-form" aria-label="Variables" data-testid="variables" ref={form}>
      {variables.map((variable, index) => {
        const name = variable.name.trim()
        const twice = variables.findIndex((one) => one.name === variable.name) !== index
        const wrong = name === '' || /[\s{}]/.test(name) ? 'one word' : twice ? 'taken' : null
        return (
          <div class="variable" key={index} data-testid="variable">
            <input
              type="text"
              aria-label="Name"
              placeholder="name"
              data-testid="variable-name"
              spellcheck={false}
              aria-invalid={wrong !== null}
              value={variable.name}
              onInput={(event) => change(index, { name: event.currentTarget.value })}
            />
            <input
              type="text"
              aria-label={`Value of ${variable.name}`}
              placeholder="value"
              data-testid="variable-value"
              spellcheck={false}
              value={variable.value}
              onInput={(event) => change(index, { value: event.currentTarget.value })}
            />
            {wrong && <span class="error">{wrong === 'taken' ? 'This name is taken' : 'Use one word as name'}</span>}
            <IconButton
              icon="copy"
              label={picked === null ? 'Select a text message to take its value from' : 'Take the selected message'}
              testId="variable-pick"
              onClick={() => {
                if (picked === null) setProblem('Select a text message in the list, then take its value from there.')
                else {
                  setProblem('')
                  change(index, { value: picked })
                }
              }}
            />
            <IconButton
              icon="close"
              label={`Remove ${variable.name}`}
              onClick={() => state.store('variables', variablesOf(state).toSpliced(index, 1))}
            />
          </div>
        )
      })}
      <div class="form-end">
        <button
          type="button"
          class="text-button"
          data-testid="variable-add"
          onClick={() => state.store('variables', [...variablesOf(state), { name: '', value: '' }])}
        >
          Add variable
        </button>
        <span class="beside">
          Written as {'{{env name}}'} in text and JSON; also {'{{uuid}}'}, {'{{now}}'}, {'{{now iso}}'}, {'{{counter}}'}
          , {'{{random 1 100}}'}.
        </span>
        <span class="error" role="alert">
          {problem}
        </span>
      </div>
    </section>
  )
}

import { useState } from 'preact/hooks'
import type { Recipe } from '../../core/draft.ts'
import { readNumber } from '../../core/read-number.ts'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { readDraft } from './read-draft.ts'
import { variablesOf } from './variables-of.ts'

const MOST_TIMES = 10_000_000
/** A day, ms. */
const MOST_EVERY = 86_400_000

/** Sends what is composed again and again. `recipe` answers what is composed now. */
export function RepeatForm({ recipe }: { recipe: () => Recipe }) {
  const { state } = usePanel()
  const { choices, sender } = state
  const [problem, setProblem] = useState('')
  const check = () => {
    const isEndless = choices.repeatTimes.value.trim() === ''
    return {
      times: isEndless ? null : readNumber(choices.repeatTimes.value, 1, MOST_TIMES),
      every: readNumber(choices.repeatEvery.value, isEndless ? 1 : 0, MOST_EVERY),
      until: state.filtering.check(choices.repeatUntil.value),
    }
  }
  const { times, every, until } = check()
  const start = () => {
    // Anew: a key press may come before what was typed is drawn.
    const { times, every, until } = check()
    const target = state.target.value
    const draft = readDraft(choices, sender.source(variablesOf(state), true))
    if (!target) return setProblem('There is no socket to send on. Choose one, or open a new connection.')
    if (target.watched) return setProblem('This socket can only be read. Choose another one.')
    if (!draft.ok)
      return setProblem('Nothing was sent: what was typed is not valid yet. See the message below the field.')
    if ((times && !times.ok) || !every.ok || until) return
    setProblem('')
    void sender.repeat(target.number, recipe(), variablesOf(state), {
      times: times?.value ?? null,
      every: every.value,
      until: choices.repeatUntil.value,
    })
  }
  return (
    <section class="compose-form" aria-label="Repeat" data-testid="repeat-form">
      <Field
        id="repeat-times"
        label="Times"
        placeholder="until stopped"
        value={choices.repeatTimes.value}
        problem={times && !times.ok ? times.message : null}
        onInput={(value) => {
          choices.repeatTimes.value = value
        }}
      >
        <span class="beside">empty: a heartbeat, until stopped</span>
      </Field>
      <Field
        id="repeat-every"
        label="Every"
        value={choices.repeatEvery.value}
        problem={every.ok ? null : every.message}
        onInput={(value) => {
          choices.repeatEvery.value = value
        }}
      >
        <span class="beside">ms</span>
      </Field>
      <Field
        id="repeat-until"
        label="Until"
        placeholder="a received message passes this filter"
        value={choices.repeatUntil.value}
        problem={until?.message ?? null}
        onInput={(value) => {
          choices.repeatUntil.value = value
        }}
      />
      <div class="form-end">
        <button type="button" class="text-button" data-testid="repeat-start" onClick={start}>
          Start
        </button>
        <span class="error" role="alert" data-testid="repeat-problem">
          {problem}
        </span>
      </div>
    </section>
  )
}

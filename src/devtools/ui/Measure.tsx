import { useState } from 'preact/hooks'
import { LEAST_SIZE, MOST_MESSAGES } from '../../core/measure.ts'
import { readNumber } from '../../core/read-number.ts'
import { Checks } from './Checks.tsx'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { RunList } from './RunList.tsx'
import { readOnlyText } from './read-only-text.ts'
import { Segmented } from './Segmented.tsx'
import { TargetField } from './TargetField.tsx'

const PACES = [
  { value: 'ping-pong', label: 'Ping-pong' },
  { value: 'rate', label: 'At a rate' },
] as const
/** bytes */
const MOST_SIZE = 1_000_000
const MOST_RATE = 10_000

const MEASURES = [
  { value: 'echo', label: 'Round trips' },
  { value: 'checks', label: 'Checks' },
] as const

/** How long the way to a server takes, or whether it answers as expected. */
export function Measure() {
  const { choices } = usePanel().state
  const { measuring } = choices
  return (
    <div class="measuring">
      <Segmented
        label="What to measure"
        value={measuring.value}
        choices={MEASURES}
        testId="measuring"
        onChange={(next) => {
          measuring.value = next
        }}
      />
      {measuring.value === 'echo' ? <RoundTrips /> : <Checks />}
    </div>
  )
}

/** Measures the way to a server that echoes, and back. */
function RoundTrips() {
  const { state } = usePanel()
  const { choices, sender } = state
  const [problem, setProblem] = useState('')
  const watched = state.target.value?.watched
  const isRate = choices.measurePace.value === 'rate'
  const check = () => ({
    messages: readNumber(choices.measureMessages.value, 1, MOST_MESSAGES),
    size: readNumber(choices.measureSize.value, LEAST_SIZE, MOST_SIZE),
    rate: readNumber(choices.measureRate.value, 1, MOST_RATE),
  })
  const { messages, size, rate } = check()
  const start = () => {
    // Anew: a key press may come before what was typed is drawn.
    const { messages, size, rate } = check()
    const target = state.target.value
    if (!target) return setProblem('There is no socket to measure. Choose one, or open a new connection.')
    if (!messages.ok || !size.ok || (isRate && !rate.ok)) return
    setProblem('')
    sender.measure(target.number, messages.value, size.value, isRate && rate.ok ? rate.value : 'ping-pong')
  }
  return (
    <form
      class="compose"
      data-testid="measure"
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <TargetField />
      <div class="measure-form">
        <Field
          id="measure-messages"
          label="Messages"
          value={choices.measureMessages.value}
          problem={messages.ok ? null : messages.message}
          onInput={(value) => {
            choices.measureMessages.value = value
          }}
        />
        <Field
          id="measure-size"
          label="Size"
          value={choices.measureSize.value}
          problem={size.ok ? null : size.message}
          onInput={(value) => {
            choices.measureSize.value = value
          }}
        >
          <span class="beside">bytes of text</span>
        </Field>
        <Segmented
          label="Pace"
          value={choices.measurePace.value}
          choices={PACES}
          testId="measure-pace"
          onChange={(pace) => {
            choices.measurePace.value = pace
          }}
        />
        {isRate && (
          <Field
            id="measure-rate"
            label="Rate"
            value={choices.measureRate.value}
            problem={rate.ok ? null : rate.message}
            onInput={(value) => {
              choices.measureRate.value = value
            }}
          >
            <span class="beside">messages/s</span>
          </Field>
        )}
      </div>
      <div class="compose-send">
        <button type="submit" class="main-button" data-testid="measure-start" disabled={Boolean(watched)}>
          Measure
        </button>
        <span class="outcome">
          {watched ? (
            <span class="beside">{readOnlyText(watched)}</span>
          ) : (
            <span class="beside">The server must answer each message with itself.</span>
          )}
          <span class="error" role="alert">
            {problem}
          </span>
        </span>
      </div>
      <RunList kind="measure" />
    </form>
  )
}

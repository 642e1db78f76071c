import { useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import type { Pace } from '../state.ts'
import { Field } from './Field.tsx'
import { usePanel } from './panel-context.ts'
import { RunList } from './RunList.tsx'
import { readOnlyText } from './read-only-text.ts'
import { Segmented } from './Segmented.tsx'
import { TargetField } from './TargetField.tsx'

const ROWS = [
  { value: 'socket', label: 'All sent on the socket shown' },
  { value: 'selected', label: 'Selected rows' },
] as const
const PACES = [
  { value: 'replies', label: 'Wait for replies' },
  { value: 'timed', label: 'Timed' },
  { value: 'fast', label: 'As fast as possible' },
] as const

const PACE_TEXTS = {
  replies: 'Each message goes once as many replies have come as came then, or after 5 s.',
  timed: 'Each message goes at its time.',
  fast: 'All go at once; when more than 1 MB waits in the socket, one every 20 ms until it has drained.',
} as const

/** Sends again what was sent before, and compares the replies. */
export function Replay() {
  const { state } = usePanel()
  const { choices, sender } = state
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly failed: boolean } | null>(null)
  const pace = choices.replayPace.value
  const speed = Number(choices.replaySpeed.value)
  const isSpeed = speed >= 0.01 && speed <= 1000
  const watched = state.target.value?.watched

  const start = () => {
    const target = state.target.value
    const fail = (text: string): void => setOutcome({ text, failed: true })
    if (!target) return fail('There is no socket to send on. Choose one, or open a new connection.')
    if (pace === 'timed' && !isSpeed) return
    const rows =
      choices.replayRows.value === 'selected' ? [...state.selection.rows()] : sender.sentRows(choices.socket.value)
    const chosen: Pace = pace === 'timed' ? { type: 'timed', speed } : { type: pace }
    const { messages, cut } = sender.replay(target.number, rows, chosen)
    if (messages === 0) return fail('There is nothing to replay: no message in these rows was sent. Choose other rows.')
    setOutcome(
      cut === 0
        ? null
        : { text: `${count(cut)} left out: only the beginning of a large message was kept.`, failed: false },
    )
  }
  return (
    <form
      class="compose"
      data-testid="replay"
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <TargetField />
      <Segmented
        label="Messages"
        value={choices.replayRows.value}
        choices={ROWS}
        testId="replay-rows"
        onChange={(rows) => {
          choices.replayRows.value = rows
        }}
      />
      <div class="replay-pace">
        <Segmented
          label="Pace"
          value={pace}
          choices={PACES}
          testId="replay-pace"
          onChange={(next) => {
            choices.replayPace.value = next
          }}
        />
      </div>
      {pace === 'timed' && (
        <Field
          id="replay-speed"
          label="Speed"
          value={choices.replaySpeed.value}
          problem={isSpeed ? null : 'Enter a number from 0.01 to 1000: 2 is twice as fast.'}
          onInput={(value) => {
            choices.replaySpeed.value = value
          }}
        >
          <span class="beside">times as fast as it was</span>
        </Field>
      )}
      <p class="beside">{PACE_TEXTS[pace]}</p>
      <div class="compose-send">
        <button type="submit" class="main-button" data-testid="replay-start" disabled={Boolean(watched)}>
          Replay
        </button>
        <span class="outcome" role="status" data-testid="replay-outcome">
          {watched && <span class="beside">{readOnlyText(watched)}</span>}
          {outcome && <span class={outcome.failed ? 'error' : 'note'}>{outcome.text}</span>}
        </span>
      </div>
      <RunList kind="replay" />
    </form>
  )
}

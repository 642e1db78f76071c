import { useState } from 'preact/hooks'
import { readSteps, type Step } from '../../core/checks/read-steps.ts'
import { type TestFramework, writeTest } from '../../core/checks/write-test.ts'
import type { Variable } from '../../core/template.ts'
import { visibleLine } from '../../core/visible.ts'
import type { CheckRun, State, StepState } from '../state.ts'
import { copyText } from './copy-text.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { readOnlyText } from './read-only-text.ts'
import { refusalText } from './refusal-text.ts'
import { TargetField } from './TargetField.tsx'

/** Steps that were given a name. */
interface KeptChecks {
  readonly name: string
  readonly text: string
}

const NONE: readonly KeptChecks[] = []
const FRAMEWORKS: readonly { readonly id: TestFramework; readonly label: string }[] = [
  { id: 'vitest', label: 'Copy as vitest test' },
  { id: 'playwright', label: 'Copy as Playwright test' },
]

/** What is wrong with steps, in words, or the steps. Filters are read by what will search with them. */
function read(state: State): readonly Step[] | string {
  const reading = readSteps(state.choices.checks.value)
  if (!reading.ok) return `Line ${reading.problem.line}: ${reading.problem.message}`
  for (const step of reading.steps) {
    const problem = 'filter' in step ? state.filtering.check(step.filter) : null
    if (problem) return `Line ${step.line}: ${problem.message}`
  }
  return reading.steps
}

/** Steps that send and expect on a socket: run at a click, kept by name, and copied as a test for a test runner. */
export function Checks() {
  const { state } = usePanel()
  const { choices, sender, session } = state
  state.tick.value
  const [outcome, setOutcome] = useState('')
  const steps = read(state)
  const problem = typeof steps === 'string' ? steps : null
  const target = state.target.value
  const watched = target?.watched
  const run = sender.checks
  const isRunning = run !== null && !run.isOver

  const start = (): void => {
    // Anew: a key press may come before what was typed is drawn.
    const steps = read(state)
    if (typeof steps === 'string') return
    setOutcome(target ? '' : 'There is no socket to check. Choose one, or open a new connection.')
    if (!target) return
    // A test connection that was closed is opened again; a page's socket is the page's.
    const isOver = target.origin === 'test' && target.state > 1
    const socket = isOver ? session.connect(target.url, target.protocols) : target.number
    if (isOver) state.selectSocket(socket)
    sender.check(socket, steps, state.stored<readonly Variable[]>('variables', []))
  }
  const copy = (framework: TestFramework, document: Document): void => {
    if (typeof steps === 'string') return
    if (!target) {
      setOutcome('Choose the socket first that the test is to connect like.')
      return
    }
    const { origin, protocols, url } = target
    const page = origin === 'page' ? (session.documents.get(target.document)?.url ?? null) : null
    const name = choices.checksName.value.trim()
    const done = copyText(document, writeTest(framework, { name, url, protocols, steps, page }))
    setOutcome(done ? 'Copied' : 'The browser did not let this be copied. Click again.')
  }
  return (
    <form
      class="compose"
      data-testid="checks"
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <TargetField />
      <textarea
        class="draft-field checks-text"
        data-testid="checks-text"
        aria-label="Steps"
        aria-invalid={problem !== null}
        aria-describedby="checks-problem"
        spellcheck={false}
        rows={7}
        value={choices.checks.value}
        onInput={(event) => {
          choices.checks.value = event.currentTarget.value
          setOutcome('')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start()
        }}
      />
      <span id="checks-problem" class="error" role="alert" data-testid="checks-problem">
        {problem}
      </span>
      <p class="beside checks-help">
        A step on each line: send TEXT · send hex 0a ff · expect FILTER within 2s · expect none FILTER within 500 · wait
        200 · close 1000
      </p>
      <div class="compose-send">
        {isRunning ? (
          <button type="button" class="main-button" data-testid="checks-stop" onClick={() => run.stop()}>
            Stop
          </button>
        ) : (
          <button
            type="submit"
            class="main-button"
            data-testid="checks-run"
            disabled={Boolean(watched) || problem !== null}
          >
            {run ? 'Run again' : 'Run'}
          </button>
        )}
        {FRAMEWORKS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            class="text-button"
            data-testid={`copy-${id}`}
            disabled={problem !== null}
            onClick={(event) => copy(id, event.currentTarget.ownerDocument)}
          >
            {label}
          </button>
        ))}
        <span class="outcome" role="status" data-testid="checks-outcome">
          {watched ? readOnlyText(watched) : outcome}
        </span>
      </div>
      {run && <CheckResult run={run} />}
      <KeptList />
    </form>
  )
}

const WORDS: Readonly<Record<StepState['type'], string>> = {
  waiting: '·',
  running: '…',
  passed: '✓',
  failed: '✗',
  skipped: '–',
}
const NAMES: Readonly<Record<StepState['type'], string>> = {
  waiting: 'waits',
  running: 'is running',
  passed: 'passed',
  failed: 'failed',
  skipped: 'was skipped',
}

/** How far each step is, and what came instead of what was expected. */
function CheckResult({ run }: { run: CheckRun }) {
  const { state } = usePanel()
  const { passed, states, steps } = run
  return (
    <div class="check-result" data-testid="check-result">
      <p role="status" data-testid="check-verdict" class={passed === false ? 'error' : passed ? 'note' : 'beside'}>
        {passed === null ? 'Running…' : passed ? `All ${steps.length} steps passed` : 'Failed'}
      </p>
      <ol class="check-steps">
        {steps.map((step, at) => {
          const one = states[at] as StepState
          const row = 'row' in one ? one.row : null
          return (
            <li key={step.line} class={`check-step check-${one.type}`} data-testid="check-step" data-state={one.type}>
              <span class="check-mark" role="img" aria-label={NAMES[one.type]}>
                {WORDS[one.type]}
              </span>
              <span class="check-line">{visibleLine(lineOf(step))}</span>
              {one.type === 'passed' && step.type === 'expect' && (
                <span class="beside check-took">{Math.round(one.took).toLocaleString('en')} ms</span>
              )}
              {row !== null && state.session.log.has(row) && (
                <button type="button" class="text-button" data-testid="check-row" onClick={() => show(state, row)}>
                  Show
                </button>
              )}
              {one.type === 'failed' && (
                <span class="error check-why">
                  {typeof one.why === 'string' ? one.why : refusalText(one.why.refusal, one.why.action)}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function show(state: State, row: number): void {
  state.choices.following.value = false
  state.selectRow(row)
}

/** A step as it is written; the text may have been edited since. */
function lineOf(step: Step): string {
  switch (step.type) {
    case 'send':
    case 'send hex':
      return `${step.type} ${step.text}`
    case 'expect':
    case 'expect none':
      return `${step.type} ${step.filter} within ${step.within}`
    case 'wait':
      return `wait ${step.time}`
    case 'close':
      return `close ${step.code} ${step.reason}`
    default:
      return step satisfies never
  }
}

/** Steps by name: to be kept, taken up again and removed. */
function KeptList() {
  const { state } = usePanel()
  const { choices } = state
  const all = state.stored('checks', NONE)
  const [note, setNote] = useState('')
  const keep = async (): Promise<void> => {
    const name = choices.checksName.value.trim()
    if (name === '') return setNote('Give the steps a name first.')
    const next = [...all.filter((one) => one.name !== name), { name, text: choices.checks.value }]
    setNote(
      (await state.store('checks', next))
        ? `Kept ${visibleLine(name)}`
        : 'The browser could not store this: it is kept only until DevTools closes.',
    )
  }
  return (
    <div class="checks-kept">
      <div class="field-body">
        <input
          type="text"
          aria-label="Name of the steps"
          placeholder="Name"
          data-testid="checks-name"
          value={choices.checksName.value}
          onInput={(event) => {
            choices.checksName.value = event.currentTarget.value
          }}
        />
        <button type="button" class="text-button" data-testid="checks-keep" onClick={() => void keep()}>
          Keep
        </button>
        <span class="beside" role="status">
          {note}
        </span>
      </div>
      {all.map((one) => (
        <div key={one.name} class="kept">
          <button
            type="button"
            class="kept-take"
            data-testid="checks-take"
            title="Take these steps up again"
            onClick={() => {
              choices.checks.value = one.text
              choices.checksName.value = one.name
            }}
          >
            {visibleLine(one.name)}
          </button>
          <IconButton
            icon="close"
            label={`Remove ${one.name}`}
            testId="checks-remove"
            onClick={() =>
              void state.store(
                'checks',
                all.filter((other) => other !== one),
              )
            }
          />
        </div>
      ))}
    </div>
  )
}

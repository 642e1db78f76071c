import { count } from '../../core/format.ts'
import type { Run } from '../state.ts'
import { IconButton } from './IconButton.tsx'
import { MeasureResult } from './MeasureResult.tsx'
import { usePanel } from './panel-context.ts'
import { ReplayResult } from './ReplayResult.tsx'
import { refusalText } from './refusal-text.ts'
import { socketName } from './socket-name.ts'

/** How far each run of this kind is, with a button that stops it at once. */
export function RunList({ kind }: { kind: Run['kind'] }) {
  const { state } = usePanel()
  state.tick.value
  const runs = state.sender.runs.filter((run) => run.kind === kind)
  if (runs.length === 0) return null
  return (
    <ul class="runs" aria-label="Runs">
      {runs.toReversed().map((run) => (
        <li class="run" key={run.id} data-testid="run" data-state={run.ending?.why ?? 'running'}>
          <RunLine run={run} />
          {run.measured && <MeasureResult measured={run.measured} isOver={run.ending !== null} />}
          {run.comparison && <ReplayResult comparison={run.comparison} />}
        </li>
      ))}
    </ul>
  )
}

function RunLine({ run }: { run: Run }) {
  const { sender, session } = usePanel().state
  const { ending, sent, total } = run
  const socket = session.sockets[run.socket]
  return (
    <div class="run-line">
      {total !== null && <progress max={total} value={sent} aria-label="Progress" />}
      <span data-testid="run-count">
        {total === null ? `${count(sent)} sent` : `${count(sent)} of ${count(total)} sent`}
        {run.kind !== 'repeat' && ` · ${count(run.received)} received`}
      </span>
      {socket && <span class="beside run-socket">{socketName(socket.url).name}</span>}
      <span class={isFailure(ending) ? 'error' : 'beside'} role="status" data-testid="run-ending">
        {endingText(ending)}
      </span>
      <span class="space" />
      {ending ? (
        <IconButton icon="close" label="Remove this line" testId="run-remove" onClick={() => sender.forget(run.id)} />
      ) : (
        <button type="button" class="text-button" data-testid="run-stop" onClick={() => sender.stop(run.id)}>
          Stop
        </button>
      )}
    </div>
  )
}

function isFailure(ending: Run['ending']): boolean {
  return ending?.why === 'refused' || ending?.why === 'problem'
}

function endingText(ending: Run['ending']): string {
  if (!ending) return ''
  switch (ending.why) {
    case 'done':
      return 'Done'
    case 'stopped':
      return 'Stopped'
    case 'matched':
      return 'Done: a reply matched'
    case 'refused':
      return refusalText(ending.refusal, 'send')
    case 'problem':
      return `Stopped: ${ending.problem}`
    default:
      return ending satisfies never
  }
}

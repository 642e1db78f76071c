import { useEffect, useRef, useState } from 'preact/hooks'
import { FULL_WORKERS, type FullWorkersState, fullWorkersOf, originsOf, withOrigin } from '../../core/full-workers.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'

const FORBIDDEN = 'The policy (CSP) of this page forbids workers from blob: addresses, so they can’t be captured fully.'

/** Chrome: whether workers of the page are started with the hook in front, and what that means for the page. */
export function WorkerSettings() {
  const { state, workers, reload } = usePanel()
  const { settings } = state
  const [origin, setOrigin] = useState<string | null>(null)
  const [problem, setProblem] = useState('')
  const [isChanged, setChanged] = useState(false)
  const [setting, setSetting] = useState(() => fullWorkersOf(settings.get<unknown>(FULL_WORKERS, null)))
  useEffect(
    () => settings.listen(() => setSetting(fullWorkersOf(settings.get<unknown>(FULL_WORKERS, null)))),
    [settings],
  )
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (state.choices.setting.value === 'workers') section.current?.scrollIntoView()
  }, [state])
  useEffect(() => void workers?.origin().then(setOrigin), [workers])
  if (!workers) return null

  const change = (which: string, to: FullWorkersState | null): void => {
    const changed = withOrigin(fullWorkersOf(settings.get<unknown>(FULL_WORKERS, null)), which, to)
    settings.set(FULL_WORKERS, changed)
    setSetting(changed)
    setChanged(true)
  }
  const turn = async (on: boolean): Promise<void> => {
    if (origin === null) return
    const isAllowed = !on || (await workers.isAllowed())
    setProblem(isAllowed ? '' : FORBIDDEN)
    change(origin, on && isAllowed ? 'on' : null)
  }
  const isOn = origin !== null && setting[origin] === 'on'
  const isRefused = origin !== null && setting[origin] === 'refused'
  return (
    <section aria-label="Workers" class="workers" ref={section}>
      <h2>Workers</h2>
      <p class="prose">
        Chrome lets no extension into workers: what their sockets do is read from its network log, and can’t be acted
        on. Dedicated workers can be captured as the page is, where the page may notice.
      </p>
      <label class="check">
        <input
          type="checkbox"
          data-testid="full-workers"
          checked={isOn}
          disabled={origin === null}
          onChange={(event) => void turn(event.currentTarget.checked)}
        />
        Capture workers fully {origin === null ? '(not on this page)' : `on ${origin}`}
      </label>
      {(problem || isRefused) && (
        <p class="error" role="alert">
          {problem || `${FORBIDDEN} Reload it: those that it has started did not run.`}
        </p>
      )}
      {isChanged && !problem && !isRefused && reload && (
        <p class="settings-next">
          Holds when the page is loaded again.{' '}
          <button type="button" class="text-button" data-testid="full-workers-reload" onClick={() => reload(false)}>
            Reload page
          </button>
        </p>
      )}
      <p class="prose">
        While DevTools is open, they then start from blob: addresses with Sockeye before their script. What differs: a
        script that doesn’t load is an ErrorEvent with words, and one that throws while it first runs names a line of
        Sockeye’s; stacks end with a frame of Sockeye’s; requests of a worker have no Referer; a redirected script keeps
        its first address; a policy that the script’s response carries does not hold. Shared and service workers, and
        pages whose policy forbids it, stay as they are.
      </p>
      {originsOf(setting)
        .filter((other) => other !== origin)
        .map((other) => (
          <p class="settings-next" key={other}>
            Also on {other}
            <IconButton icon="close" label={`No longer on ${other}`} onClick={() => change(other, null)} />
          </p>
        ))}
    </section>
  )
}

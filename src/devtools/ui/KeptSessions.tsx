import { useEffect, useState } from 'preact/hooks'
import { sizeText } from '../../core/bytes.ts'
import { count } from '../../core/format.ts'
import { visibleLine } from '../../core/visible.ts'
import type { KeptEntry } from '../state.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'

/** ms of a day. */
const DAY = 24 * 60 * 60 * 1000

/** What earlier sessions kept on disk: to be opened again, or removed. */
export function KeptSessions() {
  const { files, session } = usePanel().state
  const { kept } = session
  const [entries, setEntries] = useState<readonly KeptEntry[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)

  const look = async (): Promise<void> => {
    try {
      setEntries((await kept?.list()) ?? [])
      setProblem(null)
    } catch {
      setProblem('The browser can’t read what is kept. Close DevTools and open it again.')
    }
  }
  const remove = async (which: readonly string[] | 'all'): Promise<void> => {
    setAsking(false)
    await kept?.remove(which).catch(() => {})
    await look()
  }
  useEffect(() => void look(), [])

  if (problem !== null) return <p class="error">{problem}</p>
  const ended = entries?.filter(({ isLive }) => !isLive) ?? []
  return (
    <div class="kept-sessions" data-testid="kept-sessions">
      <h2>Kept sessions</h2>
      <p class="prose">
        {entries === null ? 'Looking…' : ended.length === 0 ? 'None. ' : ''}
        They are removed after {(kept?.oldest ?? 0) / DAY} days, or when there is no room for newer ones.
      </p>
      {ended.map((entry) => (
        <div class="kept-session" key={entry.id} data-testid="kept-session">
          <span>{new Date(entry.started).toLocaleString()}</span>
          <span class="kept-address" title={entry.url}>
            {visibleLine(entry.url) || 'no address'}
          </span>
          <span class="dim">
            {count(entry.rows)} {entry.rows === 1 ? 'row' : 'rows'}, {sizeText(entry.bytes)}
          </span>
          <button
            type="button"
            class="text-button"
            data-testid="kept-open"
            onClick={() => files.openKept(entry.id, nameOf(entry), entry.rows)}
          >
            Open
          </button>
          <IconButton icon="close" label={`Delete ${nameOf(entry)}`} onClick={() => remove([entry.id])} />
        </div>
      ))}
      {ended.length > 0 &&
        (asking ? (
          <p>
            Delete {ended.length === 1 ? 'the session' : `all ${count(ended.length)} sessions`} from this computer?{' '}
            <button type="button" class="text-button" data-testid="kept-delete-yes" onClick={() => remove('all')}>
              Delete
            </button>
            <button type="button" class="text-button" onClick={() => setAsking(false)}>
              Keep
            </button>
          </p>
        ) : (
          <button type="button" class="text-button" data-testid="kept-delete-all" onClick={() => setAsking(true)}>
            Delete all…
          </button>
        ))}
    </div>
  )
}

function nameOf({ started, url }: KeptEntry): string {
  return `${visibleLine(url) || 'Session'} of ${new Date(started).toLocaleString()}`
}

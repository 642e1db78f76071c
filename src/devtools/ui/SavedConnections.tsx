import { useRef, useState } from 'preact/hooks'
import {
  connectionKey,
  findConnections,
  mergeConnections,
  readConnections,
  type SavedConnection,
  writeConnections,
} from '../../core/connections/saved.ts'
import { count } from '../../core/format.ts'
import { visibleLine } from '../../core/visible.ts'
import type { Call } from '../state.ts'
import { ConnectionForm } from './ConnectionForm.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { refusalText } from './refusal-text.ts'
import { saveBlob } from './save-blob.ts'
import { keepConnections, savedConnections } from './saved-connections.ts'
import { variablesOf } from './variables-of.ts'

/** What was removed last, until something else is done. */
interface Outcome {
  readonly text: string
  readonly failed: boolean
  readonly undo?: readonly SavedConnection[]
}

const said = (text: string): Outcome => ({ text, failed: false })
const failed = (text: string): Outcome => ({ text, failed: true })
const UNSTORED = failed('The browser could not store this: it is kept only until DevTools closes.')

/** Test connections that are kept, in folders: to be opened one by one, by folder or all, and given to others as a file. */
export function SavedConnections() {
  const { state } = usePanel()
  const { choices, sender } = state
  state.tick.value
  const all = savedConnections(state)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const found = findConnections(all, choices.dialSearch.value)
  const writing = choices.dialDraft.value

  const store = async (next: readonly SavedConnection[], done: Outcome | null): Promise<void> => {
    setOutcome((await keepConnections(state, next)) ? done : UNSTORED)
  }
  const dial = (connections: readonly SavedConnection[]): void => {
    const problems = connections.flatMap((one) => {
      const problem = sender.dial(one, variablesOf(state))
      return problem === null ? [] : [`${visibleLine(one.name)}: ${problem}`]
    })
    setOutcome(problems.length > 0 ? failed(problems.join(' ')) : null)
  }
  const read = async (file: File): Promise<void> => {
    const text = await file.text().catch(() => null)
    const added = text === null ? 'The file could not be read. Choose it again.' : readConnections(text)
    if (typeof added === 'string') return setOutcome(failed(`Nothing was imported. ${added}`))
    await store(mergeConnections(savedConnections(state), added), said(`Imported ${count(added.length)}`))
  }
  return (
    <section class="saved-connections" aria-label="Saved connections" data-testid="saved-connections">
      <div class="library-search">
        <input
          type="text"
          aria-label="Search saved connections"
          placeholder="Search"
          data-testid="dial-search"
          value={choices.dialSearch.value}
          onInput={(event) => {
            choices.dialSearch.value = event.currentTarget.value
          }}
        />
        {all.length > 0 && (
          <button
            type="button"
            class="text-button"
            data-testid="dial-all"
            onClick={() => dial([...found.values()].flat())}
          >
            Connect {found.size > 0 && choices.dialSearch.value.trim() !== '' ? 'those found' : 'all'}
          </button>
        )}
        <Files all={all} onFile={(file) => void read(file)} />
      </div>
      {writing?.key === null && (
        <ConnectionForm key="new" onStored={(isStored) => setOutcome(isStored ? null : UNSTORED)} />
      )}
      {all.length === 0 && !writing && (
        <p class="hint saved-hint">Nothing is saved yet. Fill in the fields above, and choose “Save…”.</p>
      )}
      {all.length > 0 && found.size === 0 && <p class="beside">No saved connection has these words.</p>}
      {[...found].map(([folder, connections]) => (
        <div key={folder} data-testid="dial-folder">
          {folder !== '' && (
            <div class="saved-folder">
              <h3>{visibleLine(folder)}</h3>
              <button type="button" class="text-button" onClick={() => dial(connections)}>
                Connect folder
              </button>
            </div>
          )}
          {connections.map((one) => {
            const key = connectionKey(one)
            if (writing?.key === key) {
              return <ConnectionForm key={key} onStored={(isStored) => setOutcome(isStored ? null : UNSTORED)} />
            }
            return (
              <Connection
                key={key}
                saved={one}
                onDial={() => dial([one])}
                onRemove={() => {
                  sender.dialer.hangUp(key)
                  const rest = all.filter((other) => other !== one)
                  void store(rest, { text: `Removed ${visibleLine(one.name)}`, failed: false, undo: all })
                }}
              />
            )
          })}
        </div>
      ))}
      <p class={outcome?.failed ? 'error' : 'note'} role="status" data-testid="dial-outcome">
        {outcome?.text}
        {outcome?.undo && (
          <button
            type="button"
            class="text-button"
            data-testid="dial-undo"
            onClick={() => void store(outcome.undo ?? [], null)}
          >
            Undo
          </button>
        )}
      </p>
    </section>
  )
}

interface ConnectionProps {
  readonly saved: SavedConnection
  readonly onDial: () => void
  readonly onRemove: () => void
}

function Connection({ saved, onDial, onRemove }: ConnectionProps) {
  const { state } = usePanel()
  const { choices, sender } = state
  const key = connectionKey(saved)
  const call = sender.dialer.call(key)
  const isOn = call !== null && call.state !== 'ended'
  const name = visibleLine(saved.name)
  return (
    <div class="kept" data-testid="saved-connection" data-state={call?.state ?? 'idle'}>
      <button
        type="button"
        class="kept-take"
        title={call?.socket == null ? 'Connect' : 'Show its messages'}
        onClick={() => (call?.socket == null ? onDial() : state.selectSocket(call.socket))}
      >
        {name}
        <span class="beside">{visibleLine(saved.url)}</span>
      </button>
      {call && (
        <span class={call.problem === null ? 'beside' : 'error'} role="status" data-testid="dial-state">
          {callText(call)}
        </span>
      )}
      {call?.state === 'waiting' && (
        <button type="button" class="text-button" data-testid="dial-now" onClick={() => sender.dialer.now(key)}>
          Try now
        </button>
      )}
      <button
        type="button"
        class="text-button"
        data-testid={isOn ? 'hang-up' : 'dial'}
        onClick={() => (isOn ? sender.dialer.hangUp(key) : onDial())}
      >
        {isOn ? (call.state === 'open' ? 'Disconnect' : 'Stop') : 'Connect'}
      </button>
      <IconButton
        icon="edit"
        label={`Edit ${name}`}
        testId="dial-edit"
        onClick={() => {
          choices.dialDraft.value = { key, draft: saved }
        }}
      />
      <IconButton
        icon="copy"
        label={`Duplicate ${name}`}
        testId="dial-duplicate"
        onClick={() => {
          choices.dialDraft.value = { key: null, draft: { ...saved, name: `${saved.name} 2` } }
        }}
      />
      <IconButton icon="close" label={`Remove ${name}`} testId="dial-remove" onClick={onRemove} />
    </div>
  )
}

/** What became of it, in words. */
function callText({ attempt, attempts, next, problem, state }: Call): string {
  const why = problem === null || typeof problem === 'string' ? problem : refusalText(problem, 'connect')
  switch (state) {
    case 'connecting':
      return attempt === 0 ? 'connecting…' : `attempt ${attempt} of ${attempts}…`
    case 'open':
      return 'open'
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil(((next ?? 0) - Date.now()) / 1000))
      return `attempt ${attempt} of ${attempts} in ${seconds} s`
    }
    case 'ended':
      return why === null ? 'closed' : `closed. ${why}`
    default:
      return state satisfies never
  }
}

function Files({ all, onFile }: { all: readonly SavedConnection[]; onFile: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon="import" label="Import connections…" onClick={() => field.current?.click()} />
      <input
        type="file"
        hidden
        accept=".json"
        data-testid="dial-import"
        ref={field}
        onChange={(event) => {
          const { currentTarget } = event
          const file = currentTarget.files?.[0]
          if (file) onFile(file)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
      <IconButton
        icon="export"
        label="Export connections"
        testId="dial-export"
        onClick={() => {
          const blob = new Blob([writeConnections(all)], { type: 'application/json' })
          if (field.current) saveBlob(field.current.ownerDocument, blob, 'sockeye-connections.json')
        }}
      />
    </>
  )
}

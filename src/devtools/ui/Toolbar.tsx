import { sizeText } from '../../core/bytes.ts'
import { count } from '../../core/format.ts'
import { readValue, replaceValue } from '../../core/query/edit.ts'
import { FilterField } from './FilterField.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import { IconButton } from './IconButton.tsx'
import { ImportButton } from './ImportButton.tsx'
import { usePanel } from './panel-context.ts'
import { RulesButton } from './RulesButton.tsx'
import { Segmented } from './Segmented.tsx'

const DIRECTION_CHOICES = [
  { value: 'all', label: 'All' },
  { value: 'sent', label: 'Sent' },
  { value: 'received', label: 'Received' },
] as const

function directionOf(filter: string): (typeof DIRECTION_CHOICES)[number]['value'] {
  const value = readValue(filter, 'dir')
  return value === 'sent' || value === 'received' ? value : 'all'
}

export function Toolbar() {
  const { state } = usePanel()
  const { choices, session, settings } = state
  state.tick.value
  const recording = !session.paused
  return (
    <div class="toolbar" role="toolbar" aria-label="WebSocket">
      <IconButton
        icon={recording ? 'recording' : 'record'}
        kind="record-button"
        label={recording ? 'Pause recording' : 'Resume recording'}
        pressed={recording}
        testId="record"
        onClick={() => session.pause(recording)}
      />
      <IconButton icon="clear" label="Clear" testId="clear" onClick={() => session.clear()} />
      <span class="divider" />
      <FilterField />
      <FilterMenu />
      <Segmented
        label="Direction"
        value={directionOf(choices.filter.value)}
        choices={DIRECTION_CHOICES}
        testId="direction"
        onChange={(direction) => {
          choices.filter.value = replaceValue(choices.filter.value, 'dir', direction === 'all' ? null : direction)
        }}
      />
      <span class="divider" />
      <label class="check" title="Keep rows when the tab navigates">
        <input
          type="checkbox"
          data-testid="preserve"
          checked={session.preserve}
          onChange={(event) => {
            const preserve = event.currentTarget.checked
            session.setPreserve(preserve)
            settings.set('preserve', preserve)
          }}
        />
        Preserve log
      </label>
      <span class="divider" />
      <RulesButton />
      <span class="divider" />
      <ImportButton />
      <IconButton
        icon="export"
        label="Export…"
        pressed={choices.exporting.value}
        testId="export"
        onClick={() => {
          choices.exporting.value = !choices.exporting.value
        }}
      />
      <span class="space" />
      <SelectionCount />
      <Counts />
      <span class="divider" />
      <button
        type="button"
        class="text-button"
        data-testid="new-connection"
        aria-expanded={choices.connecting.value}
        title="Open a test connection of your own"
        onClick={() => {
          choices.connecting.value = !choices.connecting.value
        }}
      >
        New connection
      </button>
      <IconButton
        icon="settings"
        label="Settings"
        pressed={choices.setting.value !== false}
        testId="settings"
        onClick={() => {
          choices.setting.value = choices.setting.value === false
        }}
      />
      <IconButton
        icon="details"
        label={choices.details.value ? 'Hide details' : 'Show details'}
        pressed={choices.details.value}
        testId="details"
        onClick={() => {
          choices.details.value = !choices.details.value
        }}
      />
    </div>
  )
}

/** How much the list shows of what the log holds; and whether that is still growing. */
function Counts() {
  const { state } = usePanel()
  const { filtering, length, progress, session } = state
  state.tick.value
  const { log } = session
  const rows = length.value === log.length ? count(log.length) : `${count(length.value)} of ${count(log.length)}`
  return (
    <span class="counts" data-testid="counts">
      {!session.connected && !session.orphaned && <span class="reconnecting">Reconnecting…</span>}
      {session.paused && <span class="paused">Paused</span>}
      {filtering.loading.value && <span>Loading the filter…</span>}
      {progress.value < 1 && <span>Filtering {Math.floor(progress.value * 100)} %</span>}
      <span>
        {rows} {log.length === 1 ? 'row' : 'rows'}
      </span>
      <span class="counts-size">{sizeText(log.bytes)}</span>
      {session.kept?.isOn && (
        <span data-testid="keeping" title="All rows are written to disk. Settings has what is kept.">
          kept
        </span>
      )}
    </span>
  )
}

/** How much is selected, where that is more than the row that is shown in full; said aloud when it changes. */
function SelectionCount() {
  const { selection } = usePanel().state
  const { size, bytes } = selection
  return (
    <span class="selection-count" role="status" data-testid="selection">
      {size.value > 1 && `${count(size.value)} selected · ${sizeText(bytes.value)}`}
    </span>
  )
}

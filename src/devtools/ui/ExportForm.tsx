import { useState } from 'preact/hooks'
import { count } from '../../core/format.ts'
import type { ExportFormat, ExportRows } from '../state.ts'
import { Field } from './Field.tsx'
import { fileName } from './file-name.ts'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { Segmented } from './Segmented.tsx'
import { saveBlob } from './save-blob.ts'

const FORMATS = [
  { value: 'har', label: 'HAR' },
  { value: 'ndjson', label: 'NDJSON' },
  { value: 'csv', label: 'CSV' },
] as const

const MEANINGS: Readonly<Record<ExportFormat, string>> = {
  har: 'Messages by socket. Opens here and in Chrome’s Network panel.',
  ndjson: 'Everything that the log knows, a line for each row. Opens here, as it was.',
  csv: 'A table for spreadsheets. Can’t be opened here again.',
}

/** Writes rows to a file. */
export function ExportForm() {
  const { state } = usePanel()
  const { choices, files, session } = state
  state.tick.value
  const [name, setName] = useState(() => fileName(new Date()))
  const [secrets, setSecrets] = useState(false)
  const counts = { all: session.log.length, shown: state.length.value, selected: state.selection.size.value }
  const rows = choices.exportRows.value
  const format = choices.exportFormat.value
  const close = (): void => {
    choices.exporting.value = false
  }
  const write = async (document: Document): Promise<void> => {
    const file = await files.write(rows, format, `${name.trim() || fileName(new Date())}.${format}`, { secrets })
    if (file) saveBlob(document, file.blob, file.name)
  }
  const option = (value: ExportRows, label: string) => ({ value, label: `${label} (${count(counts[value])})` })
  return (
    <form
      class="export"
      data-testid="export-form"
      aria-label="Export"
      onSubmit={(event) => {
        event.preventDefault()
        void write(event.currentTarget.ownerDocument)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        close()
      }}
    >
      <div class="export-line">
        <Segmented
          label="Rows"
          value={rows}
          choices={[option('all', 'All rows'), option('shown', 'Shown'), option('selected', 'Selected')]}
          testId="export-rows"
          onChange={(value) => {
            choices.exportRows.value = value
          }}
        />
        <span class="divider" />
        <Segmented
          label="Format"
          value={format}
          choices={FORMATS}
          testId="export-format"
          onChange={(value) => {
            choices.exportFormat.value = value
          }}
        />
        <span class="divider" />
        <Field id="export-name" label="Name" value={name} problem={null} onInput={setName}>
          <span class="beside">.{format}</span>
        </Field>
        <button
          type="submit"
          class="main-button"
          data-testid="export-write"
          disabled={files.job.value !== null || (rows !== 'all' && counts[rows] === 0)}
        >
          Export
        </button>
        <span class="space" />
        <IconButton icon="close" label="Close this form" onClick={close} />
      </div>
      <div class="export-line">
        <label class="check">
          <input
            type="checkbox"
            data-testid="export-secrets"
            checked={secrets}
            onChange={(event) => setSecrets(event.currentTarget.checked)}
          />
          Include secrets
        </label>
        <span class={secrets ? 'export-note export-secrets' : 'export-note'} data-testid="export-note">
          {secrets
            ? 'Tokens, keys and cookies in addresses, subprotocols and headers are written as they are. '
            : 'Tokens, keys and cookies in addresses, subprotocols and headers become REDACTED. '}
          Messages are never changed: look for secrets in them before you share the file.
        </span>
      </div>
      <div class="export-line export-note">{MEANINGS[format]}</div>
    </form>
  )
}

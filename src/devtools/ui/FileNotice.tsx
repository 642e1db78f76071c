import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'

/** How far a file is, with a way to stop; and what came of the last one. */
export function FileNotice() {
  const { files } = usePanel().state
  const job = files.job.value
  const note = files.note.value
  return (
    <div class="notices" role="status">
      {job && (
        <p class="notice file-job" data-testid="file-job">
          <span>
            {job.type === 'export' ? 'Writing' : 'Reading'} {job.name}
          </span>
          <progress value={job.progress} max={1} aria-label={job.name} />
          <span class="file-job-share">{Math.floor(job.progress * 100)} %</span>
          <button type="button" class="text-button" data-testid="file-cancel" onClick={() => files.cancel()}>
            Cancel
          </button>
        </p>
      )}
      {note && (
        <p class={`notice file-note ${note.isProblem ? 'file-problem' : ''}`} data-testid="file-note">
          <Icon name={note.isProblem ? 'error' : 'information'} />
          <span class="file-note-text">{note.text}</span>
          <IconButton
            icon="close"
            label="Close this note"
            onClick={() => {
              files.note.value = null
            }}
          />
        </p>
      )}
    </div>
  )
}

import { useRef } from 'preact/hooks'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'

/** Chooses a file to be opened read-only. */
export function ImportButton() {
  const { files } = usePanel().state
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton
        icon="import"
        label="Import a HAR or NDJSON file… You can also drop one here"
        testId="import"
        onClick={() => field.current?.click()}
      />
      <input
        type="file"
        hidden
        accept=".har,.ndjson,.json,.jsonl"
        data-testid="import-file"
        ref={field}
        onChange={(event) => {
          const { currentTarget } = event
          const file = currentTarget.files?.[0]
          if (file) void files.open(file)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}

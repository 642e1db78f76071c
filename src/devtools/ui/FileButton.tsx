import { useRef } from 'preact/hooks'
import { IconButton } from './IconButton.tsx'

interface FileButtonProps {
  readonly label: string
  readonly accept: string
  readonly testId: string
  readonly onFile: (file: File) => void
}

/** A button that has a file chosen. */
export function FileButton({ label, accept, testId, onFile }: FileButtonProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon="import" label={label} onClick={() => field.current?.click()} />
      <input
        type="file"
        hidden
        accept={accept}
        data-testid={testId}
        ref={field}
        onChange={(event) => {
          const { currentTarget } = event
          const file = currentTarget.files?.[0]
          if (file) onFile(file)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}
